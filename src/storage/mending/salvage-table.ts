/**
 * The entries of a LevelDB table whose index is lost: its data blocks, one after another from the start, are read without
 * it. LevelDB's own repair gives such a table up. Only uncompressed blocks are read, which are the only ones that we write.
 * What is found proves nothing by itself: the caller believes a block by its hash and a record by its checksum.
 * Spec: LevelDB's doc/table_format.md.
 */
import type { Entry } from '../database.ts'
import { maskedCrc32c } from './crc32c.ts'

/** Of the bytes behind each block: its kind and its checksum. */
const trailerBytes = 5
/** Behind each user key: the write's number and whether it put or deleted. */
const suffixBytes = 8
const isPut = 1
/** A block of LevelDB has some 4 KiB and at least one entry; ours have up to 1 MiB, and their names. */
const maxBlockBytes = 2 * 1024 * 1024

interface SalvagedEntry {
  entry: Entry
  /** The number of the write: of two values for a key the one with the higher number is newer. */
  sequence: bigint
  deleted: boolean
}

/** Entries of all blocks whose checksum holds. A damaged block is passed over: the next is looked for byte by byte. */
export function* salvageTable(bytes: Uint8Array): Generator<SalvagedEntry> {
  let at = 0
  while (at < bytes.length) {
    const block = readBlock(bytes, at)
    if (block === undefined) {
      at++
      continue
    }
    yield* block.entries
    at = block.end
  }
}

function readBlock(bytes: Uint8Array, start: number): { entries: SalvagedEntry[]; end: number } | undefined {
  // A block starts with an entry that shares nothing with one before it.
  if (bytes[start] !== 0) return undefined
  const entries: SalvagedEntry[] = []
  let at = start
  let key: Uint8Array = new Uint8Array()
  for (;;) {
    const next = readEntry(bytes, at, key)
    if (next === undefined) break
    at = next.end
    key = next.key
    entries.push(salvaged(next))
    if (at - start > maxBlockBytes) return undefined
  }
  if (entries.length === 0) return undefined
  const end = endOfBlock(bytes, start, at, entries.length)
  return end === undefined ? undefined : { entries, end }
}

interface RawEntry {
  key: Uint8Array
  value: Uint8Array
  end: number
}

/** Undefined where no entry is: at the restart points that end a block, or in damage. */
function readEntry(bytes: Uint8Array, start: number, previous: Uint8Array): RawEntry | undefined {
  const cursor = { at: start }
  const shared = varint(bytes, cursor)
  const unshared = varint(bytes, cursor)
  const length = varint(bytes, cursor)
  if (!(shared <= previous.length) || !(shared + unshared > suffixBytes)) return undefined
  const valueAt = cursor.at + unshared
  if (!(valueAt + length <= bytes.length)) return undefined
  const key = new Uint8Array(shared + unshared)
  key.set(previous.subarray(0, shared))
  key.set(bytes.subarray(cursor.at, valueAt), shared)
  return { key, value: bytes.subarray(valueAt, valueAt + length), end: valueAt + length }
}

function salvaged({ key, value }: RawEntry): SalvagedEntry {
  const user = key.slice(0, key.length - suffixBytes)
  const suffix = Buffer.from(key.subarray(key.length - suffixBytes)).readBigUInt64LE()
  return {
    entry: [user, value.slice()],
    sequence: suffix >> 8n,
    deleted: Number(suffix & 0xffn) !== isPut,
  }
}

/** Where the next block starts, if the bytes from `at` are the restart points and trailer of one with these entries. */
function endOfBlock(bytes: Uint8Array, start: number, at: number, entries: number): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let count = 1; count <= entries; count++) {
    const end = at + 4 * count + 4
    if (end + trailerBytes > bytes.length) return undefined
    if (view.getUint32(end - 4, true) !== count) continue
    const stored = view.getUint32(end + 1, true)
    if (maskedCrc32c(bytes.subarray(start, end + 1)) === stored) return end + trailerBytes
  }
  return undefined
}

/** NaN for what is no number of 32 bits: no comparison with it holds. */
function varint(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[cursor.at++]
    if (byte === undefined) return Number.NaN
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return value
  }
  return Number.NaN
}
