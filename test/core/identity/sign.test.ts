import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatDid,
  keyPairFromSecret,
  parseDid,
  sign,
  verifyRaw,
  verifySignature,
} from '../../../src/core/identity/index.ts'

const alice = keyPairFromSecret(new Uint8Array(32).fill(1))
const eve = keyPairFromSecret(new Uint8Array(32).fill(2))
const payload = Buffer.from('payload')

describe('a signature', () => {
  const signature = sign('memcube/commit/1', payload, alice.secret)

  it('holds for its domain, payload and key', () => {
    expect(verifySignature('memcube/commit/1', payload, signature, alice.publicKey)).toBe(true)
  })

  it('holds for no other domain, payload or key', () => {
    expect(verifySignature('memcube/head/1', payload, signature, alice.publicKey)).toBe(false)
    expect(verifySignature('memcube/commit/1', Buffer.from('Payload'), signature, alice.publicKey)).toBe(
      false,
    )
    expect(verifySignature('memcube/commit/1', payload, signature, eve.publicKey)).toBe(false)
  })

  it('covers the domain, a zero byte and the sha2-256 of the payload', () => {
    const message = Buffer.concat([
      Buffer.from('memcube/commit/1\0'),
      createHash('sha256').update(payload).digest(),
    ])
    expect(verifyRaw(message, signature, alice.publicKey)).toBe(true)
  })

  it('does not hold after any one of its bits, or of its key, is turned', () => {
    for (let bit = 0; bit < 512; bit++) {
      expect(verifySignature('memcube/commit/1', payload, turn(signature, bit), alice.publicKey)).toBe(false)
    }
    for (let bit = 0; bit < 256; bit++) {
      expect(verifySignature('memcube/commit/1', payload, signature, turn(alice.publicKey, bit))).toBe(false)
    }
  })

  it('is never accepted, nor a reason to throw, when it is any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 60, maxLength: 66 }),
        fc.uint8Array({ minLength: 31, maxLength: 33 }),
        (sig, key) => {
          expect(verifySignature('memcube/commit/1', payload, sig, key)).toBe(false)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('a key pair', () => {
  it('comes from 32 bytes and no other number', () => {
    expect(Buffer.from(keyPairFromSecret(new Uint8Array(32)).publicKey).toString('hex')).toBe(
      '3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29',
    )
    expect(() => keyPairFromSecret(new Uint8Array(31))).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_INPUT' }),
    )
  })
})

describe('a did:key', () => {
  it('is the text of a public key', () => {
    const text = 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'
    expect(formatDid(keyPairFromSecret(new Uint8Array(32)).publicKey)).toBe(text)
    expect(formatDid(parseDid(text))).toBe(text)
  })

  it.each([
    ['nothing', ''],
    ['another method', 'did:web:example.org'],
    ['a key cut short', 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW'],
    ['a key of another kind', 'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'],
    ['a key with a fragment', 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#key-1'],
    ['letters that base58 does not have', 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDoo0p'],
    ['a very long text', `did:key:z6Mk${'1'.repeat(100_000)}`],
  ])('is not read from %s', (_, text) => {
    expect(() => parseDid(text)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  })
})

function turn(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
}
