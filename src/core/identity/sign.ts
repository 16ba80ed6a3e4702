/** Signing and checking in domains. Spec: protocols/cube/spec.md, "Signatures". */
import { createPrivateKey, sign as nativeSign, type KeyObject } from 'node:crypto'
import { getPublicKey, hashes } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { sha256 } from '../codec/index.ts'
import { MemCubeError } from '../errors.ts'
import { verifyRaw } from './verify-raw.ts'

hashes.sha512 = sha512

/** An Ed25519 key pair: the 32-byte seed and the 32-byte public key. */
export interface KeyPair {
  secret: Uint8Array
  publicKey: Uint8Array
}

/** DER header of an Ed25519 private key, RFC 8410. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The key pair of a seed of 32 bytes; where the seed comes from is the caller's affair. @throws ERR_INVALID_INPUT */
export function keyPairFromSecret(secret: Uint8Array): KeyPair {
  if (secret.length !== 32)
    throw new MemCubeError('ERR_INVALID_INPUT', `a secret key has 32 bytes, not ${secret.length}`)
  return { secret, publicKey: getPublicKey(secret) }
}

/** Ed25519 over `domain`, a zero byte and sha256 of the payload: a signature of one kind is none of another. */
export function sign(domain: string, payload: Uint8Array, secret: Uint8Array): Uint8Array {
  return signRaw(signedBytes(domain, payload), secret)
}

/** Ed25519 over the message itself: only for formats of others, whose texts no domain of ours can be taken for. */
export function signRaw(message: Uint8Array, secret: Uint8Array): Uint8Array {
  return new Uint8Array(nativeSign(null, message, keyOf(secret)))
}

/** Making the key takes longer than signing with it. Measured. */
const keys = new WeakMap<Uint8Array, KeyObject>()

function keyOf(secret: Uint8Array): KeyObject {
  const known = keys.get(secret)
  if (known !== undefined) return known
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secret]), format: 'der', type: 'pkcs8' })
  keys.set(secret, key)
  return key
}

/** Whether `sig` is the signature of `publicKey` in this domain over the payload. Never throws. */
export function verifySignature(
  domain: string,
  payload: Uint8Array,
  sig: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  return verifyRaw(signedBytes(domain, payload), sig, publicKey)
}

function signedBytes(domain: string, payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${domain}\0`, 'utf8'), sha256(payload)])
}
