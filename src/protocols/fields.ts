// Reading messages field by field: what came is a value of the stated kind and size, or a ProtocolError that names the
// field. Fields that a reader does not know are ignored, so that a later minor version may add some.
import type { CID } from 'multiformats/cid'
import { decode as decodeDigest } from 'multiformats/hashes/digest'
import { isLink } from '../core/codec/index.ts'
import { shape } from '../core/cube/index.ts'
import { ProtocolError } from './errors.ts'

export type Fields = Record<string, unknown>

/** A digest of 64 bytes, and two varints before it. */
const MAX_MULTIHASH_BYTES = 74

/** The error for a field that is not what the spec says. */
export function misshapen(path: string, expected: string, value: unknown): ProtocolError {
  const message = `the peer's message is not valid: expected ${path} to be ${expected}, got ${kindOf(value)}`
  return new ProtocolError('ERR_UNVERIFIABLE', message, {
    refusal: { class: 'unverifiable', code: 'ERR_UNVERIFIABLE', field: path, message },
  })
}

export function asMap(value: unknown, path: string): Fields {
  if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !isLink(value)
  ) {
    return value as Fields
  }
  throw misshapen(path, 'a map', value)
}

/** Well-formed text of 1 to `maxBytes` bytes of UTF-8. */
export function asText(value: unknown, path: string, maxBytes: number): string {
  if (typeof value === 'string' && value.length > 0 && Buffer.byteLength(value) <= maxBytes) return value
  throw misshapen(path, `text of 1 to ${maxBytes} bytes`, value)
}

/** Text of one line without control or invisible characters, safe to show. */
export function asName(value: unknown, path: string, maxBytes: number): string {
  const text = asText(value, path, maxBytes)
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) throw misshapen(path, 'text without control characters', text)
  return text
}

export function asBytes(value: unknown, path: string, minLength: number, maxLength: number): Uint8Array {
  if (value instanceof Uint8Array && value.length >= minLength && value.length <= maxLength) return value
  throw misshapen(
    path,
    minLength === maxLength ? `${minLength} bytes` : `${minLength} to ${maxLength} bytes`,
    value,
  )
}

/** Bytes that say themselves which hash they are and how long. */
export function asMultihash(value: unknown, path: string): Uint8Array {
  const bytes = asBytes(value, path, 3, MAX_MULTIHASH_BYTES)
  try {
    decodeDigest(bytes)
    return bytes
  } catch {
    throw misshapen(path, 'a multihash', value)
  }
}

export function asUint(value: unknown, path: string, min: number, max: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value
  throw misshapen(path, `a whole number from ${min} to ${max}`, value)
}

export function asBoolean(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value
  throw misshapen(path, 'true or false', value)
}

/** A link to a genesis, a commit, a tree node or a record, judged as within records: all are dag-cbor. */
export function asRecordLink(value: unknown, path: string): CID {
  const fault = shape.link(value)
  if (fault !== undefined) throw misshapen(path, fault, value)
  return value as CID
}

export function asList<T>(
  value: unknown,
  path: string,
  maxItems: number,
  item: (value: unknown, path: string) => T,
): T[] {
  if (!Array.isArray(value) || value.length > maxItems)
    throw misshapen(path, `a list of at most ${maxItems} items`, value)
  return value.map((entry, i) => item(entry, `${path}[${i}]`))
}

/** Reads a field that may be missing. `null` is not missing. */
export function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : read(value)
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (typeof value === 'string') return `text of ${Buffer.byteLength(value)} bytes`
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return isLink(value) ? 'a link' : 'a map'
}
