/** Vectors and content tokens in SQLite: what the graph and the scan are rebuilt from. */
import type { DatabaseSync } from 'node:sqlite'
import { type Quantised, packQuantised, unpackQuantised } from '../vectors/quantised.ts'

export interface StoredVector {
  passage: number
  generation: number
  vector: Quantised | undefined
}

export type VectorStore = ReturnType<typeof createVectorStore>

export function createVectorStore(database: DatabaseSync) {
  const insert = database.prepare(
    'insert or replace into vectors (passage, generation, vector, tokens) values (?, ?, ?, ?)',
  )
  const remove = database.prepare('delete from vectors where passage = ?')
  const tokens = database.prepare('select tokens from vectors where passage = ?')
  const generationOf = database.prepare('select generation from vectors where passage = ?')
  const some = database.prepare(
    'select passage, generation, vector, tokens from vectors where vector is not null limit ?',
  )
  const count = database.prepare('select count(*) as count from vectors where vector is not null')
  const setMeta = database.prepare('insert or replace into meta (name, value) values (?, ?)')
  const removeMeta = database.prepare('delete from meta where name = ?')
  const getMeta = database.prepare('select value from meta where name = ?')

  return {
    put(
      passage: number,
      generation: number,
      vector: Quantised | undefined,
      content: Uint16Array | undefined,
    ): void {
      insert.run(
        passage,
        generation,
        vector ? packQuantised(vector) : null,
        content ? bytesOf(content) : null,
      )
    },
    remove: (passage: number): void => void remove.run(passage),

    generationOf: (passage: number) =>
      (generationOf.get(passage) as { generation: number } | undefined)?.generation,

    tokensOf(passage: number): Uint16Array | undefined {
      return tokensFrom((tokens.get(passage) as { tokens: Uint8Array | null } | undefined)?.tokens)
    },

    *all(): Generator<StoredVector> {
      const rows = database.prepare('select passage, generation, vector from vectors').iterate()
      for (const row of rows as Iterable<unknown>) {
        const { passage, generation, vector } = row as {
          passage: number
          generation: number
          vector: Uint8Array | null
        }
        yield { passage, generation, vector: vector ? unpackQuantised(vector) : undefined }
      }
    },

    /** The first rows with a vector, in the order in which they came. */
    some(most: number): (StoredVector & { vector: Quantised; tokens: Uint16Array | undefined })[] {
      const rows = some.all(most) as unknown as {
        passage: number
        generation: number
        vector: Uint8Array
        tokens: Uint8Array | null
      }[]
      return rows.map(({ passage, generation, vector, tokens: content }) => ({
        passage,
        generation,
        vector: unpackQuantised(vector),
        tokens: tokensFrom(content),
      }))
    },

    /** Rows with a vector. */
    count: () => (count.get() as { count: number }).count,

    /** Forgets every vector: the model changed. */
    clear(): void {
      database.exec('delete from vectors; update memories set embedded = 0')
    },

    meta: (name: string) => (getMeta.get(name) as { value: string } | undefined)?.value,
    setMeta: (name: string, value: string): void => void setMeta.run(name, value),
    removeMeta: (name: string): void => void removeMeta.run(name),
  }
}

/** @returns undefined for bytes that are no tokens */
export function tokensFrom(bytes: Uint8Array | null | undefined): Uint16Array | undefined {
  if (!bytes || bytes.byteLength % 2 !== 0) return undefined
  if (bytes.byteOffset % 2 === 0) return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
  return new Uint16Array(new Uint8Array(bytes).buffer)
}

export function bytesOf(values: Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
