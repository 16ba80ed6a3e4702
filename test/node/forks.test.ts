// A fork and its upstream, of people who never meet: each pulls the other's, and merges. Twenty rounds of it are in
// two-people.test.ts.
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

type Person = MemCubeNode & { home: string }

interface Answer {
  type: string
  conflicts: { key: string; kind: string; ours: string | null; theirs: string | null }[]
}

const online = { network: {} }
const put = async (node: Person, cube: string, key: string, text: string): Promise<string> =>
  ((await node.call('add', { cube, key, text })) as { memory: string }).memory

const merge = async (node: Person, cube: string, other: string, more: object = {}): Promise<Answer> =>
  node.call('merge', { cube, other, ...more })

async function pull(node: Person, cube: string, from: Person): Promise<void> {
  await node.call('pull', { cube, from: from.addresses()[0] })
}

async function memoriesOf(node: Person, cube: string): Promise<Map<string, string>> {
  const { keys } = await node.call('keys', { cube })
  const found = new Map<string, string>()
  for (const key of keys)
    found.set(key, ((await node.call('get', { cube, key })) as { memory: string }).memory)
  return found
}

/** An upstream of Alice's, and a fork of it that Bob publishes. */
async function upstreamAndFork(
  texts: number,
): Promise<{ alice: Person; bob: Person; upstream: string; fork: string }> {
  const alice = await temporaryNode('alice', online)
  const { cube: upstream } = (await alice.call('create', { name: 'notes', licence: 'CC0-1.0' })) as {
    cube: string
  }
  for (let i = 0; i < texts; i++) await put(alice, upstream, `k${i}`, `text ${i}`)
  await alice.call('publish', { cube: upstream })
  const bob = await temporaryNode('bob', online)
  await pull(bob, upstream, alice)
  const { cube: fork } = (await bob.call('fork', { cube: upstream, name: 'mine' })) as { cube: string }
  await bob.call('publish', { cube: fork })
  return { alice, bob, upstream, fork }
}

test(
  'a fork takes what its upstream did, and the upstream what the fork did',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, upstream, fork } = await upstreamAndFork(3)
    await put(alice, upstream, 'k0', 'by the upstream')
    await put(bob, fork, 'k1', 'by the fork')
    await put(bob, fork, 'new', 'by the fork')
    await pull(bob, upstream, alice)
    expect(await merge(bob, 'mine', 'notes')).toMatchObject({
      type: 'merge',
      conflicts: [],
      tier: 'community',
    })
    await pull(alice, fork, bob)
    expect(await merge(alice, 'notes', fork)).toMatchObject({ type: 'merge', conflicts: [] })
    expect(await memoriesOf(alice, upstream)).toEqual(await memoriesOf(bob, fork))
    await pull(bob, upstream, alice)
    expect(await merge(bob, 'mine', 'notes')).toMatchObject({ type: 'nothing' })
    const blame = (key: string): Promise<unknown> => alice.call('blame', { cube: upstream, key })
    expect(await blame('new')).toMatchObject({ author: bob.author, verified: true })
    expect(await blame('k0')).toMatchObject({ author: alice.author, verified: true })
    for (const [node, cube] of [
      [alice, upstream],
      [alice, fork],
      [bob, fork],
      [bob, upstream],
    ] as const)
      expect(await node.call('verify', { cube })).toMatchObject({ ok: true, problems: [] })
    await bob.call('block', { target: alice.author })
    await expect(merge(bob, 'mine', 'notes')).rejects.toMatchObject({ code: 'ERR_DENIED' })
  },
)

test(
  'what was signed far in the future is not merged: nothing could come after it',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, upstream, fork } = await upstreamAndFork(1)
    await bob.close()
    const ahead = await reopen(bob.home, { ...online, now: () => Date.now() + 400 * 24 * 3_600_000 })
    await put(ahead, fork, 'k', 'from the future')
    await pull(alice, fork, ahead)
    const before = await alice.call('show', { cube: upstream })
    await expect(merge(alice, 'notes', fork)).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(await alice.call('show', { cube: upstream })).toEqual(before)
  },
)

test(
  'someone who lacks the history of a fork that was merged is told what to pull, or given it',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, upstream, fork } = await upstreamAndFork(2)
    const carol = await temporaryNode('carol', online)
    await pull(carol, upstream, alice)
    await carol.call('fork', { cube: upstream, name: 'mine' })
    await put(bob, fork, 'by-bob', 'one')
    await put(bob, fork, 'by-bob', 'two')
    await put(alice, upstream, 'by-alice', 'meanwhile')
    await pull(alice, fork, bob)
    await merge(alice, 'notes', fork)
    await pull(carol, upstream, alice)
    await carol.close()
    const alone = await reopen(carol.home)
    const before = await alone.call('show', { cube: 'mine' })
    await expect(merge(alone, 'mine', 'notes')).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      hint: expect.stringContaining(fork),
    })
    expect(await alone.call('show', { cube: 'mine' })).toEqual(before)
    await alone.close()
    // Connected to somebody who has it, she need not be told.
    const connected = await reopen(carol.home, online)
    await connected.call('connect', { address: alice.addresses()[0] })
    expect(await merge(connected, 'mine', 'notes')).toMatchObject({ type: 'merge', conflicts: [] })
    expect(await memoriesOf(connected, 'mine')).toEqual(await memoriesOf(alice, upstream))
  },
)
