/** Memories of the index in SQLite, each once: its numbers, its text and where its passages are. */
import type { DatabaseSync } from 'node:sqlite'
import { splitPassages, type Passage } from '../passages/split.ts'
import type { RecallDocument } from '../recall.ts'

/** `[start, end, headings]` for each passage of a memory. */
export type Spans = [start: number, end: number, headings: string[]][]

export interface MemoryRow {
  id: number
  cid: string
  /** The ids of its passages follow one another from here. */
  first_passage: number
  /** Words of each passage, a byte each. */
  lengths: Uint8Array
  tags: number
  created: number
  valid_from: number | null
  valid_until: number | null
  expires: number | null
  embedded: number
  /** The flush of the word index that wrote its passages; 0 before that. */
  flush: number
}

export type MemoryStore = ReturnType<typeof createMemoryStore>

const columns =
  'id, cid, first_passage, lengths, tags, created, valid_from, valid_until, expires, embedded, flush'

/** @param keepsTexts whether a text stays here after its words are in a segment */
export function createMemoryStore(database: DatabaseSync, { keepsTexts }: { keepsTexts: boolean }) {
  const prepare = (sql: string) => database.prepare(sql)
  const insert = prepare(`insert into memories (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`)
  const insertText = prepare('insert into texts (id, text) values (?, ?)')
  const insertSpans = prepare('insert into spans (id, spans) values (?, ?)')
  const remove = prepare('delete from memories where id = ?')
  const removeText = prepare('delete from texts where id = ?')
  const removeSpans = prepare('delete from spans where id = ?')
  const byId = prepare(`select ${columns} from memories where id = ?`)
  const idOf = prepare('select id from memories where cid = ?')
  const idsOf = prepare('select m.id from json_each(?) j join memories m on m.cid = j.value')
  const cidOf = prepare('select cid from memories where id = ?')
  const all = prepare(`select ${columns} from memories`)
  const textOf = prepare('select text from texts where id = ?')
  const spansOf = prepare('select spans from spans where id = ?')
  const flushed = prepare('update memories set flush = ? where id = ?')
  const embedded = prepare('update memories set embedded = 1 where id = ?')

  return {
    insert(row: Omit<MemoryRow, 'embedded' | 'flush'>, text: string, spans: Spans): void {
      const { id, cid, first_passage: first, lengths, tags, created } = row
      insert.run(id, cid, first, lengths, tags, created, row.valid_from, row.valid_until, row.expires)
      insertText.run(id, text)
      if (spans.length > 1) insertSpans.run(id, JSON.stringify(spans))
    },
    remove(id: number): void {
      remove.run(id)
      removeText.run(id)
      removeSpans.run(id)
    },
    byId: (id: number) => byId.get(id) as unknown as MemoryRow | undefined,
    cidOf: (id: number) => (cidOf.get(id) as { cid: string } | undefined)?.cid,
    idOf: (cid: string) => (idOf.get(cid) as { id: number } | undefined)?.id,
    all: () => all.iterate() as unknown as Iterable<MemoryRow>,
    markFlushed(id: number, flush: number): void {
      flushed.run(flush, id)
      if (!keepsTexts) removeText.run(id)
    },
    markEmbedded: (id: number): void => void embedded.run(id),

    idsOf(cids: readonly string[]): Set<number> {
      const rows = idsOf.all(JSON.stringify(cids)) as unknown as { id: number }[]
      return new Set(rows.map((row) => row.id))
    },

    /** Undefined for one that is not kept here, or not any more. */
    textOf: (id: number) => (textOf.get(id) as { text: string } | undefined)?.text,

    /** Where the passages of a memory are; undefined for one that is a single passage, whose text tells. */
    spansOf(id: number): Spans | undefined {
      const row = spansOf.get(id) as { spans: string } | undefined
      return row && (JSON.parse(row.spans) as Spans)
    },
  }
}

/** The passages of a text that is a single one. */
export function wholeSpans(text: string): Spans {
  return splitPassages(text).map(({ start, end, headings }) => [start, end, headings])
}

/** The facts of a document that go into its row. */
export function factsOf(
  document: RecallDocument,
): Pick<MemoryRow, 'created' | 'valid_from' | 'valid_until' | 'expires'> {
  const { created, validFrom = null, validUntil = null, expires = null } = document
  return { created, valid_from: validFrom, valid_until: validUntil, expires }
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
