/** XSalsa20 as a stream: what is given in pieces of any length comes out as if it had been given at once. */
import { xsalsa20 } from '@noble/ciphers/salsa.js'

const BLOCK_BYTES = 64

export class KeyStream {
  readonly #key: Uint8Array
  readonly #nonce: Uint8Array
  /** Bytes so far. */
  #at = 0

  /** @param key 32 bytes @param nonce 24 bytes, never used before with this key */
  constructor(key: Uint8Array, nonce: Uint8Array) {
    this.#key = key.slice()
    this.#nonce = nonce.slice()
  }

  /** Encrypts, or decrypts. @throws after 256 GiB, where the counter of blocks ends */
  xor(piece: Uint8Array): Uint8Array {
    const before = this.#at % BLOCK_BYTES
    const block = (this.#at - before) / BLOCK_BYTES
    // The cipher begins with a block, so what is left of one is preceded by what was used of it.
    const whole = new Uint8Array(before + piece.length)
    whole.set(piece, before)
    const result = xsalsa20(this.#key, this.#nonce, whole, undefined, block)
    this.#at += piece.length
    return result.subarray(before)
  }
}
