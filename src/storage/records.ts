/**
 * Small records by name. A record has no CID to prove it, so 8 bytes of sha256 over its key and value lead it: a byte that
 * flips in a high-water mark is found, not believed.
 */
import { bytesEqual, decode, encode, rememberLast, sha256 } from '../core/codec/index.ts'
import type { Database, WriteOperation } from './database.ts'
import type { AnyRecordPut, RecordCheck, RecordSpace, RecordSpaceReader } from './interface.ts'
import { allRecordsRange, nameOfRecordKey, recordKey, recordNameOf, recordRange } from './key-space.ts'
import { reading } from './level-errors.ts'
import { pages } from './pages.ts'
import type { ReopeningDatabase } from './reopening-database.ts'
import { StorageError } from './storage-error.ts'
import { turns } from './turns.ts'

/** Enough to find accidents; someone who can write to the home can do worse than forge a checksum. */
const checksumBytes = 8

/** Records read at once when listing: some 100 KiB. Guess. */
const pageRecords = 256

export function putRecord({ space, key, value }: AnyRecordPut): WriteOperation {
  const stored = recordKey(space, key)
  return { type: 'put', key: stored, value: seal(stored, encode(value)) }
}

export function createRecordReader<T>(
  database: Database & Partial<Pick<ReopeningDatabase, 'recent'>>,
  space: RecordSpace,
): RecordSpaceReader<T> {
  return {
    async get(key) {
      const stored = recordKey(space, key)
      if (turns.isOver()) await turns.next()
      const kept = database.recent?.(stored)
      if (kept !== undefined) return decodeKept(kept) as T
      const [sealed] = await reading(database.getMany([stored]))
      return sealed === undefined ? undefined : (unseal(space, stored, sealed) as T)
    },
    async *list(prefix = '') {
      for await (const page of pages(
        (range, limit) => database.entries(range, limit),
        ([key]) => key,
        recordRange(space, prefix),
        pageRecords,
      )) {
        for (const [key, sealed] of page) yield [nameOfRecordKey(space, key), unseal(space, key, sealed) as T]
      }
    },
    async *readable(prefix = '') {
      for await (const page of pages(
        (range, limit) => database.entries(range, limit),
        ([key]) => key,
        recordRange(space, prefix),
        pageRecords,
      )) {
        for (const [key, sealed] of page)
          if (isSealed(key, sealed)) yield [nameOfRecordKey(space, key), unseal(space, key, sealed) as T]
      }
    },
  }
}

/** Looks at every record of every space. @throws {StorageError} ERR_CORRUPT when the database cannot list them */
export async function* checkAllRecords(database: Database): AsyncGenerator<RecordCheck> {
  for await (const page of pages(
    (range, limit) => database.entries(range, limit),
    ([key]) => key,
    allRecordsRange,
    pageRecords,
  )) {
    for (const [key, sealed] of page) yield checkRecord(key, sealed)
  }
}

function checkRecord(key: Uint8Array, sealed: Uint8Array): RecordCheck {
  const name = recordNameOf(key)
  if (name === undefined)
    return {
      space: '',
      key: '',
      ok: false,
      message: `it has the damaged name ${Buffer.from(key).toString('hex')}`,
    }
  if (!isSealed(key, sealed)) return { ...name, ok: false, message: 'its bytes do not have its checksum' }
  try {
    return { ...name, ok: true, value: decode(sealedValue(sealed)) }
  } catch (error) {
    return { ...name, ok: false, message: `it cannot be read: ${(error as Error).message}` }
  }
}

/** Whether the bytes of a record are the ones that were written under this key. */
export function isSealed(key: Uint8Array, sealed: Uint8Array): boolean {
  const value = sealed.subarray(checksumBytes)
  return bytesEqual(checksum(key, value), sealed.subarray(0, checksumBytes))
}

export function seal(key: Uint8Array, value: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(checksumBytes + value.length)
  sealed.set(checksum(key, value))
  sealed.set(value, checksumBytes)
  return sealed
}

function unseal(space: RecordSpace, key: Uint8Array, sealed: Uint8Array): unknown {
  if (isSealed(key, sealed)) return decode(sealedValue(sealed))
  throw new StorageError(
    'ERR_CORRUPT',
    `the record ${space}/${nameOfRecordKey(space, key)} is damaged; it was not used`,
    {
      hint: 'run `memcube fsck --repair`; `memcube help repair` says what it can mend',
    },
  )
}

/** Records decoded last, by the array that they came from: the record of a cube is asked for some times in each write. */
const decodeKept = rememberLast((sealed: Uint8Array) => frozen(decode(sealedValue(sealed))), 64)

/** Who asks for it next gets the same. Bytes and CIDs are left as they are: nobody writes into those. */
function frozen(value: unknown): unknown {
  if (!Array.isArray(value) && !isPlain(value)) return value
  Object.values(value).forEach(frozen)
  return Object.freeze(value)
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The bytes of the value in a record. */
export function sealedValue(sealed: Uint8Array): Uint8Array {
  return sealed.slice(checksumBytes)
}

function checksum(key: Uint8Array, value: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([key, value])).subarray(0, checksumBytes)
}
