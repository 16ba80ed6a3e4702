/** The libraries against what others published: RFC 9180, appendix A.2.1, and draft-irtf-cfrg-xchacha-03, A.3.1. */
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305'
import { CipherSuite, HkdfSha256 } from '@hpke/core'
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { describe, expect, it } from 'vitest'
import { kemKeyPair } from '../../../src/core/swarm/index.ts'

const bytes = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (value: ArrayBuffer | Uint8Array): string => Buffer.from(value as Uint8Array).toString('hex')

const rfc9180 = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  ikmE: '909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b',
  enc: '1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a',
  ikmR: '1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df',
  pkRm: '4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a',
  skRm: '8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb',
  pt: '4265617574792069732074727574682c20747275746820626561757479',
  sealed: [
    '1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28',
    '6b53c051e4199c518de79594e1c4ab18b96f081549d45ce015be002090bb119e85285337cc95ba5f59992dc98c',
  ],
}

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
})
const kem = suite.kem

describe('HPKE with X25519, HKDF-SHA256 and ChaCha20-Poly1305', () => {
  it('derives the published key pairs', async () => {
    const pair = await kem.deriveKeyPair(bytes(rfc9180.ikmR).buffer)
    expect(hex(await kem.serializePublicKey(pair.publicKey))).toBe(rfc9180.pkRm)
    expect(hex(await kem.serializePrivateKey(pair.privateKey))).toBe(rfc9180.skRm)
    expect(hex((await kemKeyPair(bytes(rfc9180.ikmR))).publicKey)).toBe(rfc9180.pkRm)
  })

  it('seals and opens what was published', async () => {
    const sender = await suite.createSenderContext({
      recipientPublicKey: await kem.deserializePublicKey(bytes(rfc9180.pkRm).buffer),
      info: bytes(rfc9180.info).buffer,
      ekm: await kem.deriveKeyPair(bytes(rfc9180.ikmE).buffer),
    })
    expect(hex(sender.enc)).toBe(rfc9180.enc)
    const recipient = await suite.createRecipientContext({
      recipientKey: await kem.deserializePrivateKey(bytes(rfc9180.skRm).buffer),
      enc: bytes(rfc9180.enc).buffer,
      info: bytes(rfc9180.info).buffer,
    })
    for (const [at, sealed] of rfc9180.sealed.entries()) {
      const aad = Uint8Array.from(Buffer.from(`Count-${at}`)).buffer
      expect(hex(await sender.seal(bytes(rfc9180.pt).buffer, aad))).toBe(sealed)
      expect(hex(await recipient.open(bytes(sealed).buffer, aad))).toBe(rfc9180.pt)
    }
  })
})

it('XChaCha20-Poly1305 seals and opens what was published', () => {
  const key = bytes('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f')
  const nonce = bytes('404142434445464748494a4b4c4d4e4f5051525354555657')
  const text = Buffer.from(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  )
  const sealed =
    'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49'
  const cipher = () => xchacha20poly1305(key, nonce, bytes('50515253c0c1c2c3c4c5c6c7'))
  expect(hex(cipher().encrypt(Uint8Array.from(text)))).toBe(sealed)
  expect(Buffer.from(cipher().decrypt(bytes(sealed)))).toEqual(text)
})
