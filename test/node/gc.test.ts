import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cidFor, RAW, type Block } from '../../src/core/codec/index.ts'
import { openNode, type MemCubeNode } from '../../src/node/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { referenceMark } from '../reference/reference-mark.ts'

interface Freed {
  freedBytes: number
  blocks: number
  kept: number
}

const gc = (node: MemCubeNode): Promise<Freed> => node.call('gc', {})

/** Blocks that nothing refers to, as an aborted add leaves them. */
function garbage(count: number, name = 'left over'): Block[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.from(`${name} ${index}`)
    return { cid: cidFor(RAW, bytes), bytes }
  })
}

async function withStore<T>(
  home: string,
  use: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
): Promise<T> {
  const store = await openStore(join(home, 'store'))
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

test('frees what nothing refers to and says how much, and the second time there is nothing left', async () => {
  const first = await temporaryNode('alice')
  await first.call('create', { name: 'notes' })
  await first.call('add', { cube: 'notes', key: 'a', text: 'kept' })
  await first.close()
  const blocks = garbage(3_000)
  await withStore(first.home, (store) => store.putBlocks(blocks))
  const alice = await reopen(first.home)
  const freed = await gc(alice)
  expect(freed).toMatchObject({
    blocks: 3_000,
    freedBytes: blocks.reduce((sum, { bytes }) => sum + bytes.length, 0),
  })
  expect(await gc(alice)).toMatchObject({ blocks: 0, freedBytes: 0, kept: freed.kept })
  expect(await alice.call('get', { cube: 'notes', key: 'a' })).toMatchObject({ body: 'kept' })
  expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
})

test('keeps every earlier state of an own cube, its branches, payloads and forks', async () => {
  const first = await temporaryNode('alice')
  await first.call('create', { name: 'notes' })
  const file = join(await temporaryFolder(), 'payload.bin')
  await writeFile(file, Buffer.alloc(3 * 1024 * 1024, 7))
  const { commit } = (await first.call('add', { cube: 'notes', key: 'a', text: 'one' })) as { commit: string }
  await first.call('add', { cube: 'notes', key: 'a', text: 'two' })
  await first.call('add', { cube: 'notes', key: 'file', file, type: 'parameter' })
  await first.call('branch', { cube: 'notes', name: 'aside' })
  await first.call('add', { cube: 'notes', key: 'b', text: 'on a branch', branch: 'aside' })
  await first.call('fork', { cube: 'notes', name: 'fork' })
  await first.call('remove', { cube: 'notes', keys: ['file'] })
  await gc(first)
  expect(await first.call('get', { cube: 'notes', key: 'a', at: commit })).toMatchObject({ body: 'one' })
  expect(await first.call('get', { cube: 'notes', key: 'b', branch: 'aside' })).toMatchObject({
    body: 'on a branch',
  })
  expect(await first.call('fsck', {})).toMatchObject({ ok: true })
  await first.close()
  expect((await referenceMark(first.home)).missing).toEqual([])
})

test('keeps both sides of an unfinished merge and what was decided', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'a', text: 'base' })
  await alice.call('branch', { cube: 'notes', name: 'aside' })
  for (const [branch, word] of [
    ['main', 'ours'],
    ['aside', 'theirs'],
  ] as const) {
    await alice.call('add', { cube: 'notes', key: 'a', text: word, branch })
    await alice.call('add', { cube: 'notes', key: 'b', text: `${word} b`, branch })
  }
  await alice
    .call('merge', { cube: 'notes', other: 'aside', resolve: [{ key: 'a', text: 'by hand' }] })
    .catch((error: unknown) => error)
  await gc(alice)
  await alice.call('merge', { cube: 'notes', resolve: [{ key: 'b', take: 'ours' }] })
  expect(await alice.call('get', { cube: 'notes', key: 'a' })).toMatchObject({ body: 'by hand' })
  expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
})

test('an interrupted pull keeps what it staged, and loses it when nobody came back for a week', async () => {
  const first = await temporaryNode('alice')
  await first.close()
  await withStore(first.home, (store) => store.putBlocks(garbage(10), { staging: 'a pull' }))
  let nowMs = Date.now()
  const alice = await reopen(first.home, { now: () => nowMs })
  expect(await gc(alice)).toMatchObject({ blocks: 0 })
  nowMs += 6 * 24 * 3_600_000
  expect(await gc(alice)).toMatchObject({ blocks: 0 })
  nowMs += 2 * 24 * 3_600_000
  expect(await gc(alice)).toMatchObject({ blocks: 10 })
})

test('refuses to free anything while a block on which others hang is gone', async () => {
  const first = await temporaryNode('alice')
  await first.call('create', { name: 'notes' })
  const path = join(await temporaryFolder(), 'notes.jsonl')
  await writeFile(
    path,
    Array.from({ length: 500 }, (_, i) => JSON.stringify({ key: `k${i}`, body: `text ${i}` })).join('\n'),
  )
  await first.call('import', { cube: 'notes', path })
  await first.close()
  const node = await withStore(first.home, async (store) => {
    const { parseCommit } = await import('../../src/core/cube/index.ts')
    const { parseNode } = await import('../../src/core/tree/index.ts')
    for await (const [, record] of store.records<{ commit: Block['cid'] }>('cubes').list()) {
      const { tree } = parseCommit((await store.get(record.commit)) as Uint8Array)
      const { left, entries } = parseNode((await store.get(tree)) as Uint8Array)
      const child = left ?? entries.find(({ right }) => right !== null)?.right
      if (child === undefined || child === null) throw new Error('the tree has one node only')
      await store.deleteBlocks([child])
      return child
    }
    throw new Error('no cube')
  })
  const alice = await reopen(first.home)
  await expect(gc(alice)).rejects.toMatchObject({
    code: 'ERR_CORRUPT',
    message: expect.stringContaining(node.toString()),
  })
  await alice.close()
  const { held, missing } = await referenceMark(first.home)
  expect(missing).toEqual([node.toString()])
  expect(held.size).toBeGreaterThan(3)
})

test('can be cancelled, and runs again after that', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  const stop = new AbortController()
  await expect(
    alice.call('gc', {}, { signal: stop.signal, progress: () => stop.abort() }),
  ).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  expect(await gc(alice)).toMatchObject({ blocks: 0 })
})

test(
  'an import and a payload that are only just being written are not taken for garbage',
  { timeout: 60_000 },
  async () => {
    const alice = await temporaryNode('alice')
    const folder = await temporaryFolder()
    const notes = join(folder, 'notes.jsonl')
    const payload = join(folder, 'payload.bin')
    const lines = Array.from({ length: 1_500 }, (_, i) =>
      JSON.stringify({ key: `n/${i}`, body: `note ${i}` }),
    )
    await writeFile(notes, lines.join('\n'))
    await writeFile(payload, Buffer.alloc(12 * 1024 * 1024, 5))
    for (const name of ['one', 'two']) await alice.call('create', { name })
    let isOver = false
    const collecting = (async () => {
      while (!isOver) await gc(alice)
    })()
    await Promise.all([
      alice.call('import', { cube: 'one', path: notes }),
      alice.call('add', { cube: 'two', key: 'file', file: payload, type: 'parameter' }),
    ])
    isOver = true
    await collecting
    expect(await alice.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    await alice.close()
    expect((await referenceMark(alice.home)).missing).toEqual([])
  },
)

test(
  'a node that let older states of a cube of others go still serves whoever stands at one of them',
  { timeout: 60_000 },
  async () => {
    const online = { network: {} }
    const alice = await temporaryNode('alice', online)
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'a', text: 'one' })
    const { cube } = (await alice.call('publish', { cube: 'notes' })) as { cube: string }
    const bob = await temporaryNode('bob', online)
    const carol = await temporaryNode('carol', online)
    for (const node of [bob, carol]) await node.call('pull', { cube, from: alice.addresses()[0] })
    await alice.call('add', { cube, key: 'b', text: 'two' })
    await bob.call('pull', { cube, from: alice.addresses()[0] })
    expect(await gc(bob)).toMatchObject({ blocks: 1 })
    await alice.close()
    await carol.call('pull', { cube, from: bob.addresses()[0] })
    expect(await carol.call('get', { cube, key: 'b' })).toMatchObject({ body: 'two' })
    for (const node of [bob, carol]) expect(await node.call('fsck', {})).toMatchObject({ ok: true })
  },
)

type Step =
  | { type: 'add'; key: number; text: number }
  | { type: 'remove'; key: number }
  | { type: 'branch' }
  | { type: 'fork' }
  | { type: 'merge' }
  | { type: 'revert' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('add' as const), key: fc.nat(20), text: fc.nat(5) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('remove' as const), key: fc.nat(20) }) },
  fc.constant({ type: 'branch' as const }),
  fc.constant({ type: 'fork' as const }),
  { weight: 2, arbitrary: fc.constant({ type: 'merge' as const }) },
  fc.constant({ type: 'revert' as const }),
)

/** What does not apply just then is refused, which is right as well. */
async function attempt(node: MemCubeNode, one: Step, index: number): Promise<void> {
  const call = (name: string, input: unknown): Promise<unknown> =>
    node.call(name, input).catch((error: { code?: string; message: string }) => {
      const isRefused = ['ERR_NOT_FOUND', 'ERR_CONFLICT', 'ERR_INVALID_INPUT'].includes(error.code ?? '')
      if (!isRefused || error.message.startsWith(`${name}: `)) throw error
    })
  switch (one.type) {
    case 'add':
      await call('add', { cube: 'notes', key: `k/${one.key}`, text: `text ${one.text}` })
      return
    case 'remove':
      await call('remove', { cube: 'notes', keys: [`k/${one.key}`] })
      return
    case 'branch':
      await call('branch', { cube: 'notes', name: `b${index}` })
      await call('add', { cube: 'notes', branch: `b${index}`, key: `only/${index}`, text: `branch ${index}` })
      return
    case 'fork':
      await call('fork', { cube: 'notes', name: `fork${index}` })
      await call('add', { cube: `fork${index}`, key: `fork/${index}`, text: `fork ${index}` })
      return
    case 'merge': {
      const { cubes } = (await node.call('list', {})) as { cubes: { name: string }[] }
      const fork = cubes.find(({ name }) => name.startsWith('fork'))
      if (fork !== undefined) await call('merge', { cube: 'notes', other: fork.name, strategy: 'ours' })
      return
    }
    case 'revert':
      await call('revert', { cube: 'notes', rev: 'main~1' })
  }
}

test('whatever is done while it runs, no block that is needed is ever lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 25 }),
      fc.array(fc.nat(24), { maxLength: 6 }),
      async (steps, collections) => {
        const first = await temporaryNode('alice')
        await first.close()
        await withStore(first.home, (store) => store.putBlocks(garbage(2_000)))
        const node = await openNode({ home: first.home })
        await node.call('create', { name: 'notes' })
        const running: Promise<unknown>[] = []
        for (const [index, one] of steps.entries()) {
          if (collections.includes(index)) running.push(gc(node))
          // Some writers run beside each other and beside the collection, some after one another.
          const work = attempt(node, one, index)
          if (index % 3 === 0) await work
          else running.push(work)
        }
        await Promise.all(running)
        const check = (await node.call('fsck', {})) as { ok: boolean; problems: unknown[] }
        await gc(node)
        await node.close()
        expect(check.problems).toEqual([])
        const { held, missing } = await referenceMark(first.home)
        expect(missing).toEqual([])
        // And nothing but what is needed stays.
        await withStore(first.home, async (store) => {
          const left: string[] = []
          for await (const cid of store.blocks()) if (!held.has(cid.toString())) left.push(cid.toString())
          expect(left).toEqual([])
        })
      },
    ),
    { numRuns: 15 },
  )
}, 120_000)
