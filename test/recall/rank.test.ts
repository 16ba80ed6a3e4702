/** Ranking by values alone: no index, no model. */
import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../src/recall/catalogue.ts'
import type { Filter } from '../../src/recall/filter.ts'
import { diversify } from '../../src/recall/rank/diversify.ts'
import { addNeighbours, fuse, type Beside } from '../../src/recall/rank/fuse.ts'
import type { Neighbours } from '../../src/recall/rank/neighbours.ts'
import { packPassages } from '../../src/recall/rank/pack.ts'
import { Ranker, type RankedMemory } from '../../src/recall/rank/ranker.ts'
import { Best } from '../../src/recall/vectors/best.ts'

const packable = (memory: string, text: string) => ({
  cube: 'notes',
  key: memory,
  memory,
  text,
  offset: 0,
  length: text.length,
  headings: [],
  score: 1,
})

describe('packing into a budget', () => {
  const ranked = [packable('a', 'x'.repeat(8)), packable('b', 'y'.repeat(12)), packable('c', 'z'.repeat(4))]

  it('takes what fills it to the last token, and nothing beyond', () => {
    expect(packPassages(ranked, 6)).toMatchObject({ tokens: 6, leftOut: [] })
    const short = packPassages(ranked, 5)
    expect(short.passages.map(({ memory }) => memory)).toEqual(['a', 'b'])
    expect(short.leftOut).toMatchObject([{ memory: 'c', tokens: 1, reason: 'over-budget' }])
  })

  it('goes on with what is smaller', () => {
    const { passages, leftOut } = packPassages(ranked, 3)
    expect(passages.map(({ memory }) => memory)).toEqual(['a', 'c'])
    expect(leftOut).toMatchObject([{ memory: 'b', reason: 'over-budget' }])
  })

  it('packs the same words once, and counts tokens by bytes', () => {
    const { passages, leftOut } = packPassages([packable('a', 'éé'), packable('b', 'éé')], 9)
    expect(passages).toMatchObject([{ memory: 'a', tokens: 1 }])
    expect(leftOut).toMatchObject([{ memory: 'b', reason: 'duplicate', of: 'a' }])
    expect(packPassages([packable('a', 'ééé')], 9).tokens).toBe(2)
  })
})

describe('choosing different ones', () => {
  const items = [1, 2, 3, 4].map((passage) => ({ passage, score: 1 - passage / 100 }))
  /** 1 and 2 are alike, 3 and 4 are alike. */
  const similarity = (a: number, b: number): number => (Math.ceil(a / 2) === Math.ceil(b / 2) ? 1 : 0)
  const chosen = (diversity: number): number[] =>
    diversify(items, 4, diversity, similarity).map(({ passage }) => passage)

  it('keeps the order at 0, and takes one of each kind first above', () => {
    expect(chosen(0)).toEqual([1, 2, 3, 4])
    expect(chosen(0.5)).toEqual([1, 3, 2, 4])
  })

  it('remembers of each the most alike of those that were chosen', () => {
    // 1 is like 3 alone: after 1 and 2 were chosen, 3 is still like 1.
    const likeFirst = (a: number, b: number): number => (Math.min(a, b) === 1 && Math.max(a, b) === 3 ? 1 : 0)
    expect(diversify(items, 4, 0.5, likeFirst).map(({ passage }) => passage)).toEqual([1, 2, 4, 3])
  })
})

describe('joining evidence', () => {
  const weights = { words: 0.5, meaning: 0.5, softMatch: 0, neighbours: [0.5] }

  it('gives the farthest of what is near a hundredth', () => {
    const evidence = [1, 2].map((passage) => ({ passage, words: 0, meaning: passage, softMatch: 0 }))
    const scores = fuse(evidence, weights)
    expect(scores.get(2)).toBeCloseTo(0.5)
    expect(scores.get(1)).toBeCloseTo(0.005)
  })

  it('does not rank a note lower for standing alone', () => {
    const alone: Beside = { previous: () => -1, next: () => -1 }
    expect(addNeighbours(new Map([[1, 0.6]]), [0.5], alone).get(1)).toBeCloseTo(0.6)
    const besideNothing: Beside = { previous: () => 7, next: () => 8 }
    expect(addNeighbours(new Map([[1, 0.6]]), [0.5], besideNothing).get(1)).toBeCloseTo(0.3)
  })
})

describe('the best of a stream', () => {
  it('are the highest scores, and of equal ones the lower ids, in whatever order they come', () => {
    const offers: [number, number][] = [
      [5, 1],
      [2, 3],
      [9, 2],
      [1, 2],
      [4, 2],
      [7, 3],
      [3, 0],
    ]
    for (const order of [offers, offers.toReversed(), offers.toSorted(([, a], [, b]) => a - b)]) {
      const best = new Best(4)
      for (const [passage, score] of order) best.offer(passage, score)
      expect(best.sorted().map(({ passage }) => passage)).toEqual([2, 7, 1, 4])
      expect([best.accepts(3, 2), best.accepts(5, 2)]).toEqual([true, false])
    }
  })
})

/** Memories 1, 2, ... of two passages each, of which the first has the word of the question. */
function rankedOf(
  memories: number,
  top: number,
  passes: (passage: number) => boolean = () => true,
  vector?: Float32Array,
): Promise<RankedMemory[]> {
  /** Memories after them that say nothing of the question. */
  const silent = 3
  const passages = Array.from({ length: 2 * memories }, (_, i) => i + 1)
  const hasWord = (passage: number): boolean => passage % 2 === 1
  const found = passages.filter(hasWord).map((passage) => ({ passage, score: 1 }))
  const beside: Beside = {
    previous: (passage) => (hasWord(passage) ? -1 : passage - 1),
    next: (passage) => (hasWord(passage) ? passage + 1 : -1),
  }
  const ranker = new Ranker({
    catalogue: { memoryOf: (passage: number) => Math.ceil(passage / 2) } as Catalogue,
    searchWords: (_words, limit) => found.slice(0, limit),
    neighbours: { seenFrom: () => beside } as unknown as Neighbours,
    softMatch: undefined,
    leastMeaning: 0,
  })
  const filter = {
    passing: memories + silent,
    open: true,
    passes,
    count: passages.length,
    passages: () => Array.from({ length: 2 * (memories + silent) }, (_, i) => i + 1),
  } as unknown as Filter
  const question = {
    words: [{ term: 'word', isPrefix: false }],
    vector,
    tokens: undefined,
    coverage: 1,
    meaning: undefined,
  }
  return ranker.rank(question, filter, top)
}

describe('ranking', () => {
  it('puts those that were only found in the end behind the others, each once', async () => {
    // More than the shortlist takes.
    const all = await rankedOf(100, 100)
    expect(new Set(all.map(({ memory }) => memory)).size).toBe(100)
    expect(all).toHaveLength(100)
    const scores = all.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  })

  it('has no memory that shares nothing with the question, however many were asked for', async () => {
    // With a vector all that pass are looked at; no model has given vectors to compare with.
    const all = await rankedOf(2, 10, undefined, new Float32Array(4))
    expect(new Set(all.map(({ memory }) => memory))).toEqual(new Set([1, 2]))
  })

  it('has no passage that may not answer, and no memory that shares nothing with the question', async () => {
    const [first] = await rankedOf(1, 1)
    expect(new Set(first!.passages.map(({ passage }) => passage))).toEqual(new Set([1, 2]))
    const [alone] = await rankedOf(1, 1, (passage) => passage !== 2)
    expect(alone!.passages.map(({ passage }) => passage)).toEqual([1])
  })
})
