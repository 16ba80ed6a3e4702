/** Values to canonical bytes and back. What `scan` accepts is what `encode` makes. */
import * as dagCbor from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { CodecError } from './codec-error.ts'
import type { DecodeLimits } from './limits.ts'
import { scan } from './scan.ts'

/** @throws {CodecError} ERR_INVALID_INPUT for a value that dag-cbor does not have: undefined, NaN, unsafe integers, lone surrogates */
export function encode(value: unknown): Uint8Array {
  try {
    requireWellFormed(value)
    return dagCbor.encode(value)
  } catch (cause) {
    throw new CodecError('ERR_INVALID_INPUT', `the value cannot be written as dag-cbor: ${(cause as Error).message}`, { cause })
  }
}

/** @throws {CodecError} ERR_UNVERIFIABLE for bytes that are not canonical, ERR_LIMIT */
export function decode<T = unknown>(bytes: Uint8Array, limits?: DecodeLimits): T {
  scan(bytes, limits)
  return dagCbor.decode<T>(bytes)
}

/** A lone surrogate would be replaced silently, and a bigint beyond 2^53 - 1 would not come back: both are refused. */
function requireWellFormed(value: unknown): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('a text with a lone surrogate')
  } else if (typeof value === 'bigint') {
    if (BigInt.asIntN(54, value) !== value) throw new TypeError('an integer beyond 2^53 - 1')
  } else if (Array.isArray(value)) value.forEach(requireWellFormed)
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && CID.asCID(value) === null) {
    for (const [key, item] of Object.entries(value)) {
      requireWellFormed(key)
      requireWellFormed(item)
    }
  }
}
