/**
 * Finds passages by their words. What came lately is in memory, the rest in segments that never change: when enough has come
 * it becomes a segment, and when there are many of one size they become one. Each passage remembers the flush that wrote it,
 * so that what an older segment says of it, or of another passage that had its id, does not count.
 *
 * A log-structured merge index, as Lucene's, in a few hundred lines. FTS5 ranks every match of an OR at about a
 * microsecond each, which a question in a sentence pays for each of its common words; here it is a few nanoseconds.
 */
import { GrowingColumn } from '../columns.ts'
import type { Scored } from '../vectors/best.ts'
import type { AskedTerms, FoundTerm } from '../server/interface.ts'
import { mostLength, WordScores, type AskedTerm } from './score-words.ts'
import type { Segment, SegmentStore } from './segment-store.ts'
import { mergeSegments, writeBuffer, type Writing } from './segment-writer.ts'
import { termsOf, type PassageTerms } from './terms.ts'
import { WordBuffer } from './word-buffer.ts'

/** Passages that make a segment: their words take about 10 MB here, and reading them again at a start a fifth of a second. */
const flushPassages = 2_048
/** With this many more, a writer waits for the segment. */
const mostBuffered = 4 * flushPassages
/** At the end, fewer passages than this are not worth a segment: they are read again at the next start. Guess. */
const leastFlushed = 256
/** Segments of about one size that become one. As Lucene's tiered policy: eight to ten. */
const mergeWidth = 8
/** A passage in memory, or none. */
const notFlushed = 0

/** A word of a question. */
export type QueryTerm = AskedTerms

interface WordIndexDeps {
  store: SegmentStore
  /** Called in the transaction that lists a segment: these passages need not be read again. */
  flushed(passages: readonly number[], flush: number): void
  /** Asks the server that has segments for rows of theirs. */
  rowsAway?(segments: readonly number[], terms: readonly QueryTerm[]): Promise<FoundTerm[]>
}

interface Job {
  writing: Writing
  finish(): void
}

export class WordIndex {
  readonly #store: SegmentStore
  readonly #flushed: WordIndexDeps['flushed']
  readonly #rowsAway: WordIndexDeps['rowsAway']
  readonly #scores = new WordScores()
  /** By passage: the flush that wrote it. */
  readonly #flushOf = new GrowingColumn(Int32Array, notFlushed)
  readonly #lengthOf = new GrowingColumn(Uint8Array, 0)
  #recent = new WordBuffer()
  /** What is being written. */
  #leaving: WordBuffer | undefined
  #segments: Segment[] = []
  /** Segments whose rows are at a server. */
  #away = new Set<number>()
  /** Segments whose rows are to be deleted. */
  #garbage: number[] = []
  #job: Job | undefined
  #passages = 0
  #words = 0
  #lastId = 0
  #lastFlush = 0

  constructor({ store, flushed, rowsAway }: WordIndexDeps) {
    this.#store = store
    this.#flushed = flushed
    this.#rowsAway = rowsAway
  }

  /** Forgets everything that is in memory and reads which segments there are. */
  load(): void {
    this.#recent = new WordBuffer()
    this.#leaving = undefined
    this.#job = undefined
    this.#flushOf.fill(notFlushed)
    this.#passages = 0
    this.#words = 0
    this.#segments = this.#store.all()
    this.#away = new Set(this.#store.away().map(({ id }) => id))
    const listed = new Set(this.#segments.map(({ id }) => id))
    const withRows = this.#store.withRows()
    this.#garbage = withRows.filter((id) => !listed.has(id) || this.#away.has(id))
    this.#lastId = Math.max(0, ...withRows, ...listed)
    this.#lastFlush = Math.max(0, ...this.#segments.map(({ high }) => high))
  }

  /** A passage that a segment has. @param length as `put` gave it */
  restore(passage: number, flush: number, length: number): void {
    this.#flushOf.set(passage, flush)
    this.#count(passage, length)
  }

  /** @returns how many words it has, at most `mostLength` */
  put(passage: number, text: string): number {
    const terms: PassageTerms = termsOf(text)
    const length = Math.min(mostLength, terms.length)
    this.#recent.add(passage, terms)
    this.#count(passage, length)
    return length
  }

  delete(passage: number): void {
    this.#passages--
    this.#words -= this.#lengthOf.get(passage)
    if (this.#recent.delete(passage) || this.#leaving?.delete(passage)) return
    this.#flushOf.set(passage, notFlushed)
  }

  /** The passages that have some of the words, best first, with scores above 0. */
  search(
    terms: readonly QueryTerm[],
    limit: number,
    passes?: (passage: number) => boolean,
  ): Scored[] | Promise<Scored[]> {
    const isHere = this.#away.size === 0 || terms.length === 0
    return isHere ? this.searchHere(terms, limit, passes) : this.#searchAway(terms, limit, passes)
  }

  /** In what no server has. */
  searchHere(terms: readonly QueryTerm[], limit: number, passes?: (passage: number) => boolean): Scored[] {
    const asked = terms.map((term) => this.#asked(term))
    return this.#best(asked, limit, passes)
  }

  async #searchAway(
    terms: readonly QueryTerm[],
    limit: number,
    passes: ((passage: number) => boolean) | undefined,
  ): Promise<Scored[]> {
    // What came lately is read before the server is asked: what becomes a segment meanwhile is not found twice.
    const asked = terms.map((term) => this.#asked(term))
    const away = new Map(this.#segments.flatMap((one) => (this.#away.has(one.id) ? [[one.id, one]] : [])))
    for (const found of (await this.#rowsAway?.([...away.keys()], terms)) ?? []) {
      const [segment, term] = [away.get(found.segment), asked[found.asked]]
      if (segment === undefined || term === undefined) continue
      term.passages += found.passages
      term.lists.push({ body: found.body, low: segment.low, high: segment.high })
    }
    return this.#best(asked, limit, passes)
  }

  #best(asked: readonly AskedTerm[], limit: number, passes?: (passage: number) => boolean): Scored[] {
    const corpus = {
      passages: this.#passages,
      words: this.#words,
      lengthOf: this.#lengthOf,
      flushOf: this.#flushOf,
    }
    return this.#scores.best(asked, corpus, limit, passes)
  }

  /** A segment that may go to a server; undefined while there is none, or one is being written. */
  get movable(): Segment | undefined {
    return this.hasWork ? undefined : this.#segments.find(({ id }) => !this.#away.has(id))
  }

  /** Segments at a server. */
  get away(): readonly number[] {
    return [...this.#away]
  }

  /** Segments at a server that have to be here to become one with others. */
  get awaitedBack(): readonly number[] {
    return (mergeable(this.#segments) ?? []).map(({ id }) => id).filter((id) => this.#away.has(id))
  }

  /** Passages of segments that no server has. */
  get passagesHere(): number {
    return this.#segments.reduce((sum, { id, passages }) => sum + (this.#away.has(id) ? 0 : passages), 0)
  }

  /** Passages of segments at a server. */
  get passagesAway(): number {
    return this.#segments.reduce((sum, { id, passages }) => sum + (this.#away.has(id) ? passages : 0), 0)
  }

  /** The server has all rows of it. @returns whether it is still wanted there */
  movedAway(id: number, rows: number): boolean {
    if (!this.#segments.some((one) => one.id === id) || this.#away.has(id)) return false
    this.#store.markAway(id, rows)
    this.#away.add(id)
    this.#garbage.push(id)
    return true
  }

  /** All rows of it are in the store. */
  broughtBack(id: number): void {
    this.#store.markHere(id)
    this.#away.delete(id)
  }

  /** Takes up what was left: a segment of what is in memory, if it is worth one, and segments that are to become one. */
  tidy(least = leastFlushed): void {
    if (this.#job !== undefined) return
    if (this.#recent.taken >= Math.max(1, least)) return this.#start(this.#flushJob())
    const small = mergeable(this.#segments)
    if (small?.every(({ id }) => !this.#away.has(id)) === true) this.#start(this.#mergeJob(small))
  }

  /** More came than should stay in memory. */
  get isFull(): boolean {
    return this.#recent.taken >= mostBuffered
  }

  /** Whether `work` has something to do. */
  get hasWork(): boolean {
    return this.#job !== undefined || this.#garbage.length > 0 || this.#recent.taken >= flushPassages
  }

  /** Whether `close` would write anything. */
  get isWorthClosing(): boolean {
    return this.hasWork || this.#recent.taken >= leastFlushed
  }

  /** Some of what is to be done, in the caller's transaction, until `deadline`. */
  work(deadline: number): void {
    while (this.hasWork && performance.now() < deadline) this.#step()
  }

  /** Writes what is in memory, if it is worth it, and leaves nothing half done. */
  close(): void {
    if (this.#recent.taken >= leastFlushed) this.#flushAll()
    while (this.hasWork) this.#step()
  }

  /** One segment, without a word of what was removed. */
  compact(): void {
    this.#flushAll()
    if (this.#segments.length > 0) this.#start(this.#mergeJob(this.#segments))
    while (this.hasWork) this.#step()
  }

  #flushAll(): void {
    while (this.#job !== undefined) this.#step()
    if (this.#recent.taken > 0) this.#start(this.#flushJob())
    while (this.#job !== undefined) this.#step()
  }

  #count(passage: number, length: number): void {
    this.#lengthOf.set(passage, length)
    this.#passages++
    this.#words += length
  }

  #asked({ term, isPrefix }: QueryTerm): AskedTerm {
    const recent = [this.#recent, this.#leaving].flatMap((buffer) => postingsIn(buffer, term, isPrefix))
    const asked: AskedTerm = { passages: recent.length, lists: [], recent }
    for (const { id, low, high } of this.#segments) {
      if (this.#away.has(id)) continue
      for (const { passages, body } of this.#store.rows(id, term, isPrefix)) {
        asked.passages += passages
        asked.lists.push({ body, low, high })
      }
    }
    return asked
  }

  #isCurrent(passage: number, { low, high }: Segment): boolean {
    const flush = this.#flushOf.get(passage)
    return flush >= low && flush <= high
  }

  #step(): void {
    if (this.#job !== undefined) {
      if (this.#job.writing.next().done !== true) return
      this.#job.finish()
      this.#job = undefined
      const small = mergeable(this.#segments)
      if (small?.every(({ id }) => !this.#away.has(id)) === true) this.#start(this.#mergeJob(small))
    } else if (this.#recent.taken >= flushPassages) this.#start(this.#flushJob())
    else if (this.#garbage.length > 0 && !this.#store.deleteSome(this.#garbage[0]!)) this.#garbage.shift()
  }

  #start(job: Job): void {
    this.#job = job
  }

  #flushJob(): Job {
    const buffer = this.#recent
    const [id, flush] = [++this.#lastId, ++this.#lastFlush]
    this.#leaving = buffer
    this.#recent = new WordBuffer()
    return {
      writing: writeBuffer(this.#store, id, buffer),
      finish: () => {
        const passages = [...buffer.passages()]
        const segment = { id, low: flush, high: flush, passages: passages.length }
        this.#store.list(segment)
        this.#segments = [...this.#segments, segment]
        for (const passage of passages) this.#flushOf.set(passage, flush)
        this.#leaving = undefined
        this.#flushed(passages, flush)
      },
    }
  }

  #mergeJob(merged: readonly Segment[]): Job {
    const id = ++this.#lastId
    const isCurrent = (passage: number, segment: Segment): boolean => this.#isCurrent(passage, segment)
    return {
      writing: mergeSegments(this.#store, id, merged, isCurrent),
      finish: () => {
        const [low, high] = [merged[0]!.low, merged.at(-1)!.high]
        const passages = merged.reduce((sum, segment) => sum + segment.passages, 0)
        const segment = { id, low, high, passages }
        this.#store.list(segment)
        for (const { id: old } of merged) {
          this.#store.unlist(old)
          this.#away.delete(old)
        }
        this.#segments = [...this.#segments.filter((one) => !merged.includes(one)), segment].sort(
          (a, b) => a.low - b.low,
        )
        this.#garbage.push(...merged.map(({ id: old }) => old))
      },
    }
  }
}

function postingsIn(
  buffer: WordBuffer | undefined,
  term: string,
  isPrefix: boolean,
): { passage: number; count: number }[] {
  if (buffer === undefined) return []
  if (!isPrefix) return buffer.postings(term)
  return [...buffer.terms()].filter((one) => one.startsWith(term)).flatMap((one) => buffer.postings(one))
}

/** Neighbours in time of about one size, or smaller ones between them; undefined while they are few. */
function mergeable(segments: readonly Segment[]): readonly Segment[] | undefined {
  let from = segments.length
  let level = 0
  let run = 0
  while (from > 0) {
    const next = levelOf(segments[from - 1]!)
    if (next > level) {
      if (run >= mergeWidth) break
      ;[level, run] = [next, 0]
    }
    from--
    run++
  }
  return run >= mergeWidth ? segments.slice(from) : undefined
}

function levelOf({ passages }: Segment): number {
  return Math.max(0, Math.floor(Math.log(passages / flushPassages) / Math.log(mergeWidth)))
}
