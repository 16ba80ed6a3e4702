/** Values to canonical bytes and back. What `scan` accepts is exactly what `encode` makes. */
import { encodeOptions } from '@ipld/dag-cbor'
import { encode as encodeCbor, Token, Type } from 'cborg'
import { CID } from 'multiformats/cid'
import { buildValue } from './build-value.ts'
import { CodecError } from './codec-error.ts'
import { DEFAULT_DECODE_LIMITS, type DecodeLimits } from './limits.ts'
import { scan } from './scan.ts'

const LINK_TAG = 42

/** A value of any size may be encoded; who stores or sends it sets the limit on its bytes. */
const ENCODE_LIMITS: DecodeLimits = { ...DEFAULT_DECODE_LIMITS, maxBytes: Number.POSITIVE_INFINITY }

const ENCODE_OPTIONS = {
  ...encodeOptions,
  typeEncoders: { ...encodeOptions.typeEncoders, Object: encodeLink, string: refuseLoneSurrogates },
}

/**
 * Canonical dag-cbor of a value made of null, booleans, numbers, texts, bytes, lists, maps and CIDs.
 * @throws {CodecError} ERR_INVALID_INPUT for what dag-cbor does not have (undefined, NaN, integers beyond 2^53 - 1, lone
 * surrogates), ERR_LIMIT for a value nested deeper or with more items than `decode` takes
 */
export function encode(value: unknown): Uint8Array {
  try {
    const bytes: Uint8Array = encodeCbor(value, ENCODE_OPTIONS)
    scan(bytes, ENCODE_LIMITS)
    return bytes
  } catch (cause) {
    const code = cause instanceof CodecError && cause.code === 'ERR_LIMIT' ? cause.code : 'ERR_INVALID_INPUT'
    throw new CodecError(code, `the value cannot be written as dag-cbor: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/**
 * The value of canonical bytes. Maps become plain objects on which every key, `__proto__` too, is an own property.
 * @throws {CodecError} ERR_UNVERIFIABLE for bytes that are not canonical, ERR_LIMIT
 */
export function decode<T = unknown>(bytes: Uint8Array, limits?: DecodeLimits): T {
  scan(bytes, limits)
  return buildValue(bytes) as T
}

/** Whether a decoded value is a link. A map cannot pass for one, whatever its keys: `CID.asCID` would take it. */
export function isLink(value: unknown): value is CID {
  return value instanceof CID
}

function encodeLink(value: object): Token[] | null {
  const cid = isLink(value) || isPlain(value) ? value : CID.asCID(value)
  if (!isLink(cid)) return null
  const bytes = new Uint8Array(cid.bytes.length + 1)
  bytes.set(cid.bytes, 1)
  return [new Token(Type.tag, LINK_TAG), new Token(Type.bytes, bytes)]
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The text encoder would replace them silently. */
function refuseLoneSurrogates(text: string): null {
  if (text.isWellFormed()) return null
  throw new TypeError('a text has a lone surrogate')
}
