/**
 * One pass over the tokens of a block that proves, without building a value, that it is canonical dag-cbor within the
 * limits: what passes decodes, and encodes to the same bytes again. Spec: protocols/cube/spec.md, "Canonical bytes".
 */
import { isUtf8 } from 'node:buffer'
import { DAG_CBOR, DAG_PB, RAW, SHA2_256 } from './cid.ts'
import { CodecError } from './codec-error.ts'
import { DEFAULT_DECODE_LIMITS, type DecodeLimits } from './limits.ts'

const UINT = 0
const NEGATIVE = 1
const BYTES = 2
const TEXT = 3
const ARRAY = 4
const MAP = 5
const TAG = 6
const LINK_TAG = 42

/** Where a scan is. Plain fields, because one is made for each block. */
interface Cursor {
  bytes: Uint8Array
  view: DataView
  at: number
  items: number
  limits: DecodeLimits
  links: ((start: number, end: number) => void) | undefined
}

/**
 * @throws {CodecError} ERR_LIMIT above a limit, ERR_UNVERIFIABLE for anything that is not canonical
 */
export function scan(bytes: Uint8Array, limits: DecodeLimits = DEFAULT_DECODE_LIMITS): void {
  run(bytes, limits, undefined)
}

/** As `scan`; calls `onLink` with the range of each link's CID bytes. */
export function scanLinks(
  bytes: Uint8Array,
  onLink: (start: number, end: number) => void,
  limits: DecodeLimits = DEFAULT_DECODE_LIMITS,
): void {
  run(bytes, limits, onLink)
}

function run(bytes: Uint8Array, limits: DecodeLimits, links: Cursor['links']): void {
  if (bytes.length > limits.maxBytes)
    throw tooMuch(`${bytes.length} bytes; at most ${limits.maxBytes} are decoded`)
  const cursor: Cursor = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    at: 0,
    items: 0,
    limits,
    links,
  }
  scanItem(cursor, 0)
  if (cursor.at !== bytes.length) throw unverifiable(`${bytes.length - cursor.at} bytes follow the value`)
}

function scanItem(cursor: Cursor, depth: number): void {
  if (depth > cursor.limits.maxNesting) throw tooMuch(`nested deeper than ${cursor.limits.maxNesting}`)
  if (++cursor.items > cursor.limits.maxItems) throw tooMuch(`more than ${cursor.limits.maxItems} values`)
  const first = take(cursor)
  const major = first >> 5
  switch (major) {
    case UINT:
    case NEGATIVE:
      argument(cursor, first)
      return
    case BYTES:
      skip(cursor, argument(cursor, first))
      return
    case TEXT:
      scanText(cursor, argument(cursor, first))
      return
    case ARRAY:
      scanArray(cursor, argument(cursor, first), depth)
      return
    case MAP:
      scanMap(cursor, argument(cursor, first), depth)
      return
    case TAG:
      scanLink(cursor, first)
      return
    default:
      scanSimple(cursor, first)
  }
}

function take(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at++]
  if (byte === undefined) throw unverifiable('the bytes end within a value')
  return byte
}

/** The number that follows a token's first byte, in its one shortest form and within safe integers. */
function argument(cursor: Cursor, first: number): number {
  const info = first & 0x1f
  if (info < 24) return info
  const { view, at } = cursor
  const size = info === 24 ? 1 : info === 25 ? 2 : info === 26 ? 4 : info === 27 ? 8 : 0
  if (size === 0) throw unverifiable('an indefinite length or a reserved token')
  if (at + size > view.byteLength) throw unverifiable('the bytes end within a number')
  cursor.at = at + size
  if (size === 8) return longArgument(view, at, first >> 5)
  const value = size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at) : view.getUint32(at)
  const least = size === 1 ? 24 : size === 2 ? 0x100 : 0x1_0000
  if (value < least) throw unverifiable(`the number ${value} is not in its shortest form`)
  return value
}

function longArgument(view: DataView, at: number, major: number): number {
  const high = view.getUint32(at)
  if (high === 0) throw unverifiable('a number is not in its shortest form')
  const value = high * 0x1_0000_0000 + view.getUint32(at + 4)
  // A negative token n stands for -1 - n, so its argument may be one less.
  if (value > (major === NEGATIVE ? Number.MAX_SAFE_INTEGER - 1 : Number.MAX_SAFE_INTEGER))
    throw tooMuch('an integer beyond 2^53 - 1')
  return value
}

function skip(cursor: Cursor, length: number): void {
  if (length > cursor.bytes.length - cursor.at) throw unverifiable('a length goes beyond the end')
  cursor.at += length
}

function scanText(cursor: Cursor, length: number): void {
  const start = cursor.at
  skip(cursor, length)
  for (let i = start; i < cursor.at; i++) {
    if ((cursor.bytes[i] as number) < 0x80) continue
    if (!isUtf8(cursor.bytes.subarray(i, cursor.at))) throw unverifiable('a text is not valid UTF-8')
    return
  }
}

function scanArray(cursor: Cursor, length: number, depth: number): void {
  if (length > cursor.bytes.length - cursor.at) throw unverifiable('an array goes beyond the end')
  for (let i = 0; i < length; i++) scanItem(cursor, depth + 1)
}

function scanMap(cursor: Cursor, length: number, depth: number): void {
  if (length > cursor.limits.maxMapKeys)
    throw tooMuch(`a map of ${length} keys; at most ${cursor.limits.maxMapKeys}`)
  let previousStart = -1
  let previousEnd = -1
  for (let i = 0; i < length; i++) {
    const first = take(cursor)
    if (first >> 5 !== TEXT) throw unverifiable('a map key that is not text')
    const size = argument(cursor, first)
    const start = cursor.at
    scanText(cursor, size)
    if (previousStart >= 0) checkOrder(cursor.bytes, previousStart, previousEnd, start, cursor.at)
    previousStart = start
    previousEnd = cursor.at
    scanItem(cursor, depth + 1)
  }
}

/** Keys come shortest first, then bytewise; equal keys are duplicates. */
function checkOrder(bytes: Uint8Array, aStart: number, aEnd: number, bStart: number, bEnd: number): void {
  const length = aEnd - aStart
  if (length < bEnd - bStart) return
  if (length === bEnd - bStart) {
    for (let i = 0; i < length; i++) {
      const difference = (bytes[aStart + i] as number) - (bytes[bStart + i] as number)
      if (difference < 0) return
      if (difference > 0) break
    }
  }
  throw unverifiable('map keys are not in canonical order, or one comes twice')
}

/** Tag 42 around a byte string: 0x00, then the bytes of a CID. */
function scanLink(cursor: Cursor, first: number): void {
  if (argument(cursor, first) !== LINK_TAG) throw unverifiable('a tag other than 42')
  const token = take(cursor)
  if (token >> 5 !== BYTES) throw unverifiable('a link that is not a byte string')
  const length = argument(cursor, token)
  const start = cursor.at
  skip(cursor, length)
  if (length < 2 || cursor.bytes[start] !== 0x00) throw unverifiable('a link without its 0x00 prefix')
  checkCid(cursor.bytes, start + 1, cursor.at)
  cursor.links?.(start + 1, cursor.at)
}

/** Links of memcube are CIDv1, sha2-256; other hashes and versions are refused before anything is fetched. */
function checkCid(bytes: Uint8Array, start: number, end: number): void {
  const codec = bytes[start + 1]
  const isKnown = codec === DAG_CBOR || codec === RAW || codec === DAG_PB
  if (
    end - start === 36 &&
    bytes[start] === 1 &&
    isKnown &&
    bytes[start + 2] === SHA2_256 &&
    bytes[start + 3] === 0x20
  )
    return
  throw unverifiable('a link that is not a CIDv1 with sha2-256 and a known codec')
}

function scanSimple(cursor: Cursor, first: number): void {
  if (first === 0xf4 || first === 0xf5 || first === 0xf6) return
  if (first !== 0xfb)
    throw unverifiable(
      `the token 0x${first.toString(16)}; floats have 64 bits, and simple values are false, true and null`,
    )
  const { view, at } = cursor
  if (at + 8 > view.byteLength) throw unverifiable('the bytes end within a number')
  const value = view.getFloat64(at)
  cursor.at = at + 8
  if (!Number.isFinite(value)) throw unverifiable('a number that is not finite')
  // JavaScript knows one kind of number: 1.0 would be encoded as the integer 1.
  if (Number.isSafeInteger(value)) throw unverifiable(`the whole number ${value} written as a float`)
}

function unverifiable(what: string): CodecError {
  return new CodecError('ERR_UNVERIFIABLE', `not canonical dag-cbor: ${what}`)
}

function tooMuch(what: string): CodecError {
  return new CodecError('ERR_LIMIT', `more than a block may hold: ${what}`)
}
