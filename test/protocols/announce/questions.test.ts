/** What peers are asked, round by round: each cube that a peer has in another state, until it is known what it has. */
import { describe, expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import { atOnce } from '../../../src/core/turns/index.ts'
import type { AnnounceOutput, AnnounceState } from '../../../src/protocols/announce/announce-state.ts'
import { isComparable, planComparison } from '../../../src/protocols/announce/comparing.ts'
import { ANNOUNCE_LIMITS } from '../../../src/protocols/announce/limits.ts'
import { createAnnounceState, handle } from '../../../src/protocols/announce/state.ts'
import { answerRange } from '../../../src/protocols/compare/answer-range.ts'
import {
  digestOfStatements,
  keyOf,
  stateBetween,
} from '../../../src/protocols/compare/digest-of-statements.ts'
import { COMPARE_LIMITS } from '../../../src/protocols/compare/limits.ts'
import { RangeSet } from '../../../src/protocols/compare/range-set.ts'
import { rosterOf } from '../rosters.ts'
import { alice, bob, eve, NOW, SampleCube } from '../sample.ts'

const AGREEMENT = Uint8Array.of(1, 2, 3)
const { askAgainMs, askEveryMs, compareEveryMs, cubesPerAsk } = ANNOUNCE_LIMITS

async function cubesOf(count: number): Promise<SampleCube[]> {
  const cubes = Array.from({ length: count }, (_, n) => new SampleCube({ name: `notes-${n}` }))
  for (const cube of cubes) await cube.commit({ a: 'one' })
  return cubes
}

function follow(state: AnnounceState, cube: SampleCube, seq?: number): AnnounceOutput[] {
  const marks = seq === undefined ? [] : [{ author: cube.author.publicKey, seq, head: cube.head(seq).bytes }]
  return handle(state, { type: 'followed', cube: { cube: cube.id, genesis: cube.genesis.bytes, marks } }, NOW)
}

function following(...cubes: readonly SampleCube[]): AnnounceState {
  const state = createAnnounceState('test')
  for (const cube of cubes) follow(state, cube, 2)
  return state
}

const connect = (state: AnnounceState, compares: boolean, ms = 0): AnnounceOutput[] =>
  handle(state, { type: 'peerConnected', peerId: 'alice', compares }, NOW + ms)
const tick = (state: AnnounceState, ms: number): AnnounceOutput[] =>
  handle(state, { type: 'ticked' }, NOW + ms)
const asked = (outputs: readonly AnnounceOutput[]): CID[] =>
  outputs.flatMap((output) => (output.type === 'ask' ? output.cubes : []))

/** A peer and what it has: the bytes of its statements of each cube. */
type Has = readonly (readonly [SampleCube, readonly Uint8Array[]])[]

function plan(state: AnnounceState, agreement = AGREEMENT) {
  const planned = atOnce(planComparison(state, state.peers.get('alice')!.comparing!, agreement))
  return {
    ...planned,
    watches: planned.watches.map(({ anew, cubes }) => ({ anew, cubes: cubes.map(String) })),
  }
}

/** One comparison with a peer that has this. @returns the cubes that it is asked about */
function compare(state: AnnounceState, has: Has, agreement = AGREEMENT): CID[] {
  const { comparison } = plan(state, agreement)
  const set = RangeSet.of(
    has.map(([cube, statements]) => ({
      id: keyOf(cube.id),
      state: stateBetween(agreement, digestOfStatements(cube.id, statements)!),
    })),
  )
  for (let ranges = comparison.question(); ranges !== undefined; ranges = comparison.question())
    comparison.answered(ranges.map((range) => answerRange(set, range)))
  return asked(handle(state, { type: 'compared', peerId: 'alice' }, NOW))
}

/** The peer answers a question: its statements one by one, then all that there were. */
function answer(state: AnnounceState, statements: readonly Uint8Array[]): void {
  for (const bytes of statements) handle(state, { type: 'headReceived', bytes, peerId: 'alice' }, NOW)
  handle(state, { type: 'answered', peerId: 'alice', items: [statements] }, NOW)
}

const [one, two, three] = (await cubesOf(3)) as [SampleCube, SampleCube, SampleCube]
const head = (cube: SampleCube, seq: number): Uint8Array => cube.head(seq).bytes

describe('cubes that are named to a peer', () => {
  const named = (...cubes: SampleCube[]): string[] => cubes.map(({ id }) => id.toString())

  it('are all of them at first, then those that are new', () => {
    const state = following(one, two)
    connect(state, true)
    expect(plan(state)).toMatchObject({ count: 2, watches: [{ anew: true, cubes: named(one, two) }] })
    handle(state, { type: 'compared', peerId: 'alice' }, NOW)
    expect(plan(state).watches).toEqual([])
    handle(state, { type: 'compared', peerId: 'alice' }, NOW)
    follow(state, three)
    expect(plan(state)).toMatchObject({ count: 3, watches: [{ anew: false, cubes: named(three) }] })
  })

  it('are all of them again where it is not known what the peer has understood', () => {
    const state = following(one)
    connect(state, true)
    plan(state)
    handle(state, { type: 'compared', peerId: 'alice' }, NOW)
    // Begun, and never ended.
    plan(state)
    expect(plan(state).watches).toEqual([{ anew: true, cubes: named(one) }])
  })

  it('are all of them again once one is no longer followed, also where none is left', () => {
    const state = following(one, two)
    connect(state, true)
    compare(state, [])
    handle(state, { type: 'unfollowed', cube: two.id.toString() }, NOW)
    expect(plan(state).watches).toEqual([{ anew: true, cubes: named(one) }])
    handle(state, { type: 'compared', peerId: 'alice' }, NOW)
    handle(state, { type: 'unfollowed', cube: one.id.toString() }, NOW)
    expect(plan(state)).toMatchObject({ count: 0, watches: [{ anew: true, cubes: [] }] })
  })

  it('are all of them again with another agreement, and so is all that is known of the peer', () => {
    const state = following(one)
    connect(state, true)
    compare(state, [])
    compare(state, [])
    const other = Uint8Array.of(9)
    expect(plan(state, other).watches).toEqual([{ anew: true, cubes: named(one) }])
    // It is believed to have what this node has, hashed with this agreement.
    expect(compare(state, [[one, [head(one, 2)]]], other)).toEqual([])
  })

  it('come in pages, of which only the first begins anew', () => {
    const state = following(one)
    const { cube: _, ...followed } = state.cubes.get(one.id.toString())!
    for (let n = 0; n < COMPARE_LIMITS.cubesPerWatch; n++)
      state.cubes.set(`${n}`, { ...followed, cube: new SampleCube({ name: `more-${n}` }).id })
    connect(state, true)
    expect(plan(state).watches.map(({ anew, cubes }) => [anew, cubes.length])).toEqual([
      [true, COMPARE_LIMITS.cubesPerWatch],
      [false, 1],
    ])
  })
})

describe('a peer that compares', () => {
  it('is asked about nothing where it has the same', () => {
    const state = following(one, two)
    connect(state, true)
    const has: Has = [one, two].map((cube) => [cube, [head(cube, 2)]])
    expect(compare(state, has)).toEqual([])
    // And once this node has another head, until the peer has it too.
    const mark = { author: one.author.publicKey, seq: 3, head: head(one, 3) }
    handle(state, { type: 'markRaised', cube: one.id.toString(), mark }, NOW)
    expect(compare(state, has)).toEqual([one.id])
  })

  it('is asked once what it has where it stays behind, and again when it has something else', () => {
    const state = following(one)
    connect(state, true)
    const behind: Has = [[one, [head(one, 1)]]]
    expect(compare(state, behind)).toEqual([one.id])
    answer(state, [head(one, 1)])
    expect(compare(state, behind)).toEqual([])
    expect(compare(state, [[one, [head(one, 3)]]])).toEqual([one.id])
  })

  it('is asked again for as long as it is not known what to think of its head', () => {
    const state = following(one)
    connect(state, true)
    const ahead: Has = [[one, [head(one, 3)]]]
    expect(compare(state, ahead)).toEqual([one.id])
    answer(state, [head(one, 3)])
    expect(compare(state, ahead)).toEqual([one.id])
  })

  it('is asked again where one of its heads is new and another known', () => {
    const state = following(one)
    connect(state, true)
    const statements = [head(one, 3), head(one, 1)]
    expect(compare(state, [[one, statements]])).toEqual([one.id])
    answer(state, statements)
    expect(compare(state, [[one, statements]])).toEqual([one.id])
  })

  it('is asked again where it said nothing, or something else than it compares', () => {
    const state = following(one)
    connect(state, true)
    const has: Has = [[one, [head(one, 1)]]]
    expect(compare(state, has)).toEqual([one.id])
    answer(state, [])
    expect(compare(state, has)).toEqual([one.id])
    handle(state, { type: 'answered', peerId: 'alice', items: [[head(one, 1)]] }, NOW)
    expect(compare(state, has)).toEqual([one.id])
    answer(state, [head(one, 2)])
    expect(compare(state, has)).toEqual([one.id])
  })

  it('is asked nothing of a cube that it has not, and once when it has it', () => {
    const state = following(one)
    connect(state, true)
    expect(compare(state, [])).toEqual([])
    expect(compare(state, [])).toEqual([])
    const has: Has = [[one, [head(one, 2)]]]
    expect(compare(state, has)).toEqual([one.id])
    answer(state, [head(one, 2)])
    expect(compare(state, has)).toEqual([])
    // Now that it agrees there is nothing to remember: it is asked once this node has another head.
    const mark = { author: one.author.publicKey, seq: 3, head: head(one, 3) }
    handle(state, { type: 'markRaised', cube: one.id.toString(), mark }, NOW)
    expect(compare(state, has)).toEqual([one.id])
  })

  it('is not judged by an answer to a question of an earlier comparison', () => {
    const state = following(one)
    connect(state, true)
    expect(compare(state, [[one, [head(one, 1)]]])).toEqual([one.id])
    // Before it answered it took in the newest head, and a second comparison found no difference.
    expect(compare(state, [[one, [head(one, 2)]]])).toEqual([])
    answer(state, [head(one, 1)])
    expect(compare(state, [[one, [head(one, 2)]]])).toEqual([])
  })

  it('compares what those say who may sign now', () => {
    const state = following(one)
    connect(state, true)
    const mark = { author: eve.publicKey, seq: 7, head: one.head(7, { by: eve }).bytes }
    handle(state, { type: 'markRaised', cube: one.id.toString(), mark }, NOW)
    expect(compare(state, [[one, [head(one, 2)]]])).toEqual([])
    // From the roster on bob's head counts, which was there before.
    const bobs = one.head(5, { by: bob }).bytes
    const known = { author: bob.publicKey, seq: 5, head: bobs }
    handle(state, { type: 'markRaised', cube: one.id.toString(), mark: known }, NOW)
    expect(compare(state, [[one, [head(one, 2)]]])).toEqual([])
    const rosters = [rosterOf(one, [alice, bob], [alice])]
    handle(
      state,
      { type: 'followed', cube: { cube: one.id, genesis: one.genesis.bytes, marks: [], rosters } },
      NOW,
    )
    expect(compare(state, [[one, [head(one, 2), bobs]]])).toEqual([])
    expect(compare(state, [[one, [head(one, 2)]]])).toEqual([one.id])
  })

  it('may say what nobody can read', () => {
    const state = following(one)
    connect(state, true)
    compare(state, [[one, [head(one, 1)]]])
    expect(() => answer(state, [Uint8Array.of(1, 2, 3)])).not.toThrow()
  })
})

describe('a comparison that came to nothing', () => {
  it('is tried again at the next round, and the peer is asked about nothing', () => {
    const state = following(one)
    connect(state, true)
    const failed = { type: 'compareFailed', peerId: 'alice', why: 'failed' } as const
    expect(handle(state, failed, NOW)).toEqual([])
    expect(tick(state, compareEveryMs)).toEqual([{ type: 'compare', peerId: 'alice' }])
  })

  it('because the peer refuses it is not: it is asked about every cube from now on', () => {
    const state = following(one, two)
    connect(state, true)
    const failed = { type: 'compareFailed', peerId: 'alice', why: 'unable' } as const
    expect(asked(handle(state, failed, NOW))).toEqual([one.id, two.id])
    expect(tick(state, compareEveryMs)).toEqual([])
    expect(asked(tick(state, askEveryMs))).toEqual([one.id, two.id])
  })
})

describe('a peer', () => {
  it('is asked about nothing while nothing is followed, then about each cube that is', () => {
    const state = createAnnounceState('test')
    expect(connect(state, true)).toEqual([])
    expect(asked(follow(state, one))).toEqual([one.id])
    expect(asked(follow(state, two))).toEqual([two.id])
  })

  it('is asked again when it comes back, but not at once', () => {
    const state = following(one)
    expect(asked(connect(state, false))).toEqual([one.id])
    expect(connect(state, false, askAgainMs - 1)).toEqual([])
    expect(tick(state, askAgainMs)).toEqual([])
    expect(asked(connect(state, false, askAgainMs))).toEqual([one.id])
  })

  it('is asked in questions that it can answer', async () => {
    const cubes = await cubesOf(cubesPerAsk + 1)
    const questions = connect(following(...cubes), false).map((output) =>
      output.type === 'ask' ? output.cubes.length : output.type,
    )
    expect(questions).toEqual([cubesPerAsk, 1])
  })

  it('is asked about every cube where there are more than can be compared', () => {
    const state = following(one)
    const followed = state.cubes.get(one.id.toString())!
    while (state.cubes.size < COMPARE_LIMITS.maxWatched) state.cubes.set(`${state.cubes.size}`, followed)
    expect(isComparable(state)).toBe(true)
    state.cubes.set('one more', followed)
    expect(isComparable(state)).toBe(false)
    expect(connect(state, true)[0]).toMatchObject({ type: 'ask' })
  })
})
