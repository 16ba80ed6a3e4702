/**
 * The two secrets of an epoch, sealed to each member with HPKE (RFC 9180, base mode): DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, ChaCha20-Poly1305. Who sealed them is proven by the signed event around them. Randomness comes from the
 * caller: 32 bytes for each wrap, never used twice. Spec: protocols/swarm/spec.md, "Epochs".
 */
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305'
import { CipherSuite, HkdfSha256 } from '@hpke/core'
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import type { CID } from 'multiformats/cid'
import { encode } from '../codec/index.ts'
import { deriveKey } from './derive.ts'
import type { Wrap } from './membership-event.ts'
import { SwarmError } from './swarm-error.ts'

export interface EpochSecrets {
  /** Who may connect. 32 random bytes. */
  fence: Uint8Array
  /** Who may read. 32 random bytes, independent of the fence; absent at a seed. */
  content?: Uint8Array
}

/** What a wrap is bound to. */
interface WrapContext {
  swarm: CID
  epoch: number
  /** Signing key of the member it is for. */
  member: Uint8Array
}

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
})

/** The X25519 key pair of 32 random bytes, by DeriveKeyPair of RFC 9180. The seed is what a home keeps. */
export async function kemKeyPair(seed: Uint8Array): Promise<{ seed: Uint8Array; publicKey: Uint8Array }> {
  requireBytes(seed, 32, 'the seed of an X25519 key')
  const pair = await suite.kem.deriveKeyPair(plain(seed))
  return { seed, publicKey: new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey)) }
}

/**
 * @param kem the member's X25519 public key
 * @param random 32 bytes that are used for nothing else
 * @throws {SwarmError} ERR_UNVERIFIABLE for a public key that nothing can be sealed to
 */
export async function wrapSecrets(
  secrets: EpochSecrets,
  context: WrapContext,
  kem: Uint8Array,
  random: Uint8Array,
): Promise<Wrap> {
  requireSecrets(secrets)
  requireBytes(random, 32, 'the randomness of a wrap')
  const { fence, content } = secrets
  try {
    const sender = await suite.createSenderContext({
      recipientPublicKey: await suite.kem.deserializePublicKey(plain(kem)),
      info: plain(infoOf(context)),
      ekm: await suite.kem.deriveKeyPair(plain(random)),
    })
    const ct = await sender.seal(plain(content === undefined ? fence : Buffer.concat([fence, content])))
    return { key: context.member, enc: new Uint8Array(sender.enc), ct: new Uint8Array(ct) }
  } catch (cause) {
    throw new SwarmError('ERR_UNVERIFIABLE', 'nothing can be sealed to the public key of the member', {
      cause,
    })
  }
}

/** @param seed of the member's X25519 key @throws {SwarmError} ERR_UNVERIFIABLE for another member, epoch, swarm or key, or altered bytes */
export async function unwrapSecrets(
  wrap: Wrap,
  context: Omit<WrapContext, 'member'>,
  seed: Uint8Array,
): Promise<EpochSecrets> {
  let opened: Uint8Array
  try {
    const recipient = await suite.createRecipientContext({
      recipientKey: await suite.kem.deriveKeyPair(plain(seed)),
      enc: plain(wrap.enc),
      info: plain(infoOf({ ...context, member: wrap.key })),
    })
    opened = new Uint8Array(await recipient.open(plain(wrap.ct)))
  } catch (cause) {
    throw new SwarmError('ERR_UNVERIFIABLE', `the secrets of epoch ${context.epoch} are not for this key`, {
      cause,
    })
  }
  if (opened.length === 32) return { fence: opened }
  if (opened.length === 64) return { fence: opened.slice(0, 32), content: opened.slice(32) }
  throw new SwarmError(
    'ERR_UNVERIFIABLE',
    `${opened.length} bytes; expected the secrets of an epoch, 32 or 64`,
  )
}

/**
 * The content secret of the epoch before, sealed under the new one: 24 bytes of nonce, then the ciphertext.
 * @param nonce 24 random bytes
 */
export function sealPrevious(
  older: Uint8Array,
  newer: Uint8Array,
  context: Omit<WrapContext, 'member'>,
  nonce: Uint8Array,
): Uint8Array {
  requireBytes(older, 32, 'a content secret')
  requireBytes(nonce, 24, 'the nonce')
  return Uint8Array.from(Buffer.concat([nonce, previousCipher(newer, context, nonce).encrypt(older)]))
}

/** @param context the newer epoch, in whose event this is @throws {SwarmError} ERR_UNVERIFIABLE */
export function openPrevious(
  sealed: Uint8Array,
  newer: Uint8Array,
  context: Omit<WrapContext, 'member'>,
): Uint8Array {
  try {
    return previousCipher(newer, context, sealed.slice(0, 24)).decrypt(sealed.slice(24))
  } catch (cause) {
    throw new SwarmError('ERR_UNVERIFIABLE', `the secret before epoch ${context.epoch} cannot be opened`, {
      cause,
    })
  }
}

function previousCipher(
  newer: Uint8Array,
  { swarm, epoch }: Omit<WrapContext, 'member'>,
  nonce: Uint8Array,
): ReturnType<typeof xchacha20poly1305> {
  const key = deriveKey(newer, 'memcube/swarm/previous/1', [swarm, epoch])
  return xchacha20poly1305(key, nonce, encode(['memcube/swarm/previous/1', swarm, epoch]))
}

function infoOf({ swarm, epoch, member }: WrapContext): Uint8Array {
  return encode(['memcube/swarm/wrap/1', swarm, epoch, member])
}

function requireSecrets({ fence, content }: EpochSecrets): void {
  requireBytes(fence, 32, 'a fence secret')
  if (content !== undefined) requireBytes(content, 32, 'a content secret')
}

function requireBytes(value: Uint8Array, length: number, what: string): void {
  if (value.length !== length)
    throw new SwarmError('ERR_INVALID_INPUT', `${what} has ${length} bytes, not ${value.length}`)
}

/** A buffer of exactly these bytes: the library takes views too, and reads all that is behind them. */
function plain(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
