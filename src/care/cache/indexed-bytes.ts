/**
 * What the index takes for a cube, about: it is one file for all cubes, and a pull has to be judged before anything of it is
 * indexed. Pure.
 */

/** Measured without vectors: 530 bytes for each of 20,000 memories of 16 bytes, and 1.3 to 1.8 times the text of long ones. */
const perByte = 1.5
/** A vector and its place are some 500 bytes more. Guess. */
const perMemory = 1_024

export function indexedBytes({ bytes, memories }: { bytes: number; memories: number }): number {
  return Math.round(bytes * perByte + memories * perMemory)
}
