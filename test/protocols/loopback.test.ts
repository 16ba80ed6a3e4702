/** The protocols between real hosts on loopback. */
import { afterEach, describe, expect, it } from 'vitest'
import { SYNC_PROTOCOL } from '../../src/protocols/index.ts'
import { verifyTree } from '../../src/core/tree/index.ts'
import { connect, eventually, startHost } from '../network/hosts.ts'
import { startNode, type TestNode } from './nodes.ts'
import { notes, rejection, SampleCube, SampleReceiver } from './sample.ts'

const nodes: TestNode[] = []

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((one) => one.stop()))
})

async function node(...args: Parameters<typeof startNode>): Promise<TestNode> {
  const started = await startNode(...args)
  nodes.push(started)
  return started
}

const FAR = Date.now() + 86_400_000

describe('two nodes', () => {
  it('agree on the same, whoever asks, also when both ask at once', async () => {
    const [alice, bob] = await Promise.all([node('alice'), node('bob')])
    await connect(alice.host, bob.host)
    const [hers, his] = await Promise.all([
      alice.handshake.agreementFor(bob.host.peerId),
      bob.handshake.agreementFor(alice.host.peerId),
    ])
    expect(hers.hash).toEqual(his.hash)
    expect(hers.result).toBe('full')
    expect(alice.handshake.agreed(bob.host.peerId)?.hash).toEqual(hers.hash)
  })

  it('of different networks refuse each other in the same words', async () => {
    const [alice, bob] = await Promise.all([node('alice'), node('bob', { network: 'lab' })])
    await connect(alice.host, bob.host)
    const hers = await rejection(alice.handshake.agreementFor(bob.host.peerId))
    const his = await rejection(bob.handshake.agreementFor(alice.host.peerId))
    expect(hers).toMatchObject({ code: 'ERR_INCOMPATIBLE', refusal: { field: 'network' } })
    expect(his.message).toBe(hers.message)
    expect(await rejection(alice.sync.heads(bob.host.peerId, { limit: 1 }))).toMatchObject({
      code: 'ERR_INCOMPATIBLE',
    })
  })

  it('shake hands again after one of them has come back', async () => {
    const [alice, bob] = await Promise.all([node('alice'), node('bob')])
    await connect(alice.host, bob.host)
    const before = await alice.handshake.agreementFor(bob.host.peerId)
    await alice.host.disconnect(bob.host.peerId)
    await eventually(() => bob.handshake.agreed(alice.host.peerId) === undefined, 'bob forgets the agreement')
    await connect(alice.host, bob.host)
    const after = await alice.handshake.agreementFor(bob.host.peerId)
    expect(after.hash).not.toEqual(before.hash)
  })

  it('sync heads and a cube', async () => {
    const [alice, bob] = await Promise.all([node('alice'), node('bob')])
    const cube = new SampleCube()
    await cube.commit(notes(2_000))
    alice.serve(cube, cube.head(1, { expires: FAR }).bytes)
    await connect(bob.host, alice.host)
    const { items } = await bob.sync.heads(alice.host.peerId, { cubes: [cube.id], limit: 10 })
    expect(items).toHaveLength(1)
    const result = await bob.sync.pull(alice.host.peerId, {
      cube: cube.id,
      commit: cube.tip.cid,
      genesis: items[0]!.genesis,
      flip: bob.receiver.flip.bind(bob.receiver),
    })
    expect(result.count).toBe(2_000)
    expect((await verifyTree(bob.receiver, cube.tree)).count).toBe(2_000)
  })

  it('find out that an agreement is stale, and make a new one by themselves', async () => {
    const [alice, bob] = await Promise.all([node('alice'), node('bob')])
    const cube = new SampleCube()
    await cube.commit(notes(5))
    alice.serve(cube, cube.head(1, { expires: FAR }).bytes)
    await connect(bob.host, alice.host)
    const agreement = await bob.handshake.agreementFor(alice.host.peerId)
    alice.handshake.forget(bob.host.peerId, agreement)
    expect(alice.handshake.agreed(bob.host.peerId)).toBeUndefined()
    expect((await bob.sync.heads(alice.host.peerId, { limit: 1 })).items).toHaveLength(1)
  })

  it('that have agreed on nothing exchange nothing', async () => {
    const alice = await node('alice')
    const bob = await startHost('bob')
    await connect(bob, alice.host)
    const channel = await bob.open(alice.host.peerId, SYNC_PROTOCOL)
    const { encodeMessage, parseServerMessage } = await import('../../src/protocols/sync/messages.ts')
    await channel.write(
      encodeMessage({ type: 'open', agreement: Uint8Array.of(0x12, 32, ...new Uint8Array(32)) }),
    )
    const answer = await channel.read({ signal: AbortSignal.timeout(5_000) })
    expect(parseServerMessage(answer!)).toMatchObject({ type: 'refused', refusal: { field: 'agreement' } })
  })

  it('tell a peer that speaks no memcube from one that refuses', async () => {
    const alice = await node('alice')
    const plain = await startHost('plain')
    await connect(alice.host, plain)
    expect(await rejection(alice.handshake.agreementFor(plain.peerId))).toMatchObject({
      code: 'ERR_INCOMPATIBLE',
      refusal: { field: 'protocols' },
    })
  })
})

describe('a cube on a peer that speaks no sync', () => {
  it('is pulled block by block, and verified as any other', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(100))
    const [bob, plain] = await Promise.all([node('bob'), startHost('plain')])
    for (const cid of [cube.id, ...cube.commits.map((commit) => commit.cid)])
      await plain.store.put(cid, cube.store.get(cid)!)
    const { blocks } = cube.store
    const { idToCid } = await import('../../src/core/tree/index.ts')
    for (const [key, bytes] of blocks) await plain.store.put(idToCid(key), bytes)
    const session = bob.host.blocks.session(cube.tip.cid, [plain.address])
    try {
      const result = await bob.sync.pullByBlocks((cid, { signal }) => session.get(cid, { signal }), {
        cube: cube.id,
        commit: cube.tip.cid,
        flip: bob.receiver.flip.bind(bob.receiver),
      })
      expect(result.count).toBe(100)
      expect(bob.receiver.flips).toHaveLength(1)
    } finally {
      session.close()
    }
  })
})

describe('followed cubes', () => {
  it('are asked for on connect, and heard of when they change', async () => {
    const [alice, bob] = await Promise.all([node('alice'), node('bob')])
    const cube = new SampleCube()
    await cube.commit({ a: 'one' })
    const first = cube.head(1, { expires: FAR })
    alice.serve(cube, first.bytes)
    alice.announce.follow({
      cube: cube.id,
      genesis: cube.genesis.bytes,
      marks: [{ author: cube.author.publicKey, seq: 1, head: first.bytes }],
    })
    bob.serve(cube, first.bytes)
    bob.announce.follow({ cube: cube.id, genesis: cube.genesis.bytes, marks: [] })
    await connect(bob.host, alice.host)
    await eventually(() => bob.pulledHeads.get(cube.id.toString()) === 1, 'bob has the first head')

    await cube.commit({ b: 'two' })
    const second = cube.head(2, { expires: FAR })
    alice.serve(cube, second.bytes)
    alice.announce.raise(cube.id.toString(), { author: cube.author.publicKey, seq: 2, head: second.bytes })
    alice.announce.publish({ id: 'entry', cube: cube.id, bytes: second.bytes })
    await eventually(() => bob.pulledHeads.get(cube.id.toString()) === 2, 'bob has the second head')
    await eventually(() => alice.delivered.includes('entry'), 'the outbox is told')
    expect(bob.receiver.flips.at(-1)!.count).toBe(2)
  })

  it('are not taken back to an older head by a peer that has one', async () => {
    const [bob, carol] = await Promise.all([node('bob'), node('carol')])
    const cube = new SampleCube()
    await cube.commit({ a: 'one' })
    const old = cube.head(1, { expires: FAR })
    await cube.commit({ b: 'two' })
    const newer = cube.head(2, { expires: FAR })
    carol.serve(cube, old.bytes)
    bob.announce.follow({
      cube: cube.id,
      genesis: cube.genesis.bytes,
      marks: [{ author: cube.author.publicKey, seq: 2, head: newer.bytes }],
    })
    await connect(bob.host, carol.host)
    await eventually(
      () => bob.observations.some(({ type }) => type === 'rollback'),
      'bob sees the older head',
    )
    expect(bob.pulledHeads.size).toBe(0)
    expect(bob.receiver).toBeInstanceOf(SampleReceiver)
    expect(bob.receiver.flips).toEqual([])
  })
})
