/** What follows from an agreement, where blocks, heads and proposals meet the peer. protocols/handshake/spec.md. */
import { afterEach, describe, expect, it } from 'vitest'
import { createProposals, dealings, SYNC_PROTOCOL, type ProposalsService } from '../../src/protocols/index.ts'
import type { SchemaAgreement, SchemaSupport } from '../../src/protocols/handshake/agreement.ts'
import { encodeMessage, parseServerMessage, type ClientMessage } from '../../src/protocols/sync/messages.ts'
import {
  encodeMessage as encodeOffer,
  parseKeeperMessage,
  type AskerMessage,
} from '../../src/protocols/proposals/messages.ts'
import { PROPOSALS_PROTOCOL } from '../../src/protocols/index.ts'
import { connect } from '../network/hosts.ts'
import { startNode, type TestNode } from './nodes.ts'
import { notes, rejection, SampleCube } from './sample.ts'

const FAR = Date.now() + 86_400_000
const cubes = (min: number, max: number, writes = max): SchemaSupport => ({
  id: 'memcube/cube',
  min,
  max,
  writes,
})

interface Met {
  alice: TestNode
  bob: TestNode
  proposals: { alice: ProposalsService; bob: ProposalsService }
  cube: SampleCube
  /** What bob did of what he may not do: records that reached alice. */
  taken: string[]
}

const nodes: TestNode[] = []
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((one) => one.stop()))
})

/** Both serve the same cube; each reads and writes as said. */
async function meet(ofAlice: SchemaSupport[], ofBob: SchemaSupport[]): Promise<Met> {
  const [alice, bob] = await Promise.all([
    startNode('alice', { profile: { schemas: ofAlice } }),
    startNode('bob', { profile: { schemas: ofBob } }),
  ])
  nodes.push(alice, bob)
  const taken: string[] = []
  const proposalsOf = (node: TestNode, name: string): ProposalsService => {
    const book = {
      take: () => Promise.resolve(void taken.push(name)),
      page: () => Promise.resolve({ items: [] }),
    }
    const made = createProposals({
      network: node.host,
      handshake: node.handshake,
      logger: node.logger,
      now: Date.now,
      book,
    })
    made.start()
    return made
  }
  const proposals = { alice: proposalsOf(alice, 'alice'), bob: proposalsOf(bob, 'bob') }
  const cube = new SampleCube()
  await cube.commit(notes(5))
  for (const node of [alice, bob]) node.serve(cube, cube.head(1, { expires: FAR }).bytes)
  await connect(bob.host, alice.host)
  await Promise.all([
    bob.handshake.agreementFor(alice.host.peerId),
    alice.handshake.agreementFor(bob.host.peerId),
  ])
  return { alice, bob, proposals, cube, taken }
}

const pull = (by: TestNode, from: TestNode, cube: SampleCube) =>
  by.sync.pull(from.host.peerId, {
    cube: cube.id,
    commit: cube.tip.cid,
    genesis: cube.genesis.bytes,
    flip: by.receiver.flip.bind(by.receiver),
  })

const incompatible = { code: 'ERR_INCOMPATIBLE', refusal: { class: 'incompatible' } }

/** What alice answers to somebody who asks whatever the agreement says. */
async function answerOf({ alice, bob }: Met, message: ClientMessage): Promise<unknown> {
  const { hash } = await bob.handshake.agreementFor(alice.host.peerId)
  const channel = await bob.host.open(alice.host.peerId, SYNC_PROTOCOL)
  await channel.write(encodeMessage({ type: 'open', agreement: hash }))
  await channel.write(encodeMessage(message))
  const frame = await channel.read({ signal: AbortSignal.timeout(10_000) })
  channel.abort(new Error('enough'))
  return parseServerMessage(frame!)
}

async function keeperAnswer({ alice, bob }: Met, message: AskerMessage): Promise<unknown> {
  const { hash } = await bob.handshake.agreementFor(alice.host.peerId)
  const channel = await bob.host.open(alice.host.peerId, PROPOSALS_PROTOCOL)
  await channel.write(encodeOffer({ type: 'open', agreement: hash }))
  await channel.write(encodeOffer(message))
  const frame = await channel.read({ signal: AbortSignal.timeout(10_000) })
  channel.abort(new Error('enough'))
  return parseKeeperMessage(frame!)
}

const wantOf = ({ cube }: Met): ClientMessage => ({
  type: 'want',
  cube: cube.id,
  commit: cube.tip.cid,
  have: [],
  skip: [],
  nodesHeld: false,
})
const refused = { type: 'refused', refusal: { class: 'incompatible', code: 'ERR_INCOMPATIBLE' } }
const offer = { type: 'offer', record: Uint8Array.of(0xa0) } as const
const list: Extract<AskerMessage, { type: 'list' }> = { type: 'list', cubes: [], limit: 1 }

describe('what a node does with a peer', () => {
  it.each<[SchemaAgreement, [boolean, boolean, boolean]]>([
    [{ result: 'full' }, [true, true, true]],
    [{ result: 'read-only', reader: 'us' }, [true, false, true]],
    [{ result: 'read-only', reader: 'peer' }, [false, true, true]],
    [{ result: 'store-only' }, [false, false, true]],
    [{ result: 'none' }, [false, false, false]],
  ])('follows from %o', (cube, [reads, isRead, givesBlocks]) => {
    const follows = dealings({ schemas: { 'memcube/cube': cube } }, 'peer')
    expect(follows).toEqual({ reads, isRead, givesBlocks })
  })
})

describe('with a store-only peer', () => {
  const met = () => meet([cubes(1, 1)], [cubes(2, 2)])

  it('neither side asks for heads or pulls, and both say why', async () => {
    const { alice, bob, cube } = await met()
    expect(alice.handshake.agreed(bob.host.peerId)?.result).toBe('store-only')
    for (const [by, from] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const error = await rejection(by.sync.heads(from.host.peerId, { limit: 1 }))
      expect(error).toMatchObject(incompatible)
      for (const said of ['reads versions 1 to 1, writes 1', 'reads versions 2 to 2, writes 2', 'upgrade'])
        expect(error.message).toContain(said)
      expect(await rejection(pull(by, from, cube))).toMatchObject(incompatible)
      expect(by.receiver.flips).toEqual([])
    }
  })

  it('heads are refused and the blocks of a commit are given, whatever it asks', async () => {
    const both = await met()
    expect(await answerOf(both, { type: 'heads', limit: 1 })).toMatchObject(refused)
    expect(await answerOf(both, wantOf(both))).toMatchObject({ type: 'offer' })
  })

  it('no cube that is followed is asked for, and none is pulled', async () => {
    const { alice, bob, cube } = await met()
    alice.announce.follow({ cube: cube.id, genesis: cube.genesis.bytes, marks: [] })
    await alice.announce.askNow()
    expect(alice.pulledHeads.size).toBe(0)
    expect(alice.logger.lines.map(({ message }) => message)).not.toContain(
      'announce: a peer could not be asked for heads',
    )
    expect(alice.handshake.agreed(bob.host.peerId)).toBeDefined()
  })

  it('proposals go neither way, whatever it asks', async () => {
    const both = await met()
    const { alice, bob, proposals, taken } = both
    expect(await rejection(proposals.alice.offer(bob.host.peerId, offer))).toMatchObject(incompatible)
    expect(await rejection(proposals.bob.list(alice.host.peerId, list))).toMatchObject(incompatible)
    expect(await keeperAnswer(both, offer)).toMatchObject(refused)
    expect(await keeperAnswer(both, list)).toMatchObject(refused)
    expect(taken).toEqual([])
  })
})

describe('with a peer that only one side reads', () => {
  /** Bob is newer: he reads what alice writes, and she does not read what he writes. */
  const met = () => meet([cubes(1, 1)], [cubes(1, 2)])

  it('the side that reads pulls, and the other does not', async () => {
    const { alice, bob, cube } = await met()
    expect(alice.handshake.agreed(bob.host.peerId)?.schemas).toEqual(
      bob.handshake.agreed(alice.host.peerId)?.schemas,
    )
    expect((await bob.sync.heads(alice.host.peerId, { limit: 1 })).items).toHaveLength(1)
    expect(await pull(bob, alice, cube)).toMatchObject({ count: 5 })
    expect(await rejection(alice.sync.heads(bob.host.peerId, { limit: 1 }))).toMatchObject(incompatible)
    expect(await rejection(pull(alice, bob, cube))).toMatchObject(incompatible)
  })

  it('proposals go to the side that reads alone', async () => {
    const both = await met()
    const { alice, bob, proposals, taken } = both
    await proposals.alice.offer(bob.host.peerId, offer)
    expect(await proposals.bob.list(alice.host.peerId, list)).toEqual({ items: [] })
    expect(taken).toEqual(['bob'])
    expect(await rejection(proposals.bob.offer(alice.host.peerId, offer))).toMatchObject(incompatible)
    expect(await rejection(proposals.alice.list(bob.host.peerId, list))).toMatchObject(incompatible)
    expect(await keeperAnswer(both, offer)).toMatchObject(refused)
    expect(await keeperAnswer(both, list)).toMatchObject({ type: 'records' })
  })
})

describe('a part of a cube', () => {
  it.each([
    ['is pulled where both know parts', ['sync/filter'], ['sync/filter'], undefined],
    ['is not asked for where the server does not', [], ['sync/filter'], 'ERR_INCOMPATIBLE'],
    ['is not asked for where the puller did not say so', ['sync/filter'], [], 'ERR_INCOMPATIBLE'],
  ])('%s', async (_, ofAlice, ofBob, code) => {
    const [alice, bob] = await Promise.all([
      startNode('alice', { profile: { features: ofAlice } }),
      startNode('bob', { profile: { features: ofBob } }),
    ])
    nodes.push(alice, bob)
    const cube = new SampleCube()
    await cube.commit(notes(5))
    alice.serve(cube, cube.head(1, { expires: FAR }).bytes)
    await connect(bob.host, alice.host)
    const request = { cube: cube.id, commit: cube.tip.cid, genesis: cube.genesis.bytes }
    const pulled = bob.sync.pull(alice.host.peerId, {
      ...request,
      filter: ['notes/00003'],
      flip: bob.receiver.flip.bind(bob.receiver),
    })
    if (code === undefined) expect(await pulled).toMatchObject({ commit: cube.tip.cid })
    else expect(await rejection(pulled)).toMatchObject({ ...incompatible, refusal: { field: 'features' } })
    expect(bob.receiver.flips).toHaveLength(code === undefined ? 1 : 0)
  })
})

describe('with a peer that does not know cubes', () => {
  it('there are no heads, no blocks and no proposals', async () => {
    const both = await meet([cubes(1, 1)], [])
    const { alice, bob, proposals } = both
    expect(alice.handshake.agreed(bob.host.peerId)?.result).toBe('none')
    expect(await answerOf(both, { type: 'heads', limit: 1 })).toMatchObject(refused)
    expect(await answerOf(both, wantOf(both))).toMatchObject(refused)
    expect(await keeperAnswer(both, offer)).toMatchObject(refused)
    expect(await rejection(proposals.alice.offer(bob.host.peerId, offer))).toMatchObject(incompatible)
  })
})
