/**
 * The static token table: one file of magic, header length, JSON header, vocabulary and int8 rows, as
 * `scripts/embedder/build_table.py` writes it. Rows are a view of the bytes that were read, never a copy.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { RecallError } from '../errors.ts'

const MAGIC = 'MCTABLE1'

export interface TokenTable {
  name: string
  dimensions: number
  /** Token text by id. */
  vocabulary: string[]
  /** `vocabulary.length` rows of `dimensions` cells; the common scale cancels out in unit vectors. */
  rows: Int8Array
}

interface Header {
  name: string
  rows: number
  dimensions: number
  vocabularyBytes: number
}

/** Reads a table. @throws {RecallError} ERR_CORRUPT when the bytes are not a table. */
export function parseTokenTable(bytes: Buffer): TokenTable {
  if (bytes.toString('latin1', 0, 8) !== MAGIC) throw notATable('it does not start with its magic number')
  const headerEnd = 12 + bytes.readUInt32LE(8)
  const header = JSON.parse(bytes.toString('utf8', 12, headerEnd)) as Header
  const rowsStart = headerEnd + header.vocabularyBytes
  const cells = header.rows * header.dimensions
  if (rowsStart + cells !== bytes.length)
    throw notATable(`${rowsStart + cells} bytes were expected, ${bytes.length} came`)
  const vocabulary = bytes.toString('utf8', headerEnd, rowsStart).split('\n')
  if (vocabulary.length !== header.rows)
    throw notATable(`${vocabulary.length} tokens for ${header.rows} rows`)
  const rows = new Int8Array(bytes.buffer, bytes.byteOffset + rowsStart, cells)
  return { name: header.name, dimensions: header.dimensions, vocabulary, rows }
}

/** Loads the table that ships beside this module, after comparing it with its digest. @throws {RecallError} ERR_CORRUPT */
export function loadTokenTable(): TokenTable {
  const bytes = readFileSync(new URL('./static-minilm-256.bin', import.meta.url))
  const expected = shippedTable()
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (digest !== expected) throw notATable(`its sha256 is ${digest}, expected ${expected}`)
  return parseTokenTable(bytes)
}

/** The SHA-256 of the table that ships, in hex: which one it is. */
export function shippedTable(): string {
  return readFileSync(new URL('./static-minilm-256.bin.sha256', import.meta.url), 'utf8').slice(0, 64)
}

function notATable(why: string): RecallError {
  return new RecallError('ERR_CORRUPT', `the embedder's token table cannot be used: ${why}`, {
    hint: 'Install memcube again: the table is part of the package.',
  })
}
