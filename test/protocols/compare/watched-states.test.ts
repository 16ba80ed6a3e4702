/** The states that are told of cubes that a peer has compared: which of them, of when, and how often. */
import { describe, expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, sha256 } from '../../../src/core/codec/index.ts'
import {
  digestOfStatements,
  keyOf,
  stateBetween,
} from '../../../src/protocols/compare/digest-of-statements.ts'
import { COMPARE_LIMITS } from '../../../src/protocols/compare/limits.ts'
import { Watched } from '../../../src/protocols/compare/watched.ts'
import { NOW } from '../sample.ts'

const cube = (n: number): CID => cidFor(DAG_CBOR, Buffer.from(String(n)))
const agreement = Uint8Array.of(0x12, 32, ...new Uint8Array(32).fill(1))
const empty = { count: 0, sum: new Uint8Array(32) }

function world() {
  /** What this node has of each cube, by its text. */
  const digests = new Map<string, Uint8Array>()
  let asked = 0
  const watched = new Watched({
    states: (cubes) => {
      asked++
      return Promise.resolve(cubes.map((one) => digests.get(one.toString())))
    },
  })
  const has = (n: number, version: number): void =>
    void digests.set(cube(n).toString(), sha256(Buffer.from(`${n} at ${version}`)))
  const compare = (ranges: { from?: string; to?: string }[], cubes: number) =>
    watched.compare('bob', agreement, { cubes, ranges: ranges.map((one) => ({ ...one, ...empty })) }, NOW)
  return { watched, has, digests, compare, asked: () => asked }
}

describe('the state of a cube', () => {
  it('is told as it is at each new comparison', async () => {
    const { watched, has, digests, compare } = world()
    has(1, 1)
    watched.watch('bob', agreement, { anew: true, cubes: [cube(1)] }, NOW)
    const told = async () => (await compare([{}], 1)).answers[0]!.cubes
    const stated = () => [
      { id: keyOf(cube(1)), state: stateBetween(agreement, digests.get(cube(1).toString())!) },
    ]
    expect(await told()).toEqual(stated())
    has(1, 2)
    expect(await told()).toEqual(stated())
  })

  it('is not told of a cube that the peer may not see', async () => {
    const { watched, has, compare } = world()
    has(1, 1)
    watched.watch('bob', agreement, { anew: true, cubes: [cube(1), cube(2)] }, NOW)
    expect((await compare([{}], 2)).answers[0]!.cubes?.map(({ id }) => id)).toEqual([keyOf(cube(1))])
  })

  it('is read once for all questions of a comparison', async () => {
    const { watched, has, compare, asked } = world()
    has(1, 1)
    watched.watch('bob', agreement, { anew: true, cubes: [cube(1)] }, NOW)
    const before = await compare([{}], 1)
    has(1, 2)
    expect(await compare([{ to: 'ff'.repeat(32) }], 1)).toEqual(before)
    expect(asked()).toBe(1)
    expect(await compare([{}], 1)).not.toEqual(before)
  })
})

describe('cubes that a peer names', () => {
  it('count once, however often they stand in a page', () => {
    const { watched } = world()
    const named = { anew: true, cubes: [cube(1), cube(2), cube(1)] }
    expect(watched.watch('bob', agreement, named, NOW)).toBe(2)
    // What was counted is taken back when the peer goes: so often that a mistake of one would fill the room of all.
    const { maxWatched, maxWatchedByAll, cubesPerWatch } = COMPARE_LIMITS
    watched.forget('bob')
    const page = Array.from({ length: cubesPerWatch }, () => cube(1))
    for (let left = Math.ceil((2 * maxWatchedByAll) / cubesPerWatch); left > 0; left--) {
      watched.watch(`peer ${left}`, agreement, { anew: true, cubes: page }, NOW)
      watched.forget(`peer ${left}`)
    }
    expect(maxWatched).toBeGreaterThan(1)
    expect(watched.watch('bob', agreement, { anew: true, cubes: [cube(3)] }, NOW)).toBe(1)
  })

  it('are taken no faster than is needed', () => {
    const { watched } = world()
    const one = { anew: true, cubes: [cube(1)] }
    for (let i = 0; i < COMPARE_LIMITS.watchPace.burst; i++) watched.watch('bob', agreement, one, NOW)
    expect(() => watched.watch('bob', agreement, one, NOW)).toThrow(
      expect.objectContaining({ code: 'ERR_LIMIT' }),
    )
    expect(watched.watch('bob', agreement, one, NOW + 1_001)).toBe(1)
  })

  it('of an earlier agreement are not those of this one', () => {
    const { watched } = world()
    watched.watch('bob', agreement, { anew: true, cubes: [cube(1)] }, NOW)
    const later = Uint8Array.of(0x12, 32, ...new Uint8Array(32).fill(2))
    expect(watched.watch('bob', later, { anew: false, cubes: [cube(2)] }, NOW)).toBe(1)
  })
})

describe('what is compared of a cube', () => {
  const statements = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]

  it('is the same in whatever order its statements come', () => {
    expect(digestOfStatements(cube(1), statements)).toEqual(
      digestOfStatements(cube(1), statements.toReversed()),
    )
  })

  it('is of this cube and these statements', () => {
    expect(digestOfStatements(cube(1), statements)).not.toEqual(digestOfStatements(cube(2), statements))
    expect(digestOfStatements(cube(1), statements)).not.toEqual(
      digestOfStatements(cube(1), statements.slice(1)),
    )
    expect(digestOfStatements(cube(1), [])).toBeUndefined()
  })

  it('is hidden from everybody but the two who agreed', () => {
    const digest = digestOfStatements(cube(1), statements)!
    expect(stateBetween(Uint8Array.of(1), digest)).not.toEqual(stateBetween(Uint8Array.of(2), digest))
  })
})
