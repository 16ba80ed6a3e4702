// Edges of ranking: who stands beside whom, and what counts where there is only one.
import { describe, expect, it } from 'vitest'
import { NONE, type Catalogue } from '../../src/recall/catalogue.ts'
import { diversify } from '../../src/recall/rank/diversify.ts'
import { addNeighbours, fuse, type Beside } from '../../src/recall/rank/fuse.ts'
import { Neighbours } from '../../src/recall/rank/neighbours.ts'

describe('what stands beside a passage', () => {
  /** Memory m has the passages 10m to 10m + 2, and stands at the place 100 + m. */
  const catalogue = {
    memoryOf: (passage: number) => (passage % 10 < 3 && passage >= 10 ? Math.floor(passage / 10) : NONE),
    firstPassage: (memory: number) => 10 * memory,
    lastPassage: (memory: number) => 10 * memory + 2,
  } as unknown as Catalogue

  function world(around: Record<number, { previous?: number; next?: number }>) {
    const looked: number[] = []
    const neighbours = new Neighbours(catalogue, (place) => {
      looked.push(place)
      const { previous, next } = around[place] ?? {}
      return { previous, next }
    })
    return { neighbours, looked, around }
  }
  const placeOf = (memory: number): number => (memory === 9 ? NONE : 100 + memory)

  it('is the next of its memory, and across the border the end of the one before and the beginning of the one after', () => {
    const { neighbours } = world({ 102: { previous: 1, next: 3 } })
    const { previous, next } = neighbours.seenFrom(placeOf)
    expect([previous(21), next(21)]).toEqual([20, 22])
    expect([previous(20), next(22)]).toEqual([12, 30])
  })

  it('is nothing at the ends of a session, for a memory that may not answer, and for no memory', () => {
    const { neighbours } = world({ 101: {} })
    const { previous, next } = neighbours.seenFrom(placeOf)
    expect([previous(10), previous(90), next(92), previous(5), next(5)]).toEqual([
      NONE,
      NONE,
      NONE,
      NONE,
      NONE,
    ])
  })

  it('is nothing where a memory stands beside itself', () => {
    const { neighbours } = world({ 101: { previous: 1, next: 1 } })
    const { previous, next } = neighbours.seenFrom(placeOf)
    expect([previous(10), next(12)]).toEqual([NONE, NONE])
  })

  it('is looked up once for each place, until something is written', () => {
    const { neighbours, looked, around } = world({ 102: { previous: 1, next: 3 } })
    const { previous, next } = neighbours.seenFrom(placeOf)
    for (let i = 0; i < 3; i++) expect([previous(20), next(22)]).toEqual([12, 30])
    expect(looked).toEqual([102])
    around[102] = { previous: 4, next: 5 }
    expect([previous(20), next(22)]).toEqual([12, 30])
    neighbours.forget()
    // Whichever side is asked first, both are looked up anew.
    expect([next(22), previous(20)]).toEqual([50, 42])
    expect(looked).toEqual([102, 102])
  })
})

describe('evidence', () => {
  const weights = { words: 0.5, meaning: 0.25, softMatch: 0.25, neighbours: [] }
  const one = { passage: 1, words: 0, meaning: 0, softMatch: 0 }

  it('of one passage alone counts whole, and nothing counts for nothing', () => {
    expect(fuse([{ ...one, words: 7, meaning: 0.3, softMatch: 4 }], weights).get(1)).toBeCloseTo(1)
    expect(fuse([one], weights).get(1)).toBe(0)
  })

  it('of words and of a soft match is measured by the best', () => {
    const scores = fuse(
      [
        { ...one, words: 8, softMatch: 3 },
        { ...one, passage: 2, words: 2, softMatch: 6 },
      ],
      weights,
    )
    expect(scores.get(1)).toBeCloseTo(0.5 + 0.125)
    expect(scores.get(2)).toBeCloseTo(0.125 + 0.25)
  })
})

describe('neighbours', () => {
  /** Passages in a row from 1 to 5. */
  const row: Beside = {
    previous: (passage) => (passage > 1 ? passage - 1 : -1),
    next: (passage) => (passage < 5 ? passage + 1 : -1),
  }

  it('at each distance have their own share', () => {
    const scores = new Map([
      [3, 0],
      [2, 1],
      [5, 1],
    ])
    expect(addNeighbours(scores, [0.5, 0.25], row).get(3)).toBeCloseTo((0.5 + 0.25) / (1 + 1 + 0.5))
  })

  it('that are not there weigh nothing', () => {
    expect(addNeighbours(new Map([[1, 1]]), [0.5], row).get(1)).toBeCloseTo(1 / 1.5)
  })
})

describe('of equal ones', () => {
  it('the first is chosen, and what is unlike keeps its place', () => {
    const items = [1, 2, 3].map((passage) => ({ passage, score: 1 }))
    expect(diversify(items, 3, 0.5, () => 0).map(({ passage }) => passage)).toEqual([1, 2, 3])
    expect(diversify(items, 2, 0.5, () => 0)).toHaveLength(2)
  })

  it('likeness goes with the passage, not with its place', () => {
    // 4 is like 1 alone; 2 and 3 are like nothing.
    const items = [1, 2, 3, 4].map((passage) => ({ passage, score: 1 - passage / 1_000 }))
    const likeFirst = (a: number, b: number): number => (a === 1 && b === 2 ? 1 : 0)
    expect(diversify(items, 4, 0.5, likeFirst).map(({ passage }) => passage)).toEqual([1, 3, 4, 2])
  })
})
