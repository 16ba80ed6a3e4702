/**
 * The one verifier: every signature of memcube is judged here, with one verdict on every platform. Strict: encodings must be
 * canonical, and the public key must be a point of the prime-order group. Spec: protocols/cube/spec.md, "Signatures".
 */
import { createPublicKey, verify as nativeVerify, type KeyObject } from 'node:crypto'
import { hashes, Point, verify as nobleVerify } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'

hashes.sha512 = sha512

const SIGNATURE_BYTES = 64
const PUBLIC_KEY_BYTES = 32
/** Order of the prime-order group, RFC 8032 section 5.1. */
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
/** Checking that a point is torsion free costs about 1 ms, so verdicts are kept for this many keys. Guess. */
const maxCachedKeys = 4_096
/** DER header of an Ed25519 SubjectPublicKeyInfo, RFC 8410. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** What is known of a public key: usable, with its native form, or false. */
const keys = new Map<string, KeyObject | false>()

/** True only for a strict Ed25519 signature over `message`. Never throws, whatever the bytes. */
export function verifyRaw(message: Uint8Array, sig: Uint8Array, publicKey: Uint8Array): boolean {
  const key = strictKey(sig, publicKey)
  return key !== undefined && nativeVerify(null, message, key, sig)
}

/** The same verdict by the reference implementation. */
export function verifyRawByReference(message: Uint8Array, sig: Uint8Array, publicKey: Uint8Array): boolean {
  return strictKey(sig, publicKey) !== undefined && nobleVerify(sig, message, publicKey, { zip215: false })
}

function strictKey(sig: Uint8Array, publicKey: Uint8Array): KeyObject | undefined {
  if (sig.length !== SIGNATURE_BYTES || publicKey.length !== PUBLIC_KEY_BYTES) return undefined
  if (littleEndian(sig.subarray(32)) >= GROUP_ORDER || !isStrictPoint(sig.subarray(0, 32), false)) return undefined
  const id = Buffer.from(publicKey).toString('latin1')
  let key = keys.get(id)
  if (key === undefined) {
    key = isStrictPoint(publicKey, true) ? toNativeKey(publicKey) : false
    if (keys.size >= maxCachedKeys) keys.delete(keys.keys().next().value as string)
    keys.set(id, key)
  }
  return key === false ? undefined : key
}

/** Canonically encoded, not of small order and, for a key, without a torsion part. */
function isStrictPoint(bytes: Uint8Array, torsionFree: boolean): boolean {
  try {
    const point = Point.fromBytes(bytes, false)
    return !point.isSmallOrder() && (!torsionFree || point.isTorsionFree())
  } catch {
    return false
  }
}

function toNativeKey(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' })
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
}
