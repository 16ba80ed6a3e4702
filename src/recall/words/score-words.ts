/** BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over lists of passages, with the constants of SQLite's FTS5. */
import type { GrowingColumn } from '../columns.ts'
import { Best, type Scored } from '../vectors/best.ts'

const k1 = 1.2
const b = 0.75
/** A term in more than half of all passages still says a little. As in FTS5. */
const leastIdf = 1e-6
/** Lengths are kept in a byte; a passage has at most about 1,000 characters. */
export const mostLength = 255

/** A term of the question, with the lists that have it. */
export interface AskedTerm {
  /** Passages that have it, over all lists. */
  passages: number
  lists: AskedList[]
  /** Passages that have it and are in no list yet. */
  recent: { passage: number; count: number }[]
}

/** A list of a segment. What it says of a passage holds if one of the flushes `low` to `high` wrote it. */
interface AskedList {
  body: Uint8Array
  low: number
  high: number
}

interface Corpus {
  passages: number
  /** Words of all passages. */
  words: number
  /** By passage: its words, at most `mostLength`. */
  lengthOf: GrowingColumn<Uint8Array>
  /** By passage: the flush that wrote it. */
  flushOf: GrowingColumn<Int32Array>
}

/** Scores kept between questions: by passage, and which of them are not 0. */
export class WordScores {
  #scores = new Float32Array(1024)
  #touched = new Int32Array(1024)
  #count = 0

  /** The best passages, best first. */
  best(
    terms: readonly AskedTerm[],
    corpus: Corpus,
    limit: number,
    passes: ((passage: number) => boolean) | undefined,
  ): Scored[] {
    const norms = normsOf(corpus)
    for (const { passages, lists, recent } of terms) {
      const weight = idf(corpus.passages, passages) * (k1 + 1)
      for (const list of lists) this.#addList(list, weight, norms, corpus)
      for (const { passage, count } of recent)
        this.#add(passage, (weight * count) / (count + norms[corpus.lengthOf.get(passage)]!))
    }
    return this.#take(limit, passes)
  }

  /** `readPostings` and `#add` in one loop: most of the time of a question is spent here. */
  #addList({ body, low, high }: AskedList, weight: number, norms: Float64Array, corpus: Corpus): void {
    const flushOf = corpus.flushOf.values
    const lengthOf = corpus.lengthOf.values
    const end = body.length
    let passage = 0
    for (let at = 0; at < end;) {
      let value = body[at++]!
      if (value >= 128) {
        value &= 127
        for (let scale = 128, byte = 128; byte >= 128 && at < end; scale *= 128)
          value += ((byte = body[at++]!) & 127) * scale
      }
      passage += value >>> 1
      let count = 1
      if (value & 1) {
        count = body[at++] ?? 1
        if (count >= 128) count = (count & 127) + (body[at++] ?? 0) * 128
      }
      const flush = flushOf[passage] ?? 0
      if (flush >= low && flush <= high)
        this.#add(passage, (weight * count) / (count + norms[lengthOf[passage]!]!))
    }
  }

  #add(passage: number, score: number): void {
    if (passage >= this.#scores.length) this.#scores = grown(this.#scores, passage)
    if (this.#scores[passage] === 0) {
      if (this.#count === this.#touched.length) this.#touched = grown(this.#touched, this.#count)
      this.#touched[this.#count++] = passage
    }
    this.#scores[passage]! += score
  }

  #take(limit: number, passes: ((passage: number) => boolean) | undefined): Scored[] {
    const best = new Best(limit)
    for (let at = 0; at < this.#count; at++) {
      const passage = this.#touched[at]!
      const score = this.#scores[passage]!
      this.#scores[passage] = 0
      if (best.accepts(passage, score) && (passes === undefined || passes(passage)))
        best.offer(passage, score)
    }
    this.#count = 0
    return best.sorted()
  }
}

/** Lists count passages that went since they were written: there may be more in them than there are. */
function idf(all: number, listed: number): number {
  const passages = Math.min(listed, all)
  return Math.max(leastIdf, Math.log((all - passages + 0.5) / (passages + 0.5)))
}

/** What a length adds to the count that a term needs, by length. */
function normsOf({ passages, words }: Corpus): Float64Array {
  const mean = passages === 0 ? 1 : Math.max(1, words / passages)
  return Float64Array.from({ length: mostLength + 1 }, (_, length) => k1 * (1 - b + (b * length) / mean))
}

function grown<T extends Float32Array | Int32Array>(values: T, atLeast: number): T {
  const larger = new (values.constructor as new (length: number) => T)(
    Math.max(values.length * 2, atLeast + 1),
  )
  larger.set(values)
  return larger
}
