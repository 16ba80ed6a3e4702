/** What of the index is at a server: which vectors, and which of them are gone here and may be there still. */
import type { DatabaseSync } from 'node:sqlite'

/** Beside the tables of `schema.ts`; empty in an index that is here. */
export const AWAY_TABLES = `
create table if not exists away_segments (id integer primary key, rows integer not null);
create table if not exists away_vectors (passage integer primary key, generation integer not null);
create table if not exists away_removed (generation integer primary key);
`

export interface AwayRow {
  passage: number
  generation: number
}

export type AwayStore = ReturnType<typeof createAwayStore>

export function createAwayStore(database: DatabaseSync) {
  const insert = database.prepare('insert or replace into away_vectors (passage, generation) values (?, ?)')
  const remove = database.prepare('delete from away_vectors where passage = ?')
  const all = database.prepare('select passage, generation from away_vectors')
  const some = database.prepare('select passage, generation from away_vectors limit ?')
  const noteRemoved = database.prepare('insert or ignore into away_removed (generation) values (?)')
  const forgetRemoved = database.prepare('delete from away_removed where generation = ?')
  const removed = database.prepare('select generation from away_removed limit ?')
  const newest = database.prepare('select max(generation) as generation from away_removed')

  return {
    insert: (passage: number, generation: number): void => void insert.run(passage, generation),
    remove: (passage: number): void => void remove.run(passage),
    all: () => all.all() as unknown as AwayRow[],
    some: (count: number) => some.all(count) as unknown as AwayRow[],
    noteRemoved: (generation: number): void => void noteRemoved.run(generation),
    forgetRemoved: (generation: number): void => void forgetRemoved.run(generation),
    removed: (count: number): number[] =>
      (removed.all(count) as unknown as { generation: number }[]).map(({ generation }) => generation),
    newestRemoved: (): number => (newest.get() as { generation: number | null }).generation ?? 0,
    clear: (): void =>
      database.exec(
        'insert or ignore into away_removed select generation from away_vectors; delete from away_vectors',
      ),
  }
}
