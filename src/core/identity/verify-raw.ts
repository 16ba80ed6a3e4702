/**
 * The one verifier: every signature of memcube is judged here, with one verdict on every platform. Strict: encodings are
 * canonical, key and R lie in the prime-order group and are not its neutral element, S is below the group order.
 * Spec: protocols/cube/spec.md, "Signatures".
 */
import { createPublicKey, verify as nativeVerify, type KeyObject } from 'node:crypto'
import { hashes, Point, verify as nobleVerify } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'

hashes.sha512 = sha512

const SIGNATURE_BYTES = 64
const PUBLIC_KEY_BYTES = 32
/** Order of the prime-order group, RFC 8032 section 5.1, little-endian as in a signature. */
const GROUP_ORDER = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex')
/** Proving that a key is torsion free takes 3.5 ms (measured), so its verdict is kept, for this many keys. Guess. */
const maxCachedKeys = 4_096
/** DER header of an Ed25519 SubjectPublicKeyInfo, RFC 8410. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** What is known of a public key: usable, with its native form, or false. The one used last is last: new ones of a stranger do not push out those in use. */
const keys = new Map<string, KeyObject | false>()

/** True only for a strict Ed25519 signature over `message`. Never throws, whatever the bytes. */
export function verifyRaw(message: Uint8Array, sig: Uint8Array, publicKey: Uint8Array): boolean {
  if (!hasStrictForm(sig, publicKey)) return false
  const key = strictKey(publicKey)
  // The native check recomputes R from S, the message and the key, and compares bytes. With a key of prime order what it
  // recomputes is canonical and torsion free, so that of all forbidden R only the neutral element is left to refuse here.
  return key !== undefined && !isNeutral(sig) && nativeVerify(null, message, key, sig)
}

/** Whether a signature by this key can be checked without proving the key first, which costs 30 times as much. */
export function isKeyKnown(publicKey: Uint8Array): boolean {
  return keys.has(keyId(publicKey))
}

/** Proves a key and remembers the verdict: true when signatures by it may count. Never throws, whatever the bytes. */
export function verifyKey(publicKey: Uint8Array): boolean {
  return publicKey.length === PUBLIC_KEY_BYTES && strictKey(publicKey) !== undefined
}

/** The same verdict by the reference implementation, whose equation alone would let an R with torsion pass. */
export function verifyRawByReference(message: Uint8Array, sig: Uint8Array, publicKey: Uint8Array): boolean {
  const isStrict =
    hasStrictForm(sig, publicKey) && isPrimeOrder(publicKey) && isPrimeOrder(sig.subarray(0, 32))
  return isStrict && nobleVerify(sig, message, publicKey, { zip215: false })
}

function hasStrictForm(sig: Uint8Array, publicKey: Uint8Array): boolean {
  return sig.length === SIGNATURE_BYTES && publicKey.length === PUBLIC_KEY_BYTES && isBelowOrder(sig)
}

/** S, the second half of the signature, is a little-endian number below the group order. */
function isBelowOrder(sig: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = (sig[32 + i] as number) - (GROUP_ORDER[i] as number)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** R, the first half of the signature, is the point (0, 1). */
function isNeutral(sig: Uint8Array): boolean {
  if (sig[0] !== 1) return false
  for (let i = 1; i < 32; i++) if (sig[i] !== 0) return false
  return true
}

function strictKey(publicKey: Uint8Array): KeyObject | undefined {
  const id = keyId(publicKey)
  const key = keys.get(id) ?? (isPrimeOrder(publicKey) ? toNativeKey(publicKey) : false)
  if (!keys.delete(id) && keys.size >= maxCachedKeys) keys.delete(keys.keys().next().value as string)
  keys.set(id, key)
  return key === false ? undefined : key
}

function keyId(publicKey: Uint8Array): string {
  return Buffer.from(publicKey).toString('latin1')
}

/** A canonical encoding of a point of the prime-order group that is not the neutral element. */
function isPrimeOrder(bytes: Uint8Array): boolean {
  try {
    const point = Point.fromBytes(bytes, false)
    return !point.isSmallOrder() && point.isTorsionFree()
  } catch {
    return false
  }
}

function toNativeKey(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' })
}
