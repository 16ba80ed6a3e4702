/** What a range adds up to, how it is told, and what of an answer is refused: one range at a time. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/core/codec/index.ts'
import {
  answerRange,
  type AskedRange,
  type Part,
  type RangeAnswer,
} from '../../../src/protocols/compare/answer-range.ts'
import { Comparison } from '../../../src/protocols/compare/comparison.ts'
import { COMPARE_LIMITS } from '../../../src/protocols/compare/limits.ts'
import { isSameSum, RangeSet, type Bounds, type CubeState } from '../../../src/protocols/compare/range-set.ts'

const state = (n: number): Uint8Array => sha256(Buffer.from(`state ${n}`))
const idAt = (n: number): string => n.toString(16).padStart(2, '0').repeat(32)
/** Cubes whose ids are 00…, 01…, 02…, in this order. */
const setOfSize = (size: number): CubeState[] =>
  Array.from({ length: size }, (_, n) => ({ id: idAt(n), state: state(n) }))
const number = (n: bigint): Uint8Array => Buffer.from(n.toString(16).padStart(64, '0'), 'hex')
const asked = (bounds: Bounds = {}): AskedRange => ({ ...bounds, count: 0, sum: new Uint8Array(32) })
const sumOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('a range', () => {
  const set = RangeSet.of(setOfSize(4))

  it('has its first cube and not the one at its end', () => {
    expect(set.span({ from: idAt(1), to: idAt(3) })).toEqual([1, 3])
    expect(set.span({ from: '01' })).toEqual([1, 4])
    expect(set.span({})).toEqual([0, 4])
  })

  it('that ends before it begins is empty', () => {
    const [first, end] = set.span({ from: '03', to: '01' })
    expect(end - first).toBe(0)
    expect(set.sumWithin({ from: '03', to: '01' })).toEqual({ count: 0, sum: new Uint8Array(32) })
  })

  it('adds up to its own states, whatever is before it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 20 }),
        (states) => {
          const all = RangeSet.of(states.map((one, n) => ({ id: idAt(n), state: one })))
          for (const [n, one] of states.entries())
            expect(sumOf(all.sumOf(n, n + 1).sum)).toBe(Buffer.from(one).toString('hex'))
        },
      ),
    )
  })

  it('adds up modulo 2^256, to 32 bytes', () => {
    const all = RangeSet.of([
      { id: idAt(0), state: number(2n ** 256n - 1n) },
      { id: idAt(1), state: number(3n) },
      { id: idAt(2), state: number(4n) },
    ])
    expect(sumOf(all.sumOf(0, 2).sum)).toBe(sumOf(number(2n)))
    expect(sumOf(all.sumOf(0, 3).sum)).toBe(sumOf(number(6n)))
    expect(sumOf(all.sumOf(1, 3).sum)).toBe(sumOf(number(7n)))
  })

  it('is the same as another of as many cubes and the same sum, and no other', () => {
    const one = { count: 2, sum: state(1) }
    expect(isSameSum(one, { ...one })).toBe(true)
    expect(isSameSum(one, { ...one, count: 3 })).toBe(false)
    expect(isSameSum(one, { ...one, sum: state(2) })).toBe(false)
  })
})

describe('what is said of a range', () => {
  it('is nothing where both sides add up to the same', () => {
    const set = RangeSet.of(setOfSize(100))
    expect(answerRange(set, set.sumWithin({}))).toEqual({})
    expect(answerRange(set, { from: '20', to: '30', ...set.sumWithin({ from: '20', to: '30' }) })).toEqual({})
  })

  it('is its cubes where they are few, and parts where one more is there', () => {
    const { maxListed } = COMPARE_LIMITS
    const few = setOfSize(maxListed)
    expect(answerRange(RangeSet.of(few), asked())).toEqual({ cubes: few })
    expect(answerRange(RangeSet.of(setOfSize(maxListed + 1)), asked()).parts).toBeDefined()
  })

  it('is parts that make up the whole, each behind the one before it, none of them small', () => {
    fc.assert(
      fc.property(fc.integer({ min: COMPARE_LIMITS.maxListed + 1, max: 256 }), (size) => {
        const set = RangeSet.of(setOfSize(size))
        const { parts = [] } = answerRange(set, asked())
        expect(parts.length).toBeLessThanOrEqual(COMPARE_LIMITS.maxParts)
        let from: string | undefined
        for (const { to, ...sum } of parts) {
          const bounds = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
          expect(set.sumWithin(bounds)).toEqual(sum)
          expect(sum.count).toBeGreaterThanOrEqual(COMPARE_LIMITS.leastPart / 2)
          from = to
        }
        expect(from).toBeUndefined()
        expect(parts.reduce((all, { count }) => all + count, 0)).toBe(size)
      }),
    )
  })

  it('has bounds as short as the ids allow', () => {
    // They differ in the second byte first.
    const ids = Array.from({ length: 40 }, (_, n) => `aa${idAt(n)}`.slice(0, 64))
    const { parts = [] } = answerRange(RangeSet.of(ids.map((id, n) => ({ id, state: state(n) }))), asked())
    for (const { to } of parts.slice(0, -1)) expect(to).toHaveLength(4)
  })
})

describe('an answer is refused', () => {
  const watched = setOfSize(200)
  const part = (to?: string): Part => ({ ...(to !== undefined && { to }), count: 1, sum: state(900) })
  const begin = (): Comparison => {
    const comparison = new Comparison(RangeSet.of(watched), new Set(watched.map(({ id }) => id)))
    comparison.question()
    return comparison
  }
  const untrue = expect.objectContaining({ code: 'ERR_UNVERIFIABLE' })

  it.each<[string, RangeAnswer[]]>([
    ['for none of the questions', []],
    ['for more than the questions', [{}, {}]],
    ['of one part', [{ parts: [part()] }]],
    ['of a part that is empty', [{ parts: [part('80'), part('80'), part()] }]],
    ['of parts that go back', [{ parts: [part('80'), part('40'), part()] }]],
    ['whose last part ends before the range', [{ parts: [part('40'), part('80')] }]],
    ['with a part that has no end before the last', [{ parts: [part('40'), part(), part()] }]],
    ['of a cube twice', [{ cubes: [watched[3]!, watched[3]!] }]],
    ['of cubes that are not in order', [{ cubes: [watched[4]!, watched[3]!] }]],
    ['of a cube that is not compared', [{ cubes: [{ id: 'ee'.repeat(32), state: state(1) }] }]],
  ])('%s', (_, answers) => {
    expect(() => begin().answered(answers)).toThrow(untrue)
  })

  it('that comes twice', () => {
    const comparison = begin()
    comparison.answered([{}])
    expect(() => comparison.answered([{}])).toThrow(untrue)
  })

  it.each<[string, RangeAnswer]>([
    ['before it', { cubes: [watched[0x10]!] }],
    ['at its end', { cubes: [watched[0x20]!] }],
    ['in parts that go on behind it', { parts: [part('14'), part('28'), part()] }],
  ])('of cubes beside the range that was asked for: %s', (_, answer) => {
    const comparison = begin()
    comparison.answered([{ parts: [part('11'), part(idAt(0x20)), part()] }])
    const ranges = comparison.question()!
    expect(ranges.map(({ from, to }) => [from, to])).toEqual([
      [undefined, '11'],
      ['11', idAt(0x20)],
      [idAt(0x20), undefined],
    ])
    expect(() => comparison.answered([{}, answer, {}])).toThrow(untrue)
  })

  it('and what agrees in it is not asked for again', () => {
    const comparison = begin()
    const set = RangeSet.of(watched)
    comparison.answered([{ parts: [{ to: '40', ...set.sumWithin({ to: '40' }) }, part()] }])
    expect(comparison.question()!.map(({ from, to }) => [from, to])).toEqual([['40', undefined]])
  })
})
