// Cubes with several authors: real nodes on loopback, each with its own key.
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'
import { eventually } from './swarms/people.ts'

const online = { network: {} }
// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the expectations say
type Json = any
type HomeNode = MemCubeNode & { home: string }

function call(node: MemCubeNode, name: string, input: object): Promise<Json> {
  return node.call(name, { cube: 'notes', ...input })
}

const pull = (node: MemCubeNode, from: MemCubeNode, cube = 'notes'): Promise<Json> =>
  node.call('pull', { cube, from: from.addresses()[0] })

const read = async (node: MemCubeNode, key: string): Promise<string> =>
  (await call(node, 'get', { key })).body

interface People {
  alice: MemCubeNode
  bob: HomeNode
  cube: string
}

/** Alice has a cube, and bob, whom she named, has pulled it. */
async function aliceAndBob(change: object = {}): Promise<People> {
  const alice = await temporaryNode('alice', online)
  const bob = await temporaryNode('bob', online)
  await alice.call('create', { name: 'notes' })
  await call(alice, 'add', { key: 'a', text: 'by alice' })
  const { cube } = await call(alice, 'authors', { add: bob.author, ...change })
  await call(alice, 'publish', {})
  await pull(bob, alice, cube)
  return { alice, bob, cube }
}

/** Their home without a network, while others change something: it hears of nothing. It is back when that is done. */
async function alone(
  node: HomeNode,
  work: (node: MemCubeNode) => Promise<unknown>,
  meanwhile: () => Promise<unknown>,
): Promise<HomeNode> {
  await node.close()
  await meanwhile()
  const there = await reopen(node.home)
  await work(there)
  await there.close()
  return reopen(node.home, online)
}

async function allFine(...nodes: MemCubeNode[]): Promise<void> {
  for (const node of nodes) expect(await node.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
}

describe('a co-author', { timeout: 90_000 }, () => {
  test('writes to the cube, and its maker takes that as it is', async () => {
    const { alice, bob, cube } = await aliceAndBob()
    expect(await call(bob, 'show', {})).toMatchObject({ role: 'coauthor', tier: 'team' })
    const { commit } = await call(bob, 'add', { key: 'b', text: 'by bob' })
    expect(await pull(alice, bob)).toMatchObject({ commit, memories: 2 })
    expect(await read(alice, 'b')).toBe('by bob')
    expect(await call(alice, 'show', {})).toMatchObject({ role: 'own', head: commit, diverged: [] })
    expect(await call(alice, 'blame', { key: 'b' })).toMatchObject({ author: bob.author, verified: true })

    const carol = await temporaryNode('carol', online)
    expect(await pull(carol, alice, cube)).toMatchObject({ commit, memories: 2 })
    expect(await call(carol, 'blame', { key: 'b' })).toMatchObject({ author: bob.author, verified: true })
    await expect(call(carol, 'add', { key: 'c', text: 'no' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await allFine(alice, bob, carol)
  })

  test('who unpublished what they wrote keeps what they write then to themselves', async () => {
    const { alice, bob } = await aliceAndBob()
    const { commit } = await call(bob, 'add', { key: 'b', text: 'for all' })
    await call(bob, 'unpublish', {})
    await call(bob, 'add', { key: 'b2', text: 'for later' })
    await pull(alice, bob)
    expect(await call(alice, 'show', {})).not.toMatchObject({ head: commit })
    await call(bob, 'publish', {})
    await pull(alice, bob)
    expect((await call(alice, 'keys', {})).keys).toContain('b2')
  })

  test('and its maker write side by side, and nothing of either is lost', async () => {
    const { alice, bob } = await aliceAndBob()
    const theirs = (await call(bob, 'add', { key: 'b', text: 'by bob' })).commit
    const ours = (await call(alice, 'add', { key: 'a2', text: 'by alice too' })).commit
    await call(bob, 'publish', {})
    expect(await pull(alice, bob)).toMatchObject({ commit: ours, diverged: [theirs] })
    expect(await call(alice, 'show', {})).toMatchObject({ head: ours, diverged: [theirs] })
    const merged = (await call(alice, 'merge', { other: theirs })).commit
    expect(await pull(alice, bob)).toMatchObject({ commit: merged })
    expect(await call(alice, 'show', {})).toMatchObject({ diverged: [] })
    expect(await pull(bob, alice)).toMatchObject({ commit: merged, memories: 3 })
    for (const node of [alice, bob])
      expect((await call(node, 'keys', {})).keys.sort()).toEqual(['a', 'a2', 'b'])
    await allFine(alice, bob)
  })

  test('of some branches writes there and nowhere else', async () => {
    const { alice, bob } = await aliceAndBob({ branches: ['draft/*'] })
    await expect(call(bob, 'add', { key: 'b', text: 'on main' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('draft/*') as string,
    })
    await expect(call(bob, 'branch', { name: 'other' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await expect(call(bob, 'authors', { add: alice.author })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await call(bob, 'branch', { name: 'draft/b' })
    await call(bob, 'add', { key: 'b', text: 'a draft', branch: 'draft/b' })
    await call(bob, 'publish', { branches: ['draft/b'] })
    await pull(alice, bob)
    await call(alice, 'add', { key: 'a2', text: 'meanwhile' })
    await call(alice, 'merge', { other: 'draft/b' })
    expect(await read(alice, 'b')).toBe('a draft')
    await pull(bob, alice)
    expect(await read(bob, 'b')).toBe('a draft')
    await allFine(alice, bob)
  })

  test('has a branch of their own under the name of one that the other keeps private: each keeps theirs', async () => {
    const { alice, bob } = await aliceAndBob()
    const drafts: string[] = []
    for (const node of [alice, bob]) {
      await call(node, 'branch', { name: 'draft' })
      drafts.push((await call(node, 'add', { key: 'd', text: node.author, branch: 'draft' })).commit)
    }
    const { seq } = await call(alice, 'show', {})
    await call(bob, 'publish', { branches: ['draft'] })
    await pull(alice, bob)
    // Her head says nothing new: it would else sign his draft as hers.
    expect(await call(alice, 'show', {})).toMatchObject({ seq })
    const { branches } = await call(alice, 'branch', {})
    expect(branches).toContainEqual(expect.objectContaining({ name: 'draft', commit: drafts[0] }))
  })

  test('who is removed writes no more, and what they wrote stays', async () => {
    const { alice, bob, cube } = await aliceAndBob()
    await call(bob, 'add', { key: 'b', text: 'in time' })
    await call(bob, 'publish', {})
    await pull(alice, bob)
    const back = await alone(
      bob,
      (node) => call(node, 'add', { key: 'late', text: 'not knowing' }),
      () => call(alice, 'authors', { remove: bob.author }),
    )
    const carol = await temporaryNode('carol', online)
    await pull(carol, alice, cube)
    expect(await read(carol, 'b')).toBe('in time')
    await pull(back, alice)
    expect(await call(back, 'show', {})).toMatchObject({ role: 'followed', diverged: [] })
    await expect(call(back, 'add', { key: 'no', text: 'no' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    for (const node of [alice, back, carol])
      expect((await call(node, 'keys', {})).keys.sort()).toEqual(['a', 'b'])
    await allFine(alice, carol)
  })

  test('who is removed while both run hears of it, and of what is written after it', async () => {
    const { alice, bob } = await aliceAndBob()
    await call(bob, 'add', { key: 'b', text: 'in time' })
    await call(bob, 'publish', {})
    await pull(alice, bob)
    await call(alice, 'authors', { remove: bob.author })
    await call(alice, 'add', { key: 'later', text: 'by alice' })
    await eventually(async () =>
      expect(await call(bob, 'show', {})).toMatchObject({ role: 'followed', memories: 3, diverged: [] }),
    )
  })

  test('hears of the other while both run', async () => {
    const { alice, bob } = await aliceAndBob()
    await call(bob, 'publish', {})
    const heard = new Promise<void>((resolve) =>
      alice.events.on('cubePulled', ({ memories }) => memories === 2 && resolve()),
    )
    await call(bob, 'add', { key: 'b', text: 'by bob' })
    await heard
    expect(await read(alice, 'b')).toBe('by bob')
  })
})

test('two changes of the authors at once are named, and nobody goes back on the one they know', async () => {
  const { alice, bob, cube } = await aliceAndBob()
  const [carol, dave] = [await temporaryNode('carol', online), await temporaryNode('dave', online)]
  const back = await alone(
    bob,
    (node) => call(node, 'authors', { add: dave.author }),
    () => call(alice, 'authors', { add: carol.author }),
  )
  await call(back, 'publish', {})
  const { refused } = await pull(alice, back)
  expect(refused).toEqual([expect.stringContaining('has other authors for the cube')])
  const named = async (node: MemCubeNode): Promise<string[]> =>
    (await call(node, 'authors', {})).authors.map(({ author }: Json) => author).sort()
  expect(await named(alice)).toEqual([alice.author, bob.author, carol.author].sort())
  expect(await named(back)).toEqual([alice.author, bob.author, dave.author].sort())
  await pull(carol, alice, cube)
  expect(await call(carol, 'show', {})).toMatchObject({ role: 'coauthor' })
}, 90_000)

describe('a threshold', { timeout: 90_000 }, () => {
  test('holds a branch back until enough authors have it', async () => {
    const { alice, bob, cube } = await aliceAndBob({ threshold: 2 })
    const carol = await temporaryNode('carol', online)
    const { commit } = await call(alice, 'add', { key: 'a2', text: 'wanted by alice' })
    const before = await pull(carol, alice, cube).catch((error: unknown) => error)
    expect(before).toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('2 of the 2') as string,
    })

    expect(await pull(bob, alice)).toMatchObject({ diverged: [commit] })
    expect((await call(bob, 'keys', {})).keys).toEqual(['a'])
    await call(bob, 'publish', {})
    expect(await pull(carol, bob, cube)).toMatchObject({ memories: 1 })
    await call(bob, 'merge', { other: commit })
    await pull(alice, bob)
    expect(await pull(carol, alice, cube)).toMatchObject({ commit, memories: 2 })
    await allFine(alice, bob, carol)
  })

  test('needs as many to change the authors', async () => {
    const { alice, bob } = await aliceAndBob({ threshold: 2 })
    const carol = await temporaryNode('carol', online)
    const { pending } = await call(alice, 'authors', { add: carol.author })
    expect(pending).toMatchObject([{ signed: [alice.author], needed: 2 }])
    const approved = await call(bob, 'authors', { approve: pending[0].token })
    expect(approved).toMatchObject({ n: 2, pending: [], commit: expect.any(String) as string })
    await call(bob, 'publish', {})
    await pull(alice, bob)
    expect(await call(alice, 'authors', {})).toMatchObject({ n: 2, pending: [] })
    await expect(call(bob, 'authors', { approve: pending[0].token })).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      message: expect.stringContaining('stale') as string,
    })
  })
})
