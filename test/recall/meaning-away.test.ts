// Vectors of which some are at a server: what is asked of it, what of its answer counts, and that nothing is asked twice.
import { describe, expect, it } from 'vitest'
import type { AwayVector, Passing } from '../../src/recall/server/interface.ts'
import { meaningAway } from '../../src/recall/server/meaning-away.ts'
import type { PassageFilter, VectorIndex } from '../../src/recall/vectors/vector-index.ts'

/** A vector of two dimensions; of a passage at the server the generation is 100 more than its number. */
const vector = (passage: number, cells: [number, number], generation = 100 + passage): AwayVector => ({
  passage,
  generation,
  scale: 0.5,
  cells: Int8Array.from(cells),
  tokens: Uint16Array.of(passage),
})
const query = Float32Array.of(1, 0)

interface Setting {
  /** Passages at the server. */
  away: number[]
  /** Passages in memory, with how near each is. */
  here?: Record<number, number>
  count?: number
  /** A server that gives the nearest of all. */
  ignoresNames?: boolean
}

function world({ away, here = {}, count = away.length, ignoresNames = false }: Setting) {
  const asked: { passing: Passing; count: number }[] = []
  const fetched: number[][] = []
  const says = { nearest: away.map((passage) => vector(passage, [passage % 100, 0])) }
  const generations = new Map(away.map((passage) => [passage, 100 + passage]))
  const index = {
    arena: {
      has: (passage: number) => passage in here,
      read: () => undefined,
      similarity: (passage: number) => here[passage],
    },
    nearest: () => Object.entries(here).map(([passage, score]) => ({ passage: Number(passage), score })),
  } as unknown as VectorIndex
  const meaning = meaningAway({
    server: {
      nearest: async (_query, most, passing) => {
        asked.push({ passing, count: most })
        if (!ignoresNames && passing !== undefined && 'passages' in passing)
          return says.nearest.filter(({ passage }) => passing.passages.includes(passage))
        return says.nearest
      },
      vectorsOf: async (wanted) => {
        fetched.push([...wanted])
        return wanted.map((generation) => vector(generation - 100, [3, 4], generation))
      },
    },
    dimensions: 2,
    count,
    generationOf: (passage) => generations.get(passage) ?? 0,
    here: index,
    tokensHere: () => undefined,
  })
  return { meaning, asked, fetched, says, generations }
}

const filterOf = (passages: readonly number[]): PassageFilter => ({
  passages: () => passages,
  passes: (passage: number) => passages.includes(passage),
  count: passages.length,
})

describe('the nearest of vectors on both sides', () => {
  it('are those of both, by their scores, and who is here is scored here', async () => {
    const { meaning } = world({ away: [1, 2, 3], here: { 3: 0.9, 9: 1.2 } })
    const found = await meaning.nearest(query, 10)
    expect(found).toEqual([
      { passage: 9, score: expect.closeTo(1.2) as number },
      { passage: 2, score: expect.closeTo(1) as number },
      { passage: 3, score: expect.closeTo(0.9) as number },
      { passage: 1, score: expect.closeTo(0.5) as number },
    ])
    expect((await meaning.nearest(query, 2)).map(({ passage }) => passage)).toEqual([9, 2])
  })

  it('are none of a question from another model, of which the server hears nothing', async () => {
    const { meaning, asked } = world({ away: [1] })
    expect(await meaning.nearest(Float32Array.of(1, 0, 0), 5)).toEqual([])
    expect(asked).toEqual([])
  })

  it('are none that may not be found, whatever the server says', async () => {
    const { meaning, asked, says } = world({ away: [1, 2, 3] })
    const filter = filterOf([1, 77])
    expect((await meaning.nearest(query, 5, filter)).map(({ passage }) => passage)).toEqual([1])
    // What is not there is not named.
    expect(asked[0]!.passing).toEqual({ passages: [1] })
    says.nearest = []
    expect(await meaning.nearest(query, 5, filter)).toEqual([])
  })

  it('are none that a server gives though others were named', async () => {
    const { meaning } = world({ away: [1, 2, 3], ignoresNames: true })
    expect((await meaning.nearest(query, 5, filterOf([1]))).map(({ passage }) => passage)).toEqual([1])
  })

  it('are found behind a mask where many pass, and by their names where it brings too few', async () => {
    const many = Array.from({ length: 5_000 }, (_, at) => at + 1)
    const { meaning, asked, says } = world({ away: many })
    const filter = filterOf(many)
    const all = says.nearest
    says.nearest = all.slice(0, 60)
    expect(await meaning.nearest(query, 20, filter)).toHaveLength(20)
    expect(asked).toHaveLength(1)
    const { mask } = asked[0]!.passing as { mask: Uint8Array }
    expect(mask).toHaveLength((5_000 >>> 3) + 1)
    // Passage 0 is the lowest bit of byte 0.
    expect([mask[0], mask[1], mask.at(-1)]).toEqual([0b1111_1110, 255, 1])
    says.nearest = all.slice(0, 3)
    await meaning.nearest(query, 20, filter)
    expect(asked[2]!.passing).toEqual({ passages: many })
  })

  it('leaves out what the server still has of passages that are gone', async () => {
    const { meaning, says } = world({ away: [1, 2] })
    says.nearest = [vector(1, [1, 0]), vector(2, [2, 0], 55), vector(8, [9, 0])]
    expect((await meaning.nearest(query, 5)).map(({ passage }) => passage)).toEqual([1])
  })
})

describe('vectors that are about to be needed', () => {
  it('are fetched once, and only those that are there and not here', async () => {
    const { meaning, fetched } = world({ away: [1, 2, 5], here: { 5: 0.7 } })
    await meaning.know([1, 2, 2, 5, 9])
    await meaning.know([1, 2])
    expect(fetched).toEqual([[101, 102]])
    expect(meaning.similarity(1, query)).toBeCloseTo(1.5)
    expect(meaning.similarity(5, query)).toBeCloseTo(0.7)
    expect(meaning.similarity(9, query)).toBe(0)
    expect(meaning.similarityBetween(1, 2)).toBeCloseTo((9 + 16) / 4)
    expect(meaning.similarityBetween(1, 9)).toBe(0)
    expect(meaning.tokensOf(2)).toEqual(Uint16Array.of(2))
  })

  it('are fetched anew where the passage has another vector by now', async () => {
    const { meaning, fetched, generations } = world({ away: [1] })
    await meaning.know([1])
    generations.set(1, 101)
    await meaning.know([1])
    expect(fetched).toEqual([[101]])
    generations.set(1, 300)
    await expect(meaning.know([1])).resolves.toBeUndefined()
    expect(fetched).toEqual([[101], [300]])
  })

  it('are fetched some at a time', async () => {
    const { meaning, fetched } = world({ away: Array.from({ length: 4_500 }, (_, at) => at + 1) })
    await meaning.know(Array.from({ length: 4_500 }, (_, at) => at + 1))
    expect(fetched.map(({ length }) => length)).toEqual([2_000, 2_000, 500])
  })

  it('are there for a passage on either side, and for no other', () => {
    const { meaning } = world({ away: [1], here: { 5: 0.7 } })
    expect([1, 5, 9].map((passage) => meaning.has(passage))).toEqual([true, true, false])
  })
})
