/** The texts of the index in SQLite: writes memories and their words, reads back what a hit shows. */
import type { DatabaseSync } from 'node:sqlite'
import type { Passage } from '../passages/split.ts'
import type { RecallDocument } from '../recall.ts'
import { indexable } from '../words/indexable.ts'

/** `[passage id, start, end, headings]` for each passage of a memory. */
export type Spans = [id: number, start: number, end: number, headings: string[]][]

/** A row without its text. */
export interface MemoryRow {
  id: number
  cube: number
  key: string
  memory: string
  spans: string
  tags: string
  created: number
  valid_from: number | null
  valid_until: number | null
  expires: number | null
  author: string
  voice: string
  session: string | null
  place: number | null
  embedded: number
}

/** What the catalogue keeps of a row. */
export type Facts = Pick<
  MemoryRow,
  'id' | 'cube' | 'voice' | 'tags' | 'created' | 'valid_from' | 'valid_until' | 'expires'
>

export interface WordMatch {
  passage: number
  /** BM25, larger is better. */
  score: number
}

export type TextStore = ReturnType<typeof createTextStore>

const FACTS =
  'id, cube, key, memory, spans, tags, created, valid_from, valid_until, expires, author, voice, session, place, embedded'

export function createTextStore(database: DatabaseSync) {
  let passes = (_passage: number): boolean => true
  database.function('passes', (passage) => (passes(Number(passage)) ? 1 : 0))

  const prepare = (sql: string) => database.prepare(sql)
  const insertMemory = prepare(
    `insert into memories (${FACTS}, text) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
  )
  const insertWords = prepare('insert into words (rowid, passage) values (?, ?)')
  const deleteWords = prepare('delete from words where rowid = ?')
  const deleteMemory = prepare('delete from memories where id = ?')
  const byKey = prepare(`select ${FACTS} from memories where cube = ? and key = ?`)
  const byId = prepare(`select ${FACTS} from memories where id = ?`)
  const textOf = prepare('select text from memories where id = ?')
  const ofCube = prepare(`select ${FACTS} from memories where cube = ?`)
  const entries = prepare('select key, memory from memories where cube = ?')
  const all = prepare(`select ${FACTS} from memories`)
  const byCid = prepare('select id from memories where memory = ? order by id')
  const byCids = prepare('select m.id from json_each(?) j join memories m on m.memory = j.value')
  const search = prepare(
    'select rowid as passage, -bm25(words) as score from words where words match ? order by rank limit ?',
  )
  const searchWithin = prepare(
    'select rowid as passage, -bm25(words) as score from words where words match ? and passes(rowid) order by 2 desc limit ?',
  )
  const before = prepare(neighbour('<', 'desc'))
  const after = prepare(neighbour('>', 'asc'))

  return {
    insert(id: number, cube: number, document: RecallDocument, spans: Spans): Facts {
      const { key, memory, tags, created, validFrom, validUntil, expires, author, session, order, text } =
        document
      const place = session === undefined ? null : (order ?? created)
      const facts: Facts = {
        id,
        cube,
        voice: document.voice ?? author,
        tags: tagsJson(tags),
        created,
        valid_from: validFrom ?? null,
        valid_until: validUntil ?? null,
        expires: expires ?? null,
      }
      const values = [
        facts.valid_from,
        facts.valid_until,
        facts.expires,
        author,
        facts.voice,
        session ?? null,
        place,
        text,
      ]
      insertMemory.run(id, cube, key, memory, JSON.stringify(spans), facts.tags, created, ...values)
      for (const [passage, start, end, headings] of spans) {
        insertWords.run(passage, indexable(wordsOfPassage(text, { start, end, headings })))
      }
      return facts
    },

    remove(id: number, passages: readonly number[]): void {
      for (const passage of passages) deleteWords.run(passage)
      deleteMemory.run(id)
    },

    byKey: (cube: number, key: string) => byKey.get(cube, key) as unknown as MemoryRow | undefined,
    byId: (id: number) => byId.get(id) as unknown as MemoryRow | undefined,
    textOf: (id: number): string => (textOf.get(id) as { text: string } | undefined)?.text ?? '',
    withCid: (cid: string) => (byCid.all(cid) as unknown as { id: number }[]).map((row) => row.id),
    ofCube: (cube: number) => ofCube.all(cube) as unknown as MemoryRow[],
    entriesOf: (cube: number): [key: string, memory: string][] =>
      (entries.all(cube) as unknown as Pick<MemoryRow, 'key' | 'memory'>[]).map(({ key, memory }) => [
        key,
        memory,
      ]),
    all: () => all.iterate() as unknown as Iterable<MemoryRow>,

    idsOf(cids: readonly string[]): Set<number> {
      const rows = byCids.all(JSON.stringify(cids)) as unknown as { id: number }[]
      return new Set(rows.map((row) => row.id))
    },

    /** The best passages for an FTS5 expression; with a filter, the best that pass it, however few they are. */
    search(expression: string, limit: number, filter?: (passage: number) => boolean): WordMatch[] {
      if (!filter) return search.all(expression, limit) as unknown as WordMatch[]
      passes = filter
      try {
        return searchWithin.all(expression, limit) as unknown as WordMatch[]
      } finally {
        passes = () => true
      }
    },

    /** Ids of the memories before and after this one in its session. */
    neighboursOf(id: number): { previous: number | undefined; next: number | undefined } {
      const row = byId.get(id) as unknown as MemoryRow | undefined
      if (!row || row.session === null) return { previous: undefined, next: undefined }
      const at = [row.cube, row.session, row.place, row.key]
      const previous = before.get(...at) as { id: number } | undefined
      const next = after.get(...at) as { id: number } | undefined
      return { previous: previous?.id, next: next?.id }
    },
  }
}

/** The headings that the passage does not itself contain belong to its words. */
export function wordsOfPassage(text: string, passage: Passage): string {
  const own = text.slice(passage.start, passage.end)
  const above = passage.headings.filter((heading) => !own.includes(heading))
  return above.length === 0 ? own : `${above.join('\n')}\n${own}`
}

export function tagsJson(tags: readonly string[]): string {
  return tags.length === 0 ? '[]' : JSON.stringify([...new Set(tags)].sort())
}

function neighbour(comparison: '<' | '>', direction: 'asc' | 'desc'): string {
  return (
    `select id from memories where cube = ? and session = ? and (place, key) ${comparison} (?, ?) ` +
    `order by place ${direction}, key ${direction} limit 1`
  )
}
