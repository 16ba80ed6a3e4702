// Each call that a node makes to its disk fails once: it says so with a documented code, shows nothing half done, and goes on.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { initHome, openNode, type MemCubeNode } from '../../src/node/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { faultKinds, type FaultKind, type Fired } from './disk/faults.ts'

/** Calls that are made to fail, each in each way. */
const callCount = 200

const { faults } = await vi.hoisted(async () => {
  const { Faults } = await import('./disk/faults.ts')
  return { faults: new Faults() }
})

vi.mock('../../src/storage/level-database.ts', async (original) => {
  const { openLevelDatabase, ...rest } =
    await original<typeof import('../../src/storage/level-database.ts')>()
  const { faultyDatabase } = await import('./disk/faults.ts')
  return {
    ...rest,
    openLevelDatabase: async (location: string) => faultyDatabase(await openLevelDatabase(location), faults),
  }
})

vi.mock('node:fs/promises', async (original) => {
  const { faultyFiles } = await import('./disk/faults.ts')
  return faultyFiles(await original<typeof import('node:fs/promises')>(), faults)
})

const documented = new Set(
  readFileSync(join(import.meta.dirname, '../../protocols/errors.md'), 'utf8').match(/ERR_[A-Z_]+/g),
)

/** Does something while its calls fail one after another, each in each way, until it is through without a fault. */
async function failEachCall(
  attempt: () => Promise<unknown>,
  judge: (fired: Fired, kind: FaultKind, error: unknown) => Promise<void>,
): Promise<number> {
  for (let call = 0; ; call++) {
    for (const kind of faultKinds) {
      faults.arm(kind, call)
      const error = await attempt().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      const { fired } = faults
      if (fired !== undefined && error !== undefined) await judge(fired, kind, error)
      faults.clear()
      if (fired !== undefined && error !== undefined) continue
      // No call was left to fail, or the one that failed can be done without.
      expect(error).toBeUndefined()
      return call
    }
  }
}

function expectDocumented(error: unknown): void {
  expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_/), hint: expect.any(String) })
  expect(documented).toContain((error as { code: string }).code)
}

/** While the fault lasts: up, reading, and saying what is wrong. */
async function expectReadOnly(node: MemCubeNode, { code, words }: FaultKind): Promise<void> {
  const said = expect.stringMatching(new RegExp(`${words}|${code}`, 'i'))
  expect(await node.call('status', {})).toMatchObject({ disk: { readOnly: true, reason: said } })
  const { checks } = (await node.call('doctor', {})) as { checks: { name: string }[] }
  expect(checks.find(({ name }) => name === 'disk')).toMatchObject({ ok: false, message: said })
}

async function stateOf(node: MemCubeNode): Promise<unknown> {
  const { cubes } = (await node.call('list', {})) as { cubes: { cube: string }[] }
  return Promise.all(
    cubes.map(async ({ cube }) => [
      await node.call('show', { cube }),
      await node.call('branch', { cube }),
      await node.call('keys', { cube }),
    ]),
  )
}

/** Verbs in an order that works; each writes. */
function script(folder: string): [verb: string, input: Record<string, unknown>][] {
  const cube = 'notes'
  return [
    ['create', { name: cube }],
    ['add', { cube, key: 'a', text: 'the harbour opens at noon' }],
    ['add', { cube, key: 'long', text: 'a text that is too long for its record. '.repeat(1_000) }],
    ['import', { cube, path: join(folder, 'notes.jsonl') }],
    ['branch', { cube, name: 'side' }],
    ['add', { cube, key: 'b', text: 'said on the side', branch: 'side' }],
    ['add', { cube, key: 'c', text: 'said on main' }],
    ['merge', { cube, other: 'side' }],
    ['add', { cube, key: 'payload', file: join(folder, 'payload.bin'), type: 'activation' }],
    ['switch', { cube, branch: 'side' }],
    ['remove', { cube, keys: ['a'] }],
    ['fork', { cube, name: 'offshoot' }],
    ['publish', { cube, branches: ['main', 'side'] }],
    ['add', { cube: 'offshoot', key: 'd', text: 'said in the fork' }],
    ['merge', { cube, other: 'offshoot' }],
    ['unpublish', { cube }],
  ]
}

describe('a disk that fails', () => {
  test(
    `at each of ${callCount} calls leaves the node up, unchanged, and well again afterwards`,
    { timeout: 600_000 },
    async () => {
      const folder = await temporaryFolder()
      await writeFile(join(folder, 'payload.bin'), Buffer.alloc(300_000, 7))
      const lines = Array.from({ length: 20 }, (_, at) =>
        JSON.stringify({ key: `i/${at}`, body: `item ${at}` }),
      )
      await writeFile(join(folder, 'notes.jsonl'), lines.join('\n'))
      const home = join(folder, 'bob')
      faults.home = home
      let failed = await failEachCall(
        () => initHome({ home, name: 'bob' }),
        async (_fired, _kind, error) => expectDocumented(error),
      )
      const open = async (): Promise<void> => (await openNode({ home })).close()
      failed += await failEachCall(open, async (_fired, _kind, error) => expectDocumented(error))
      const node = await openNode({ home })
      onTestFinished(() => node.close())

      for (const [verb, input] of script(folder)) {
        const before = await stateOf(node)
        failed += await failEachCall(
          () => node.call(verb, input),
          async ({ call, writes }, kind, error) => {
            const what = `${verb}, ${kind.code} at ${call}`
            expectDocumented(error)
            if (writes) {
              expect(error, what).toMatchObject({ code: 'ERR_DISK_FULL' })
              await expectReadOnly(node, kind)
            }
            expect(await stateOf(node), what).toEqual(before)
          },
        )
      }
      expect(failed).toBeGreaterThanOrEqual(callCount)
      expect(await node.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
      expect(await node.call('status', {})).toMatchObject({ disk: { readOnly: false, reason: null } })
    },
  )
})
