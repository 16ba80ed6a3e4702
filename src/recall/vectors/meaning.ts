/**
 * What a question asks of vectors. Those of the home are in memory and answer at once; those of a server are fetched, which is
 * why whoever needs some says so first (`know`): the answers after that are the same, wherever a vector is.
 */
import type { Scored } from './best.ts'
import type { Quantised } from './quantised.ts'
import type { PassageFilter, VectorIndex } from './vector-index.ts'

export interface Meaning {
  /** Whether a passage has a vector, wherever it is. */
  has(passage: number): boolean
  /**
   * The `count` nearest, best first, among those that pass. Fewer only where fewer exist.
   * @param width how widely a graph in memory is searched; a server has a width of its own
   */
  nearest(
    query: Float32Array,
    count: number,
    filter?: PassageFilter,
    width?: number,
  ): Scored[] | Promise<Scored[]>
  /** Fetches what the functions below are about to be asked of. */
  know(passages: Iterable<number>): void | Promise<void>
  /** Cosine with a unit vector; 0 without a vector. */
  similarity(passage: number, query: Float32Array): number
  /** Cosine of two passages; 0 if one has no vector. */
  similarityBetween(a: number, b: number): number
  read(passage: number): Quantised | undefined
  /** Ids of the content tokens, for a soft match. */
  tokensOf(passage: number): Uint16Array | undefined
}

export type TokensOf = (passage: number) => Uint16Array | undefined

/** All vectors are in memory. */
export function meaningHere(index: VectorIndex, tokensOf: TokensOf): Meaning {
  const { arena } = index
  return {
    has: (passage) => arena.has(passage),
    nearest: (query, count, filter, width) => index.nearest(query, count, filter, width),
    know: () => undefined,
    similarity: (passage, query) => arena.similarity(passage, query),
    similarityBetween: (a, b) => arena.similarityBetween(a, b),
    read: (passage) => arena.read(passage),
    tokensOf,
  }
}
