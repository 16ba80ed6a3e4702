import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GrowingColumn } from '../../src/recall/columns.ts'
import { encodePostings, readPostings, type Posting } from '../../src/recall/words/postings.ts'
import { WordScores } from '../../src/recall/words/score-words.ts'
import { createSegmentStore, WORD_TABLES } from '../../src/recall/words/segment-store.ts'
import { AWAY_TABLES } from '../../src/recall/store/away-store.ts'
import { isBefore } from '../../src/recall/words/term-order.ts'
import { stemOf, termsOf } from '../../src/recall/words/terms.ts'
import { WordIndex } from '../../src/recall/words/word-index.ts'

const decoded = (bytes: Uint8Array): Posting[] => {
  const found: Posting[] = []
  readPostings(bytes, (passage, count) => found.push({ passage, count }))
  return found
}

/** Passages by ascending id, with counts that one byte can hold. */
const postings = fc
  .uniqueArray(fc.integer({ min: 1, max: 2 ** 30 }), { maxLength: 50 })
  .chain((ids) =>
    fc
      .array(fc.integer({ min: 1, max: 255 }), { minLength: ids.length, maxLength: ids.length })
      .map((counts) =>
        ids.sort((a, b) => a - b).map((passage, at): Posting => ({ passage, count: counts[at]! })),
      ),
  )

describe('a list of passages', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(postings, (list) => {
        expect(decoded(encodePostings(list))).toEqual(list)
      }),
    )
  })

  it('gives what is whole of a list that was cut, and nothing else', () => {
    fc.assert(
      fc.property(postings, fc.nat(), (list, cut) => {
        const bytes = encodePostings(list)
        const found = decoded(bytes.subarray(0, cut % (bytes.length + 1)))
        expect(found).toEqual(list.slice(0, found.length))
      }),
    )
  })
})

describe('the order of terms', () => {
  it('is that of SQLite', () => {
    const database = new DatabaseSync(':memory:')
    const compare = database.prepare('select ? < ? as less')
    const text = fc.string({ unit: 'grapheme', maxLength: 4 }).filter((one) => !one.includes('\0'))
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(isBefore(a, b)).toBe((compare.get(a, b) as { less: number }).less === 1)
      }),
    )
    expect(isBefore('\u{fffd}', '\u{1f680}')).toBe(true)
  })
})

/** A word index over a database of its own, and the same kept in the plainest way. */
function indexed() {
  const database = new DatabaseSync(':memory:')
  database.exec(`${WORD_TABLES}${AWAY_TABLES}`)
  const flushes = new Map<number, number>()
  const open = (): WordIndex =>
    new WordIndex({
      store: createSegmentStore(database),
      flushed: (passages, flush) => passages.forEach((passage) => flushes.set(passage, flush)),
    })
  return { database, flushes, open }
}

const vocabulary = ['river', 'rain', 'soup', 'violin', 'tax', 'spring', 'lentil', 'glacier']
const text = fc
  .array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 8 })
  .map((words) => words.join(' '))
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      passage: fc.integer({ min: 1, max: 30 }),
      text,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), passage: fc.integer({ min: 1, max: 30 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { kind: 'close' as const },
      { kind: 'compact' as const },
      { kind: 'reopen' as const },
    ),
  },
)

describe('the word index', () => {
  it('finds what is there and nothing that went, whatever came, went, was written, merged and read back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { flushes, open } = indexed()
        let index = open()
        index.load()
        const held = new Map<number, string>()
        for (const one of steps) {
          if (one.kind === 'put' || one.kind === 'delete') {
            if (held.delete(one.passage)) {
              index.delete(one.passage)
              flushes.delete(one.passage)
            }
            if (one.kind === 'put') {
              index.put(one.passage, one.text)
              held.set(one.passage, one.text)
            }
          } else if (one.kind === 'compact') index.compact()
          else if (one.kind === 'close') index.close()
          else {
            index = open()
            index.load()
            for (const [passage, words] of held) {
              const flush = flushes.get(passage)
              if (flush === undefined) index.put(passage, words)
              else index.restore(passage, flush, termsOf(words).length)
            }
          }
        }
        for (const word of vocabulary) {
          const expected = [...held].filter(([, words]) => words.split(' ').includes(word))
          const found = index.searchHere([{ term: stemOf(word), isPrefix: false }], 100)
          expect(found.map(({ passage }) => passage).sort((a, b) => a - b)).toEqual(
            expected.map(([passage]) => passage).sort((a, b) => a - b),
          )
          expect(found.every(({ score }) => score > 0)).toBe(true)
        }
      }),
      // Lists that count more passages than there are left.
      {
        examples: [
          [
            [
              { kind: 'put', passage: 1, text: 'river' },
              { kind: 'put', passage: 2, text: 'river' },
              { kind: 'compact' },
              { kind: 'delete', passage: 1 },
            ],
          ],
        ],
      },
    )
  })

  it('ranks the same from memory, from segments, and from one segment', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), (texts) => {
        const { open } = indexed()
        const index = open()
        index.load()
        const ask = (): unknown =>
          index.searchHere(
            ['river', 'soup', 'glacier'].map((word) => ({ term: stemOf(word), isPrefix: false })),
            10,
          )
        texts.slice(0, 20).forEach((one, at) => index.put(at + 1, one))
        index.compact()
        texts.slice(20).forEach((one, at) => index.put(at + 21, one))
        const mixed = ask()
        index.compact()
        expect(ask()).toEqual(mixed)
      }),
    )
  })

  it('keeps only the best that pass a filter', () => {
    const index = indexed().open()
    index.load()
    for (let passage = 1; passage <= 100; passage++)
      index.put(passage, `river ${'rain '.repeat(passage % 7)}`)
    const found = index.searchHere([{ term: 'river', isPrefix: false }], 3, (passage) => passage % 10 === 0)
    expect(found).toHaveLength(3)
    expect(found.every(({ passage }) => passage % 10 === 0)).toBe(true)
    expect(found[0]!.score).toBeGreaterThanOrEqual(found[2]!.score)
  })

  it('merges segments of one size, and deletes the rows of those that it replaced', () => {
    const { database, open } = indexed()
    const index = open()
    index.load()
    let passage = 1
    for (let segment = 0; segment < 8; segment++) {
      for (let at = 0; at < 2_048; at++) index.put(passage++, `river number${passage}`)
      index.work(Infinity)
    }
    const counts = (table: string): unknown => database.prepare(`select count(*) as n from ${table}`).get()
    expect(counts('segments')).toEqual({ n: 1 })
    expect(database.prepare('select count(distinct segment) as n from postings').get()).toEqual({ n: 1 })
    expect(index.searchHere([{ term: 'river', isPrefix: false }], 20_000)).toHaveLength(8 * 2_048)
    expect(index.hasWork).toBe(false)
  })

  it('forgets the rows of a segment that was cut off', () => {
    const { database, open } = indexed()
    const index = open()
    index.load()
    for (let passage = 1; passage <= 3_000; passage++) index.put(passage, `river number${passage}`)
    // One step starts the segment, the next writes a term.
    index.work(performance.now() + 1)
    const again = open()
    again.load()
    again.work(Infinity)
    const count = (table: string): unknown => database.prepare(`select count(*) as n from ${table}`).get()
    expect([count('segments'), count('postings')]).toEqual([{ n: 0 }, { n: 0 }])
  })
})

it('what a list says of a passage that was written again counts for nothing', () => {
  const lengthOf = new GrowingColumn(Uint8Array, 0)
  const flushOf = new GrowingColumn(Int32Array, 0)
  const corpus = { passages: 10, words: 30, lengthOf, flushOf }
  for (const passage of [1, 2, 3]) {
    lengthOf.set(passage, 3)
    flushOf.set(passage, passage)
  }
  const body = encodePostings([1, 2, 3].map((passage) => ({ passage, count: 1 })))
  const terms = [{ passages: 3, lists: [{ body, low: 2, high: 2 }], recent: [] }]
  const scores = new WordScores()
  for (let times = 0; times < 2; times++)
    expect(scores.best(terms, corpus, 10, undefined)).toMatchObject([{ passage: 2 }])
})
