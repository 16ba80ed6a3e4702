/**
 * What a server outside the process keeps of an index: lists of terms, and vectors. It is as narrow as it can be, so that the
 * answers stay the same. Passages, terms, statistics, filters and ranking are those of the embedded index; the server holds the
 * bytes that grow, and finds the vectors that are nearest. Another server is one more file that implements this.
 */
import type { TermRow } from '../words/segment-store.ts'
import type { Quantised } from '../vectors/quantised.ts'

/** The vector of a passage. No two of an index ever have the same generation. */
export interface AwayVector extends Quantised {
  passage: number
  generation: number
  tokens: Uint16Array | undefined
}

/** A term that is asked for: itself, or all terms that begin with it. */
export interface AskedTerms {
  term: string
  isPrefix: boolean
}

export interface FoundTerm extends TermRow {
  segment: number
  /** Which of those asked it is for, from 0. */
  asked: number
}

/** Which passages may be found: all, these alone, or those whose bit is set (passage 0 is the lowest bit of byte 0). */
export type Passing = undefined | { passages: readonly number[] } | { mask: Uint8Array }

/** What an index believes to have at a server. */
export interface Belief {
  /** Whose index it is, the same as long as there is the home. */
  owner: string
  /** Of this index alone: one that was built anew has another. */
  epoch: string
  segments: readonly { id: number; rows: number }[]
  generations: readonly number[]
}

/** `lost`: the server does not have all that the index believes. */
export type Standing = 'whole' | 'lost'

/** Every call may fail with ERR_UNREACHABLE; what comes back is checked by whoever asked. */
export interface RecallServer {
  /**
   * Makes its place where there is none, compares, and deletes what the index does not know. Called before anything else,
   * and again after a failure.
   * @throws {RecallError} ERR_CONFLICT when the place is of another home
   */
  claim(belief: Belief): Promise<Standing>
  /** Whether it answers. */
  probe(): Promise<void>
  putTerms(segment: number, rows: readonly TermRow[]): Promise<void>
  findTerms(segments: readonly number[], terms: readonly AskedTerms[]): Promise<FoundTerm[]>
  /** Rows of a segment in the order of their terms, by code point. */
  termsAfter(segment: number, term: string, count: number): Promise<TermRow[]>
  deleteSegment(segment: number): Promise<void>
  putVectors(vectors: readonly AwayVector[]): Promise<void>
  /** The nearest by inner product, best first; a few more than asked for may come. */
  nearest(query: Float32Array, count: number, passing: Passing): Promise<AwayVector[]>
  vectorsOf(generations: readonly number[]): Promise<AwayVector[]>
  deleteVectors(generations: readonly number[]): Promise<void>
  /** Gets what was deleted out of the files of the server. */
  compact(): Promise<void>
  /** Called when nothing moves: a graph over vectors that are many. */
  rest(): Promise<void>
  close(): Promise<void>
}
