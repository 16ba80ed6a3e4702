/** Writes a segment a few terms at a time, from what is in memory or from segments that it will replace. */
import { encodePostings, readPostings, type Posting } from './postings.ts'
import type { Segment, SegmentStore, TermRow } from './segment-store.ts'
import { isBefore } from './term-order.ts'
import type { WordBuffer } from './word-buffer.ts'

/** Rows that are read at once of each segment that is merged. */
const pageRows = 256

/** A generator whose every step writes one term; it may be given up at any step. */
export type Writing = Generator<void, void, void>

export function* writeBuffer(store: SegmentStore, id: number, buffer: WordBuffer): Writing {
  // In the order of the table, rows go in without splitting pages.
  for (const term of [...buffer.terms()].sort()) {
    const postings = inOrder(buffer.postings(term))
    if (postings.length > 0) store.insert(id, rowOf(term, postings))
    yield
  }
}

/**
 * @param isCurrent whether what a segment says of a passage still holds
 */
export function* mergeSegments(
  store: SegmentStore,
  id: number,
  segments: readonly Segment[],
  isCurrent: (passage: number, segment: Segment) => boolean,
): Writing {
  const readers = segments.map((segment) => ({ segment, rows: readRows(store, segment.id) }))
  for (;;) {
    let term: string | undefined
    for (const { rows } of readers) {
      const next = rows.peek()?.term
      if (next !== undefined && (term === undefined || isBefore(next, term))) term = next
    }
    if (term === undefined) return
    const postings: Posting[] = []
    for (const { segment, rows } of readers) {
      if (rows.peek()?.term !== term) continue
      readPostings(rows.take().body, (passage, count) => {
        if (isCurrent(passage, segment)) postings.push({ passage, count })
      })
    }
    if (postings.length > 0) store.insert(id, rowOf(term, inOrder(postings)))
    yield
  }
}

function readRows(store: SegmentStore, segment: number): { peek(): TermRow | undefined; take(): TermRow } {
  let page = store.after(segment, '', pageRows)
  let at = 0
  return {
    peek: () => page[at],
    take() {
      const row = page[at++]!
      if (at === page.length && page.length === pageRows) {
        page = store.after(segment, row.term, pageRows)
        at = 0
      }
      return row
    },
  }
}

function rowOf(term: string, postings: readonly Posting[]): TermRow {
  return { term, passages: postings.length, body: encodePostings(postings) }
}

/** Passages mostly come in the order of their ids: looking costs less than sorting. */
function inOrder(postings: Posting[]): Posting[] {
  for (let at = 1; at < postings.length; at++)
    if (postings[at - 1]!.passage > postings[at]!.passage)
      return postings.sort((a, b) => a.passage - b.passage)
  return postings
}
