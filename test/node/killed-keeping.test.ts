// Killed at any moment of collecting, archiving, restoring or saving: what was there is there, whole, and it can be done again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { cidFor, RAW } from '../../src/core/codec/index.ts'
import { restoreBackup } from '../../src/care/backup/index.ts'
import { openNode, type MemCubeNode } from '../../src/node/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { referenceMark } from '../reference/reference-mark.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'

const program = fileURLToPath(new URL('children/keep-one.ts', import.meta.url))

/** Runs a call in a process of its own and kills it at its so-and-so-many-th word. @returns whether it ended before that */
async function killedAt(word: number, home: string, name: string, input: object = {}): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, program, home, name, JSON.stringify(input), String(word)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exited = once(child, 'exit')
  let isDone = false
  for await (const line of createInterface({ input: child.stdout })) {
    isDone ||= line === 'done'
    if (line === 'here') child.kill('SIGKILL')
  }
  await exited
  return isDone
}

async function homeWithGarbage(): Promise<string> {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: 900 }, (_, i) =>
    JSON.stringify({ key: `n/${i}`, body: `note ${i} `.repeat(20) }),
  )
  await writeFile(path, lines.join('\n'))
  await alice.call('import', { cube: 'notes', path })
  await alice.call('create', { name: 'other' })
  await alice.call('add', { cube: 'other', key: 'k', text: 'stays' })
  await alice.close()
  const store = await openStore(join(alice.home, 'store'))
  await store.putBlocks(
    Array.from({ length: 5_000 }, (_, i) => {
      const bytes = Buffer.from(`left over ${i}`)
      return { cid: cidFor(RAW, bytes), bytes }
    }),
  )
  await store.close()
  return alice.home
}

async function inHome<T>(home: string, use: (node: MemCubeNode) => Promise<T>): Promise<T> {
  const node = await openNode({ home })
  try {
    return await use(node)
  } finally {
    await node.close()
  }
}

async function expectWhole(home: string): Promise<void> {
  await inHome(home, async (node) => {
    expect(await node.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    expect(await node.call('get', { cube: 'other', key: 'k' })).toMatchObject({ body: 'stays' })
  })
  expect((await referenceMark(home)).missing).toEqual([])
}

const stateOf = (home: string): Promise<string | undefined> =>
  inHome(home, async (node) => {
    const { cubes } = (await node.call('list', {})) as { cubes: { name: string; state: string }[] }
    return cubes.find(({ name }) => name === 'notes')?.state
  })

test('a killed collection lost nothing, and the next one ends it', { timeout: 180_000 }, async () => {
  const home = await homeWithGarbage()
  for (const word of [1, 5]) {
    expect(await killedAt(word, home, 'gc')).toBe(false)
    await expectWhole(home)
  }
  await inHome(home, async (node) => {
    await node.call('gc', {})
    expect(await node.call('gc', {})).toMatchObject({ blocks: 0 })
  })
})

test(
  'a killed archiving or restoring leaves the cube or the archive, whole',
  { timeout: 180_000 },
  async () => {
    const home = await homeWithGarbage()
    const cube = { cube: 'notes' }
    expect(await killedAt(2, home, 'archive', cube)).toBe(false)
    expect(await stateOf(home)).toBe('held')
    await expectWhole(home)
    // In the collection that follows: the cube is archived by then.
    expect(await killedAt(9, home, 'archive', cube)).toBe(false)
    expect(await stateOf(home)).toBe('archived')
    await expectWhole(home)
    expect(await killedAt(2, home, 'restore', cube)).toBe(false)
    expect(await stateOf(home)).toBe('archived')
    await inHome(home, async (node) => {
      await node.call('restore', cube)
      expect((await node.call('keys', cube)).keys).toHaveLength(900)
      await node.call('gc', {})
      expect(await readdir(join(home, 'archive'))).toEqual([])
    })
    await expectWhole(home)
  },
)

test(
  'a killed backup leaves no file of its name, and one that is done is whole',
  { timeout: 120_000 },
  async () => {
    const home = await homeWithGarbage()
    const out = join(await temporaryFolder(), 'home.backup')
    expect(await killedAt(2, home, 'backup', { out })).toBe(false)
    expect(await readdir(dirname(out))).not.toContain('home.backup')
    await inHome(home, (node) => node.call('backup', { out }))
    const restored = join(await temporaryFolder(), 'restored')
    await restoreBackup({ home: restored, file: out, signal: new AbortController().signal })
    await expectWhole(restored)
  },
)
