/**
 * The keys of the one database. A first byte says what a key is for; a prefix of our own costs a third less than
 * sublevels do (10,000 puts of 700 bytes: 36 ms against 51 ms, measured).
 *
 *   b <CID bytes>                   a block
 *   r <space> 00 <key, UTF-8>       a record
 *   s <stage id> 00 <batch name>    the CIDs of blocks that arrived under a staging mark, 36 bytes each
 *   a <index, 8 bytes>              an entry of the audit log
 *   q <key of one of the above>     bytes that were found damaged, set aside when something took their place
 *   p                               written to see whether the disk takes writes again
 *   ff ...                          what is said of blocks that are elsewhere: `elsewhere/index-keys.ts`
 */
import { CID } from 'multiformats/cid'
import { cidKey } from '../core/codec/index.ts'
import type { KeyRange } from './database.ts'
import type { RecordSpace } from './interface.ts'
import { StorageError } from './storage-error.ts'

const blockTag = 0x62
const recordTag = 0x72
const stagingTag = 0x73
const auditTag = 0x61
const asideTag = 0x71
/** Above all that a copy of the store has: where a block is says nothing elsewhere. */
export const elsewhereTag = 0xff
const utf8 = new TextEncoder()
const text = new TextDecoder()

/** Written and synced to see whether writing works. */
export const probeKey = Uint8Array.of(0x70)

/** Bytes of a CID key: version, codec, hash, length, digest; every CID that is accepted has this form. */
export const cidKeyBytes = 36

/** Longest key of a record and longest staging id, bytes. A cube id and a did:key make 115; the rest is room. */
const maxNameBytes = 1024

export const blockRange: KeyRange = { gte: Uint8Array.of(blockTag), lt: Uint8Array.of(blockTag + 1) }

export function blockKey(cid: CID): Uint8Array {
  const name = cidKey(cid)
  const key = new Uint8Array(1 + name.length)
  key[0] = blockTag
  key.set(name, 1)
  return key
}

type KeyKind = 'block' | 'record' | 'staging' | 'aside' | 'elsewhere'

const kinds: ReadonlyMap<number, KeyKind> = new Map([
  [blockTag, 'block'],
  [recordTag, 'record'],
  [stagingTag, 'staging'],
  [asideTag, 'aside'],
  [elsewhereTag, 'elsewhere'],
])

/** What a key is for; undefined for one that the store never wrote. */
export function kindOfKey(key: Uint8Array): KeyKind | undefined {
  return kinds.get(key[0] ?? 0)
}

export const asideRange: KeyRange = { gte: Uint8Array.of(asideTag), lt: Uint8Array.of(asideTag + 1) }

/** Where the damaged bytes of a key are kept. */
export function asideKey(key: Uint8Array): Uint8Array {
  const aside = new Uint8Array(key.length + 1)
  aside[0] = asideTag
  aside.set(key, 1)
  return aside
}

/** All records of all spaces. */
export const allRecordsRange: KeyRange = { gte: Uint8Array.of(recordTag), lt: Uint8Array.of(recordTag + 1) }

/** The space and name in a record's key; undefined when the key is damaged. */
export function recordNameOf(key: Uint8Array): { space: string; key: string } | undefined {
  const nul = key.indexOf(0)
  return nul < 2
    ? undefined
    : { space: text.decode(key.subarray(1, nul)), key: text.decode(key.subarray(nul + 1)) }
}

/** The CID in a block's key; undefined when the key is damaged. */
export function cidOfKey(key: Uint8Array): CID | undefined {
  try {
    return CID.decode(key.subarray(1))
  } catch {
    return undefined
  }
}

export function recordKey(space: RecordSpace, name: string): Uint8Array {
  return taggedKey(recordTag, space, checkName(name, 'the key of a record'))
}

/** All records of a space whose keys start with `prefix`. */
export function recordRange(space: RecordSpace, prefix: string): KeyRange {
  return below(taggedKey(recordTag, space, utf8.encode(prefix)))
}

/** The part of a record's key that its caller gave. */
export function nameOfRecordKey(space: RecordSpace, key: Uint8Array): string {
  return text.decode(key.subarray(space.length + 2))
}

export function stagingKey(id: string, batch: string): Uint8Array {
  return taggedKey(stagingTag, checkStagingId(id), utf8.encode(batch))
}

export function stagingRange(id: string): KeyRange {
  return below(taggedKey(stagingTag, checkStagingId(id), new Uint8Array()))
}

export const allStagingRange: KeyRange = { gte: Uint8Array.of(stagingTag), lt: Uint8Array.of(stagingTag + 1) }

export function stagingIdOfKey(key: Uint8Array): string {
  return text.decode(key.subarray(1, key.indexOf(0)))
}

function checkStagingId(id: string): string {
  checkName(id, 'a staging id')
  if (!id.includes('\0')) return id
  throw new StorageError('ERR_INVALID_INPUT', 'a staging id has no NUL character')
}

function checkName(name: string, what: string): Uint8Array {
  const bytes = utf8.encode(name)
  if (bytes.length >= 1 && bytes.length <= maxNameBytes) return bytes
  throw new StorageError(
    'ERR_INVALID_INPUT',
    `${what} has 1 to ${maxNameBytes} bytes; this one has ${bytes.length}`,
  )
}

/** tag, group, 00, name: the NUL keeps a group apart from one that it is a prefix of. */
function taggedKey(tag: number, group: string, name: Uint8Array): Uint8Array {
  const head = utf8.encode(group)
  const key = new Uint8Array(head.length + name.length + 2)
  key[0] = tag
  key.set(head, 1)
  key.set(name, head.length + 2)
  return key
}

/** The keys that start with `prefix`: UTF-8 has no byte ff, so prefix + ff is above them all. */
function below(prefix: Uint8Array): KeyRange {
  const lt = new Uint8Array(prefix.length + 1)
  lt.set(prefix)
  lt[prefix.length] = 0xff
  return { gte: prefix, lt }
}

/** Big-endian, so that entries lie in their order. */
export function auditKey(index: number): Uint8Array {
  const key = new Uint8Array(9)
  key[0] = auditTag
  new DataView(key.buffer).setBigUint64(1, BigInt(index))
  return key
}

/** All entries from an index on. */
export function auditRange(from: number): KeyRange {
  return { gte: auditKey(from), lt: Uint8Array.of(auditTag + 1) }
}

export function auditIndexOfKey(key: Uint8Array): number {
  return Number(new DataView(key.buffer, key.byteOffset, key.byteLength).getBigUint64(1))
}

/** The key right after another, where the next page of a listing starts. */
export function keyAfter(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1)
  next.set(key)
  return next
}
