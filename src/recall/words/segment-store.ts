/**
 * Segments of the word index in SQLite. A segment never changes once it is listed: it holds, for each term, the passages that
 * have it, of all passages written between two moments. Rows of a segment that is not listed are left from work that was cut
 * off, and are deleted.
 */
import type { DatabaseSync } from 'node:sqlite'

export const WORD_TABLES = `
create table segments (id integer primary key, low integer not null, high integer not null, passages integer not null);
create table postings (
  segment integer not null,
  term text not null,
  passages integer not null,
  body blob not null,
  primary key (segment, term)
) without rowid;
`

/** `low` to `high`: the numbers of the flushes that it came from. */
export interface Segment {
  id: number
  low: number
  high: number
  /** How many it had when it was written. */
  passages: number
}

export interface TermRow {
  term: string
  /** Passages in the body. */
  passages: number
  body: Uint8Array
}

export type SegmentStore = ReturnType<typeof createSegmentStore>

/** Rows deleted in one step. */
const deleteStep = 512
/** A word that stands for the beginning of others stands for so many of them in a segment at most. Guess. */
const mostContinued = 64

export function createSegmentStore(database: DatabaseSync) {
  const all = database.prepare('select id, low, high, passages from segments order by low')
  const list = database.prepare('insert into segments (id, low, high, passages) values (?, ?, ?, ?)')
  const unlist = database.prepare('delete from segments where id = ?')
  const away = database.prepare('select id, rows from away_segments')
  const markAway = database.prepare('insert or replace into away_segments (id, rows) values (?, ?)')
  const markHere = database.prepare('delete from away_segments where id = ?')
  const insert = database.prepare(
    'insert or replace into postings (segment, term, passages, body) values (?, ?, ?, ?)',
  )
  const exact = database.prepare('select term, passages, body from postings where segment = ? and term = ?')
  const continued = database.prepare(
    `select term, passages, body from postings where segment = ? and term >= ? and term < ? limit ${mostContinued}`,
  )
  const page = database.prepare(
    'select term, passages, body from postings where segment = ? and term > ? order by term limit ?',
  )
  const lastOfStep = database.prepare(
    `select term from postings where segment = ? order by term limit 1 offset ${deleteStep}`,
  )
  const removeBelow = database.prepare('delete from postings where segment = ? and term < ?')
  const removeAll = database.prepare('delete from postings where segment = ?')
  const segmentsWithRows = database.prepare(
    `with recursive found (id) as (
       select min(segment) from postings
       union all select (select min(segment) from postings where segment > found.id) from found where found.id is not null
     ) select id from found where id is not null`,
  )

  return {
    all: () => all.all() as unknown as Segment[],
    list: ({ id, low, high, passages }: Segment): void => void list.run(id, low, high, passages),
    unlist(id: number): void {
      unlist.run(id)
      markHere.run(id)
    },
    /** Segments whose rows are at a server, and how many rows. */
    away: () => away.all() as unknown as { id: number; rows: number }[],
    markAway: (id: number, rows: number): void => void markAway.run(id, rows),
    markHere: (id: number): void => void markHere.run(id),
    insert: (segment: number, { term, passages, body }: TermRow): void =>
      void insert.run(segment, term, passages, body),

    /** The row of a term, or the rows of all terms that begin with it. */
    rows(segment: number, term: string, isPrefix: boolean): TermRow[] {
      const found = isPrefix ? continued.all(segment, term, `${term}\u{10ffff}`) : exact.all(segment, term)
      return found as unknown as TermRow[]
    },

    /** Rows in the order of their terms, as SQLite compares text. */
    after: (segment: number, term: string, count: number) =>
      page.all(segment, term, count) as unknown as TermRow[],

    /** Every id that has rows, listed or not. */
    withRows: () => (segmentsWithRows.all() as unknown as { id: number }[]).map(({ id }) => id),

    /** Deletes some rows of a segment. @returns whether there are more */
    deleteSome(segment: number): boolean {
      const last = lastOfStep.get(segment) as { term: string } | undefined
      if (last === undefined) removeAll.run(segment)
      else removeBelow.run(segment, last.term)
      return last !== undefined
    },
  }
}
