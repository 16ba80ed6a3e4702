/** Messages of a comparison: what is written is read, and nothing is read that is beyond the limits. */
import { describe, expect, it } from 'vitest'
import { cidFor, DAG_CBOR, sha256 } from '../../../src/core/codec/index.ts'
import { compareOver } from '../../../src/protocols/compare/compare-over.ts'
import { Comparison } from '../../../src/protocols/compare/comparison.ts'
import { COMPARE_LIMITS } from '../../../src/protocols/compare/limits.ts'
import {
  encodeCompare,
  encodeCompared,
  parseCompare,
  parseCompared,
  parseWatch,
  parseWatching,
  type Compare,
  type Compared,
  type Watch,
} from '../../../src/protocols/compare/messages.ts'
import { RangeSet } from '../../../src/protocols/compare/range-set.ts'
import { rejection } from '../sample.ts'

const sum = sha256(Uint8Array.of(1))
const id = Uint8Array.from(sha256(Uint8Array.of(2)))
const idText = Buffer.from(id).toString('hex')
const cube = cidFor(DAG_CBOR, Buffer.from('cube'))
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)
const untrue = expect.objectContaining({ code: 'ERR_UNVERIFIABLE' })

describe('what is written', () => {
  it.each<Compare>([
    { cubes: 3, ranges: [{ count: 3, sum }] },
    {
      cubes: 0,
      ranges: [
        { from: '00ff', to: idText, count: 0, sum },
        { to: '01', count: 9, sum },
      ],
    },
  ])('is read as the same question: %j', (question) => {
    expect(parseCompare(encodeCompare(question))).toEqual(question)
  })

  it.each<Compared>([
    { answers: [] },
    { answers: [{}, { cubes: [{ id: idText, state: sum }] }, { cubes: [] }] },
    {
      answers: [
        {
          parts: [
            { to: '7f', count: 1, sum },
            { count: 2, sum },
          ],
        },
      ],
    },
  ])('is read as the same answer: %j', (answer) => {
    expect(parseCompared(encodeCompared(answer))).toEqual(answer)
  })
})

describe('what is not read', () => {
  const range = { count: 1, sum }
  const { rangesPerQuestion, maxParts, maxListed, cubesPerWatch, maxWatched } = COMPARE_LIMITS

  it.each<[string, Record<string, unknown>]>([
    ['no range', { cubes: 1, ranges: [] }],
    ['more ranges than a question has', { cubes: 1, ranges: times(rangesPerQuestion + 1, range) }],
    ['more cubes than are compared', { cubes: maxWatched + 1, ranges: [range] }],
    ['an empty bound', { cubes: 1, ranges: [{ ...range, from: new Uint8Array() }] }],
    ['a bound that is longer than an id', { cubes: 1, ranges: [{ ...range, to: new Uint8Array(33) }] }],
    ['a short sum', { cubes: 1, ranges: [{ count: 1, sum: new Uint8Array(31) }] }],
    ['a long sum', { cubes: 1, ranges: [{ count: 1, sum: new Uint8Array(33) }] }],
  ])('a question with %s', (_, fields) => {
    expect(() => parseCompare(fields)).toThrow(untrue)
  })

  it('is no more than a question may have', () => {
    expect(parseCompare({ cubes: maxWatched, ranges: times(rangesPerQuestion, range) }).ranges).toHaveLength(
      rangesPerQuestion,
    )
  })

  const told = { id, state: sum }
  it.each<[string, unknown]>([
    ['parts and cubes', { parts: [range, range], cubes: [told] }],
    ['more parts than a range falls into', { parts: times(maxParts + 1, range) }],
    ['more cubes than are told', { cubes: times(maxListed + 1, told) }],
    ['a short id', { cubes: [{ ...told, id: id.subarray(1) }] }],
    ['a short state', { cubes: [{ ...told, state: sum.subarray(1) }] }],
    ['a state that is missing', { cubes: [{ id }] }],
    ['a list in its place', [range]],
  ])('an answer with %s', (_, answer) => {
    expect(() => parseCompared({ answers: [answer] })).toThrow(untrue)
  })

  it('more answers than a question has ranges', () => {
    expect(() => parseCompared({ answers: times(rangesPerQuestion + 1, {}) })).toThrow(untrue)
    expect(parseCompared({ answers: times(rangesPerQuestion, {}) }).answers).toHaveLength(rangesPerQuestion)
  })

  it('a watch of more cubes than a page has, or one that does not say whether it begins anew', () => {
    expect(parseWatch({ anew: true, cubes: times(cubesPerWatch, cube) }).cubes).toHaveLength(cubesPerWatch)
    expect(() => parseWatch({ anew: true, cubes: times(cubesPerWatch + 1, cube) })).toThrow(untrue)
    expect(() => parseWatch({ cubes: [cube] })).toThrow(untrue)
    expect(() => parseWatching({ cubes: maxWatched + 1 })).toThrow(untrue)
  })
})

describe('a comparison over a stream', () => {
  const none = (): Comparison => new Comparison(RangeSet.of([]), new Set())
  const page = (anew: boolean): Watch => ({ anew, cubes: [cube] })
  const stream = (said: string[], watching: number) => ({
    watch: (watch: Watch) => {
      said.push(watch.anew ? 'watch anew' : 'watch')
      return Promise.resolve(watching)
    },
    compare: ({ cubes }: Compare) => {
      said.push(`compare ${cubes}`)
      return Promise.resolve({ answers: [{}] })
    },
  })

  it('first says which cubes, page by page, then asks', async () => {
    const said: string[] = []
    const watches = [page(true), page(false)]
    await compareOver(stream(said, 2), { watches, count: 2, comparison: none() })
    expect(said).toEqual(['watch anew', 'watch', 'compare 2'])
  })

  it('says nothing of cubes where the peer knows which', async () => {
    const said: string[] = []
    await compareOver(stream(said, 7), { watches: [], count: 2, comparison: none() })
    expect(said).toEqual(['compare 2'])
  })

  it('is not begun with a peer that compares another number of cubes', async () => {
    const said: string[] = []
    const failed = rejection(
      compareOver(stream(said, 3), { watches: [page(true)], count: 2, comparison: none() }),
    )
    expect(await failed).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
    expect(said).toEqual(['watch anew'])
  })
})
