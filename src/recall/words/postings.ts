/**
 * A list of passages that hold a term, in bytes: for each, in ascending order, the distance from the one before as a varint,
 * shifted by a bit that tells whether a varint with the count follows; else the count is 1. Most take one byte. Pure.
 */

export interface Posting {
  passage: number
  /** How often the term stands in the passage. */
  count: number
}

/** Counts above this weigh no more: BM25 is flat there. */
const mostCounted = 255

/** @param postings by ascending passage, each once */
export function encodePostings(postings: readonly Posting[]): Uint8Array {
  // Two varints of at most five and two bytes.
  const bytes = new Uint8Array(postings.length * 7)
  let at = 0
  let before = 0
  for (const { passage, count } of postings) {
    const gap = passage - before
    before = passage
    at = putVarint(bytes, at, gap * 2 + (count > 1 ? 1 : 0))
    if (count > 1) at = putVarint(bytes, at, Math.min(count, mostCounted))
  }
  return bytes.slice(0, at)
}

/** Calls `visit` for each posting; a list that ends within a number ends before it. */
export function readPostings(bytes: Uint8Array, visit: (passage: number, count: number) => void): void {
  const end = bytes.length
  let passage = 0
  for (let at = 0; at < end;) {
    let value = 0
    let scale = 1
    let byte = 128
    for (; byte >= 128 && at < end; scale *= 128) value += ((byte = bytes[at++]!) & 127) * scale
    passage += value >>> 1
    let count = 1
    if (value & 1) {
      count = 0
      scale = 1
      byte = 128
      for (; byte >= 128 && at < end; scale *= 128) count += ((byte = bytes[at++]!) & 127) * scale
    }
    if (byte < 128) visit(passage, count)
  }
}

function putVarint(bytes: Uint8Array, at: number, value: number): number {
  while (value >= 128) {
    bytes[at++] = (value % 128) + 128
    value = Math.floor(value / 128)
  }
  bytes[at++] = value
  return at
}
