// Heads of authors that a node has not heard of yet, until a roster explains them.
import { describe, expect, it } from 'vitest'
import { topicOf } from '../../../src/protocols/index.ts'
import { createAnnounceState, handle } from '../../../src/protocols/announce/state.ts'
import type { AnnounceOutput, AnnounceState } from '../../../src/protocols/announce/announce-state.ts'
import { rosterOf } from '../rosters.ts'
import { alice, bob, eve, NOW, SampleCube } from '../sample.ts'

const cube = new SampleCube()
await cube.commit({ a: 'one' })
const topic = topicOf('test', cube.id)
const bobs = cube.head(1, { by: bob }).bytes
const added = rosterOf(cube, [alice, bob], [alice])

function following(rosters?: Uint8Array[]): AnnounceState {
  const state = createAnnounceState('test')
  const mark = { author: alice.publicKey, seq: 1, head: cube.head(1).bytes }
  const followed = { cube: cube.id, genesis: cube.genesis.bytes, marks: [mark], ...(rosters && { rosters }) }
  handle(state, { type: 'followed', cube: followed }, NOW)
  handle(state, { type: 'peerConnected', peerId: 'alice' }, NOW)
  return state
}

const gossip = (state: AnnounceState, bytes: Uint8Array): AnnounceOutput[] =>
  handle(state, { type: 'gossipReceived', topic, bytes, peerId: 'alice' }, NOW)
const told = (state: AnnounceState, bytes: Uint8Array, rosters: Uint8Array[]): AnnounceOutput[] =>
  handle(state, { type: 'headReceived', bytes, peerId: 'alice', rosters }, NOW)

describe('a head of an author who is not known', () => {
  it('is not passed on, and its peer is asked who that is', () => {
    expect(gossip(following(), bobs)).toMatchObject([
      { type: 'verdict', verdict: 'ignore', reason: expect.stringContaining('no author') as string },
      { type: 'ask', peerId: 'alice', cubes: [cube.id] },
    ])
  })

  it('is fetched when the answer has a roster that names them, and passed on from then on', () => {
    const state = following()
    expect(told(state, bobs, [added])).toMatchObject([
      { type: 'fetch', candidate: { headBytes: bobs, rosters: [added] } },
    ])
    const next = cube.head(2, { by: bob }).bytes
    expect(gossip(state, next)[0]).toMatchObject({ type: 'verdict', verdict: 'accept' })
  })

  it.each([
    ['signed by a stranger', [rosterOf(cube, [alice, bob], [bob])]],
    ['of nothing but noise', [Uint8Array.of(1, 2, 3)]],
    ['that names others', [rosterOf(cube, [alice, eve], [alice])]],
  ])('is not fetched with a roster %s', (_name, rosters) => {
    expect(told(following(), bobs, rosters)).toEqual([])
  })

  it('is refused again once they are removed, also when a peer knows less', () => {
    const removed = rosterOf(cube, [alice], [alice], [added])
    const state = following([added, removed])
    expect(gossip(state, bobs)[0]).toMatchObject({ type: 'verdict', verdict: 'ignore' })
    expect(told(state, bobs, [added])).toEqual([])
  })

  it('is refused where two rosters follow the same one: the one that was first stays', () => {
    const state = following([rosterOf(cube, [alice, eve], [alice])])
    const longer = [added, rosterOf(cube, [alice, bob], [bob], [added])]
    expect(told(state, bobs, longer)).toEqual([])
  })
})
