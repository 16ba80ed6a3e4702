/**
 * Deterministic authenticated encryption: the nonce is a PRF of everything that is sealed (SIV, Rogaway and Shrimpton
 * 2006), the cipher XChaCha20-Poly1305. Equal texts at one place of one cube in one epoch are equal bytes for every
 * member, which is what makes their mirrors equal. Pure. Spec: protocols/swarm/spec.md, "Box".
 */
import { createHmac } from 'node:crypto'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import type { CID } from 'multiformats/cid'
import { bytesEqual, encode } from '../codec/index.ts'
import { deriveKey } from '../swarm/index.ts'
import { SealedError } from './sealed-error.ts'

/** Where the content secrets of epochs come from. */
export interface ContentKeys {
  swarm: CID
  /** 32 bytes, or undefined for an epoch that one does not know. */
  contentOf(epoch: number): Uint8Array | undefined
}

/** What a sealed text is: part of what is authenticated, so that it opens nowhere else. */
export type Place = readonly (string | number)[]

export interface Box {
  /** @returns epoch (4 bytes), nonce (24), ciphertext, tag (16) @throws {SealedError} ERR_DENIED */
  seal(epoch: number, place: Place, text: Uint8Array): Uint8Array
  /** @throws {SealedError} ERR_DENIED without the key of the epoch, ERR_UNVERIFIABLE */
  open(sealed: Uint8Array, place: Place): Uint8Array
}

/** Bytes that sealing adds. */
export const BOX_BYTES = 4 + 24 + 16

interface EpochKeys {
  cipher: Uint8Array
  nonce: Uint8Array
}

/** @param about what all texts of the box belong to: a cube */
export function createBox(keys: ContentKeys, about: CID): Box {
  const known = new Map<number, EpochKeys>()
  const keysOf = (epoch: number): EpochKeys => {
    let both = known.get(epoch)
    if (both === undefined) {
      const content = requireContent(keys, epoch)
      const context = [keys.swarm, epoch, about]
      both = {
        cipher: deriveKey(content, 'memcube/sealed/cipher/1', context),
        nonce: deriveKey(content, 'memcube/sealed/nonce/1', context),
      }
      known.set(epoch, both)
    }
    return both
  }
  const dataOf = (epoch: number, place: Place): Uint8Array =>
    encode(['memcube/sealed/1', keys.swarm, about, epoch, ...place])
  return {
    seal(epoch, place, text) {
      const { cipher, nonce: prf } = keysOf(epoch)
      const data = dataOf(epoch, place)
      const nonce = nonceOf(prf, data, text)
      const head = Buffer.alloc(4)
      head.writeUInt32BE(epoch)
      return Uint8Array.from(
        Buffer.concat([head, nonce, xchacha20poly1305(cipher, nonce, data).encrypt(text)]),
      )
    },
    open(sealed, place) {
      if (sealed.length < BOX_BYTES) throw new SealedError('ERR_UNVERIFIABLE', 'too short to be sealed')
      const epoch = new DataView(sealed.buffer, sealed.byteOffset).getUint32(0)
      const { cipher, nonce: prf } = keysOf(epoch)
      const data = dataOf(epoch, place)
      const nonce = sealed.slice(4, 28)
      let text: Uint8Array
      try {
        text = xchacha20poly1305(cipher, nonce, data).decrypt(sealed.subarray(28))
      } catch (cause) {
        throw notHere(cause)
      }
      // A member could choose another nonce; then mirrors of one history would differ.
      if (!bytesEqual(nonce, nonceOf(prf, data, text))) throw notHere(undefined)
      return text
    },
  }
}

/** @throws {SealedError} ERR_DENIED */
export function requireContent(keys: ContentKeys, epoch: number): Uint8Array {
  const content = keys.contentOf(epoch)
  if (content !== undefined) return content
  throw new SealedError('ERR_DENIED', `this is sealed under epoch ${epoch}, whose key is not here`, {
    hint: 'a member catches up by itself when another one is online; a seed cannot read',
  })
}

function nonceOf(key: Uint8Array, data: Uint8Array, text: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const digest = createHmac('sha256', key).update(length).update(data).update(text).digest()
  return new Uint8Array(digest.subarray(0, 24))
}

function notHere(cause: unknown): SealedError {
  return new SealedError('ERR_UNVERIFIABLE', 'the sealed bytes are altered, or not of this place', { cause })
}
