// Every deadline there is passes at once, and every call is ended by who asked in each way that there is: whatever comes has a code.
import { readFileSync } from 'node:fs'
import { beforeAll, afterAll, describe, expect, it, vi } from 'vitest'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { MemCubeError } from '../../src/core/errors.ts'
import { initHome, openNode, useCases, type MemCubeNode } from '../../src/node/index.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const documented = new Set(
  readFileSync(new URL('../../protocols/errors.md', import.meta.url), 'utf8').match(
    /(?<=^\| `)ERR_[A-Z_]+/gmu,
  ),
)

const nodes: MemCubeNode[] = []
const folder = await temporaryFolder(afterAll)
let bob: MemCubeNode
let address: string
let open: string
let expired: AbortSignal

async function start(name: string): Promise<MemCubeNode> {
  await initHome({ home: join(folder, name), name })
  const node = await openNode({ home: join(folder, name), network: {} })
  nodes.push(node)
  return node
}

beforeAll(async () => {
  const alice = await start('alice')
  bob = await start('bob')
  address = alice.addresses()[0]!
  open = ((await alice.call('create', { name: 'open' })) as { cube: string }).cube
  await alice.call('add', { cube: open, key: 'k', text: 'An owl hunts.' })
  await alice.call('publish', { cube: open })
  await bob.call('create', { name: 'mine' })
  await bob.call('add', { cube: 'mine', key: 'k', text: 'An owl of mine hunts.' })
  expired = AbortSignal.timeout(0)
  if (!expired.aborted) await once(expired, 'abort')
})

afterAll(async () => {
  for (const node of nodes) await node.close()
})

/** What a call is asked, of the fields that it has: as much as leads it to work, and to others where it goes to others. */
function inputOf(schema: z.ZodType): Record<string, unknown> {
  const shape = schema instanceof z.ZodObject ? (schema.shape as object) : {}
  const values: Record<string, unknown> = {
    cube: open,
    target: open,
    from: address,
    query: 'owls',
    topic: 'owls',
    key: 'k',
    text: 'An owl sleeps.',
    address,
    peer: address,
  }
  return Object.fromEntries(Object.entries(values).filter(([field]) => Object.hasOwn(shape, field)))
}

async function failureOf(name: string, signal: AbortSignal): Promise<unknown> {
  const { input } = useCases.get(name) ?? {}
  if (input === undefined) throw new Error(`there is no call ${name}`)
  return bob.call(name, inputOf(input), { signal }).then(
    () => undefined,
    (error: unknown) => error,
  )
}

function expectKnown(error: unknown, name: string): void {
  if (error === undefined) return
  expect(error, name).toBeInstanceOf(MemCubeError)
  const { code, message } = error as MemCubeError
  expect(documented).toContain(code)
  expect(code, `${name}: ${message}`).not.toBe('ERR_INTERNAL')
}

const names = [...useCases.keys()]

describe('a call that ends before it is done', () => {
  it.each(names)(
    '%s: whose time is over has a code, and is not said to have been interrupted',
    async (name) => {
      const error = await failureOf(name, expired)
      expectKnown(error, name)
      expect(error).not.toMatchObject({ code: 'ERR_ABORTED' })
    },
  )

  it.each(names)('%s: that who asked gives up has a code', async (name) => {
    expectKnown(await failureOf(name, AbortSignal.abort()), name)
    expectKnown(await failureOf(name, AbortSignal.abort(new Error('enough'))), name)
  })

  it.each(names)('%s: whose every deadline within passes at once has a code', async (name) => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => expired)
    try {
      const error = await failureOf(name, new AbortController().signal)
      expectKnown(error, name)
      expect(error).not.toMatchObject({ code: 'ERR_ABORTED' })
    } finally {
      timeout.mockRestore()
    }
  })
})
