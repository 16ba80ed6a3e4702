// Nodes in one process, real hosts on loopback: what is shared, what is refused, and what survives.
import { cp } from 'node:fs/promises'
import { CarReader } from '@ipld/car'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import { formatTicket, parseTicket } from '../../src/core/cube/index.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { startPlainPeer } from '../network/plain-peer.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

type HomeNode = MemCubeNode & { home: string }
const online = { network: {} }

async function publishedBy(
  alice: MemCubeNode,
  texts: Record<string, string> = { k: 'first' },
): Promise<{ cube: string; ticket: string; head: string }> {
  await alice.call('create', { name: 'notes', topics: ['zoo'] })
  for (const [key, text] of Object.entries(texts)) await alice.call('add', { cube: 'notes', key, text })
  return alice.call('publish', { cube: 'notes' })
}

function pull(node: MemCubeNode, cube: string, from: MemCubeNode): Promise<unknown> {
  return node.call('pull', { cube, from: from.addresses()[0] })
}

/** The same home, as it was before, under the same keys: a restored backup, or a thief's copy. */
async function copyOf(node: HomeNode, name: string): Promise<string> {
  const copy = join(await temporaryFolder(), name)
  await node.close()
  await cp(node.home, copy, { recursive: true, preserveTimestamps: true })
  return copy
}

describe('no rollback', () => {
  test('refuses a head older than the one accepted, also after a restart', { timeout: 60_000 }, async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = await publishedBy(alice)
    const old = await copyOf(alice, 'old')
    const present = await reopen(alice.home, online)
    await present.call('add', { cube, key: 'k', text: 'second' })
    const bob = await temporaryNode('bob', online)
    await pull(bob, cube, present)
    await present.close()
    await bob.close()

    const restored = await reopen(old, { network: { port: 0 } })
    const again = await reopen(bob.home, online)
    await expect(pull(again, cube, restored)).rejects.toMatchObject({ code: 'ERR_ROLLBACK' })
    expect(await again.call('get', { cube, key: 'k' })).toMatchObject({ body: 'second' })
    expect(await again.call('fsck', {})).toMatchObject({ ok: true })
  })

  test('refuses the other of two heads with one sequence number', { timeout: 60_000 }, async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = await publishedBy(alice)
    const twin = await copyOf(alice, 'twin')
    const one = await reopen(alice.home, online)
    const two = await reopen(twin, { network: { port: 0 } })
    await one.call('add', { cube, key: 'k', text: 'said here' })
    await two.call('add', { cube, key: 'k', text: 'said there' })
    const bob = await temporaryNode('bob', online)
    await pull(bob, cube, one)
    await one.close()
    await expect(pull(bob, cube, two)).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
    expect(await bob.call('get', { cube, key: 'k' })).toMatchObject({ body: 'said here' })
    expect(await bob.call('show', { cube })).toMatchObject({ forked: true })
  })
})

describe('a pull', () => {
  test('tells what came from whom, and one node is enough for a small one', { timeout: 60_000 }, async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = await publishedBy(alice)
    const bob = await temporaryNode('bob', online)
    await pull(bob, cube, alice)
    const carol = await temporaryNode('carol', online)
    for (const one of [alice, bob]) await carol.call('connect', { address: one.addresses()[0] })
    const { from, blocks, bytes, sources } = (await carol.call('pull', { cube })) as Record<string, unknown>
    expect(sources).toEqual([{ peer: from, blocks, bytes }])
  })
})

describe('peers that know nothing of memcube', () => {
  test('serve a cube block by block, verified as any other', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder()
    const long = 'a long text, so that its payload is a block of its own. '.repeat(500)
    const alice = await temporaryNode('alice', online)
    const { cube, ticket } = await publishedBy(alice, { a: 'one', b: 'two', long })
    await alice.call('export', { cube: 'notes', out: join(folder, 'notes.car'), format: 'car' })
    await alice.close()

    const plain = await startPlainPeer()
    const reader = await CarReader.fromBytes(await readFile(join(folder, 'notes.car')))
    for await (const { cid, bytes } of reader.blocks()) await plain.store.put(CID.decode(cid.bytes), bytes)
    const bob = await temporaryNode('bob', online)
    const found = (await bob.call('pull', { cube: ticket, from: plain.address })) as {
      memories: number
      from: string
    }
    expect(found).toMatchObject({ cube, memories: 3, from: 'bitswap' })
    expect(await bob.call('get', { cube, key: 'long' })).toMatchObject({ body: long })
    expect(await bob.call('verify', { cube })).toMatchObject({ ok: true, problems: [] })
  })

  test('cannot give a head that its author did not sign', async () => {
    const alice = await temporaryNode('alice', online)
    const { ticket } = await publishedBy(alice)
    const { head, ...parts } = parseTicket(ticket)
    const forged = Uint8Array.from(head ?? [])
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    const plain = await startPlainPeer()
    const bob = await temporaryNode('bob', online)
    const attempt = bob.call('pull', {
      cube: formatTicket({ ...parts, addresses: [], head: forged }),
      from: plain.address,
    })
    await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_/) })
    expect(await bob.call('list', {})).toEqual({ cubes: [] })
  })

  test('get nothing of a cube that is not published', { timeout: 60_000 }, async () => {
    const alice = await temporaryNode('alice', online)
    const { head } = await publishedBy(alice)
    const hidden = (await alice.call('create', { name: 'hidden' })) as { cube: string }
    const { memory } = (await alice.call('add', { cube: 'hidden', key: 'k', text: 'yes' })) as {
      memory: string
    }
    const { createNetwork } = await import('../../src/network/index.ts')
    const { MemoryBlockstore } = await import('blockstore-core')
    const silent = { debug() {}, info() {}, warn() {}, error() {} }
    const eve = await createNetwork(
      { blockstore: new MemoryBlockstore(), logger: silent, nodeKey: new Uint8Array(32).fill(7) },
      { profile: 'local', listen: [], bootstrap: [], network: 'main' },
    )
    await eve.start()
    try {
      const providers = alice.addresses()
      const fetch = (cid: string, ms: number): Promise<Uint8Array> =>
        eve.blocks.fetch(CID.parse(cid), { providers, signal: AbortSignal.timeout(ms) })
      expect((await fetch(head, 15_000)).length).toBeGreaterThan(0)
      await expect(fetch(memory, 3_000)).rejects.toMatchObject({ name: 'NetworkError' })
      await expect(fetch(hidden.cube, 3_000)).rejects.toMatchObject({ name: 'NetworkError' })
    } finally {
      await eve.stop()
    }
  })
})

test('nothing of a blocked author is pulled, shown or passed on', { timeout: 60_000 }, async () => {
  const alice = await temporaryNode('alice', online)
  const { cube } = await publishedBy(alice)
  const bob = await temporaryNode('bob', online)
  await pull(bob, cube, alice)
  await bob.call('block', { target: alice.author })
  await expect(pull(bob, cube, alice)).rejects.toMatchObject({ code: 'ERR_DENIED' })
  expect(await bob.call('recall', { query: 'first', tier: 'community' })).toMatchObject({ results: [] })
  expect(await bob.call('discover', {})).toMatchObject({ cubes: [], blocked: 1, asked: 1, answered: 1 })
  const carol = await temporaryNode('carol', online)
  await expect(pull(carol, cube, bob)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  await bob.call('trust', { author: alice.author, tier: 'team' })
  expect(await bob.call('recall', { query: 'first' })).toMatchObject({
    results: [{ key: 'k', tier: 'team' }],
  })
})

test('what cannot be answered is an error, never an empty answer', { timeout: 60_000 }, async () => {
  const bob = await temporaryNode('bob', online)
  await expect(bob.call('discover', { topic: 'zoo' })).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
  await expect(bob.call('pull', { cube: 'notes' })).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
  await expect(bob.call('connect', { address: 'not an address' })).rejects.toMatchObject({
    code: 'ERR_INVALID_INPUT',
  })
  await expect(bob.call('connect', { address: '/ip4/127.0.0.1/tcp/1' })).rejects.toMatchObject({
    code: 'ERR_UNREACHABLE',
  })
})

test(
  'a follower hears that a cube is withdrawn, passes it on no longer, and hears when it is back',
  {
    timeout: 60_000,
  },
  async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = await publishedBy(alice)
    const bob = await temporaryNode('bob', online)
    await pull(bob, cube, alice)
    await bob.call('follow', { target: cube })
    const changed = (fits: (record: { withdrawn?: boolean; seq: number }) => boolean): Promise<void> =>
      new Promise((resolve) => bob.events.on('cubeChanged', (record) => fits(record) && resolve()))
    const withdrawn = changed((record) => record.withdrawn === true)
    await alice.call('unpublish', { cube })
    await withdrawn
    const carol = await temporaryNode('carol', online)
    await expect(pull(carol, cube, bob)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    expect(await bob.call('get', { cube, key: 'k' })).toMatchObject({ body: 'first' })
    const back = changed((record) => record.withdrawn === false)
    await alice.call('publish', { cube })
    await alice.call('add', { cube, key: 'k', text: 'back again' })
    await back
    for (const node of [alice, bob])
      expect(await node.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
  },
)
