/** Comparisons of random sets: what differs is found, all of it and nothing else, for few bytes; and a liar is soon done with. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/core/codec/index.ts'
import {
  answerRange,
  type AskedRange,
  type RangeAnswer,
} from '../../../src/protocols/compare/answer-range.ts'
import { Comparison } from '../../../src/protocols/compare/comparison.ts'
import { COMPARE_LIMITS } from '../../../src/protocols/compare/limits.ts'
import { RangeSet, type CubeState } from '../../../src/protocols/compare/range-set.ts'
import { encodeMessage } from '../../../src/protocols/sync/messages.ts'

const hashOf = (text: string): Uint8Array => sha256(Buffer.from(text))
const entry = (n: number, version = 0): CubeState => ({
  id: Buffer.from(hashOf(`cube ${n}`)).toString('hex'),
  state: hashOf(`${n} at ${version}`),
})
const setOfSize = (size: number): CubeState[] => Array.from({ length: size }, (_, n) => entry(n))

/** Compares until there is nothing to ask. @param answers what the other side says of each question */
function run(
  believed: readonly CubeState[],
  watched: readonly CubeState[],
  answers: (ranges: readonly AskedRange[]) => RangeAnswer[],
) {
  const comparison = new Comparison(RangeSet.of(believed), new Set(watched.map(({ id }) => id)))
  let questions = 0
  let ranges = 0
  let bytes = 0
  for (let asked = comparison.question(); asked !== undefined; asked = comparison.question()) {
    const answer = answers(asked)
    questions++
    ranges += asked.length
    bytes += encodeMessage({ type: 'compare', cubes: watched.length, ranges: asked }).length
    bytes += encodeMessage({ type: 'compared', answers: answer }).length
    comparison.answered(answer)
  }
  return { found: comparison.found, questions, ranges, bytes }
}

const honest =
  (has: readonly CubeState[]) =>
  (asked: readonly AskedRange[]): RangeAnswer[] => {
    const set = RangeSet.of(has)
    return asked.map((range) => answerRange(set, range))
  }

describe('a comparison', () => {
  it('finds what differs, and nothing else', () => {
    const side = fc.array(fc.record({ n: fc.nat(300), version: fc.nat(2) }), { maxLength: 300 })
    fc.assert(
      fc.property(side, side, (ours, theirs) => {
        const entries = (all: { n: number; version: number }[]): Map<string, CubeState> =>
          new Map(all.map(({ n, version }) => [entry(n).id, entry(n, version)]))
        const [believed, has] = [entries(ours), entries(theirs)]
        const ids = new Set([...believed.keys(), ...has.keys()])
        const differing = [...ids].filter(
          (id) =>
            Buffer.compare(believed.get(id)?.state ?? Buffer.of(), has.get(id)?.state ?? Buffer.of()) !== 0,
        )
        const { found } = run(
          [...believed.values()],
          [...believed.values(), ...has.values()],
          honest([...has.values()]),
        )
        expect(found).toEqual(new Map(differing.map((id) => [id, has.get(id)?.state])))
      }),
    )
  })

  it.each([1, 1_000, 16_384])('asks once, in few bytes, where %i cubes agree', (size) => {
    const all = setOfSize(size)
    const { found, questions, bytes } = run(all, all, honest(all))
    expect(found.size).toBe(0)
    expect(questions).toBe(1)
    expect(bytes).toBeLessThan(128)
  })

  it('costs no more than the differences times the depth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 4_096 }), fc.integer({ min: 1, max: 40 }), (size, most) => {
        const all = setOfSize(size)
        const changed = all.map((one, n) => (n < most ? entry(n, 1) : one))
        const { found, questions, bytes } = run(all, all, honest(changed))
        expect(found.size).toBe(Math.min(most, size))
        const depth =
          1 + Math.ceil(Math.log(size / COMPARE_LIMITS.maxListed) / Math.log(COMPARE_LIMITS.maxParts))
        // Ranges of one level fit into a question while 64 differ.
        expect(questions).toBeLessThanOrEqual(depth + 1)
        // A level of one difference: 16 parts of 60 bytes and a range of 90; the last one lists 16 cubes of 80.
        expect(bytes).toBeLessThanOrEqual(200 + found.size * ((depth + 1) * 16 * 90))
      }),
      { numRuns: 40 },
    )
  })

  it('is the same whatever ids crowd together', () => {
    // Ids that someone has ground until their first 24 bytes are the same.
    const crowded = setOfSize(2_000).map(({ id, state }) => ({
      id: `${'00'.repeat(24)}${id.slice(48)}`,
      state,
    }))
    const changed = crowded.map((one, n) => (n === 77 ? { ...one, state: hashOf('other') } : one))
    const { found, questions } = run(crowded, crowded, honest(changed))
    expect([...found.keys()]).toEqual([crowded[77]!.id])
    expect(questions).toBeLessThanOrEqual(4)
  })
})

describe('a peer that lies', () => {
  const all = setOfSize(500)
  const one = (asked: AskedRange, left: string): RangeAnswer => ({
    parts: [
      { to: left, count: 1, sum: hashOf(left) },
      { count: asked.count + 1, sum: hashOf('rest') },
    ],
  })

  it('cannot make this side ask for ever: it splits each range, and is asked for a bounded number', () => {
    const middle = ({ from = '', to = 'ff'.repeat(33) }: AskedRange): string => {
      const [low, high] = [from, to].map((bound) => BigInt(`0x${bound.padEnd(80, '0')}`))
      return ((low! + high!) / 2n).toString(16).padStart(80, '0').slice(0, 64)
    }
    const { ranges } = run(all, all, (asked) => asked.map((range) => one(range, middle(range))))
    expect(ranges).toBe(all.length + COMPARE_LIMITS.spareRanges)
  })

  it('is done with after so many ranges, whatever it answers', () => {
    const sum = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const bound = fc
      .uint8Array({ minLength: 1, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('hex'))
    const answer: fc.Arbitrary<RangeAnswer> = fc.oneof(
      fc.constant({}),
      fc
        .array(fc.record({ to: bound, count: fc.nat(9), sum }), { minLength: 1, maxLength: 15 })
        .map((parts) => ({
          parts: [...parts.sort((a, b) => (a.to < b.to ? -1 : 1)), { count: 3, sum: new Uint8Array(32) }],
        })),
      fc
        .subarray(all, { maxLength: 16 })
        .map((cubes) => ({ cubes: cubes.sort((a, b) => (a.id < b.id ? -1 : 1)) })),
    )
    fc.assert(
      fc.property(fc.infiniteStream(answer), (stream) => {
        let ranges = 0
        try {
          run(all, all, (asked) => {
            ranges += asked.length
            return asked.map(() => stream.next().value as RangeAnswer)
          })
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
        }
        expect(ranges).toBeLessThanOrEqual(all.length + COMPARE_LIMITS.spareRanges)
      }),
    )
  })

  it('makes nobody ask about a cube that is not compared', () => {
    expect(() => run(all, all, () => [{ cubes: [entry(9_999)] }])).toThrow(/was not asked for/u)
  })
})
