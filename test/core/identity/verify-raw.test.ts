import { readFileSync } from 'node:fs'
import { sha512 } from '@noble/hashes/sha2.js'
import { Point, utils, verify as nobleVerify } from '@noble/ed25519'
import { describe, expect, it } from 'vitest'
import { ED25519_VECTORS, ed25519Vectors, type EdgeCase } from '../../../scripts/vectors/ed25519.ts'
import { keyPairFromSecret, sign, verifyRaw, verifyRawByReference } from '../../../src/core/identity/index.ts'

interface Signed {
  message: string
  publicKey: string
  signature: string
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const load = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, ED25519_VECTORS), 'utf8')) as T
const edgeCases = load<{ cases: EdgeCase[] }>('edge-cases.json').cases
const smallOrder = load<{ cases: EdgeCase[] }>('small-order.json').cases

const littleEndian = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)

/** The verdict, the same on both paths. */
function verdict({ message, publicKey, signature }: Signed): boolean {
  const native = verifyRaw(bytesOf(message), bytesOf(signature), bytesOf(publicKey))
  expect(verifyRawByReference(bytesOf(message), bytesOf(signature), bytesOf(publicKey))).toBe(native)
  return native
}

describe('the verifier, by native code and by reference alike,', () => {
  it.each(load<{ cases: (Signed & { name: string })[] }>('rfc8032.json').cases)(
    'accepts RFC 8032 $name',
    (signed) => {
      expect(verdict(signed)).toBe(true)
      expect(verdict({ ...signed, message: `${signed.message}00` })).toBe(false)
    },
  )

  it('gives the verdict of Wycheproof on all of its 151 signatures', () => {
    interface Group {
      publicKey: { pk: string }
      tests: { tcId: number; comment: string; msg: string; sig: string; result: string }[]
    }
    const groups = load<{ testGroups: Group[]; numberOfTests: number }>(
      'wycheproof/ed25519_test.json',
    ).testGroups
    const results = groups.flatMap(({ publicKey, tests }) =>
      tests.map(({ tcId, msg, sig, result }) => ({
        tcId,
        expected: result === 'valid',
        got: verdict({ message: msg, publicKey: publicKey.pk, signature: sig }),
      })),
    )
    expect(results).toHaveLength(151)
    expect(results.filter(({ expected, got }) => expected !== got)).toEqual([])
    expect(results.filter(({ got }) => got).length).toBeGreaterThan(50)
  })

  it.each(edgeCases)('refuses: $name', (signed) => {
    expect(verdict(signed)).toBe(false)
    // The case is what it says only if the most lenient verifier sees it so.
    const lenient = nobleVerify(
      bytesOf(signed.signature),
      bytesOf(signed.message),
      bytesOf(signed.publicKey),
      { zip215: true },
    )
    expect(lenient).toBe(signed.zip215)
  })

  it('refuses all 196 signatures of small order that ZIP 215 accepts', () => {
    expect(smallOrder).toHaveLength(196)
    expect(new Set(smallOrder.map(({ publicKey }) => publicKey)).size).toBe(14)
    for (const signed of smallOrder) expect(verdict(signed), signed.name).toBe(false)
  })

  it('refuses the neutral R, for which the holder of a key can find an S', () => {
    const { publicKey, secret } = keyPairFromSecret(new Uint8Array(32).fill(1))
    const message = Buffer.from('any')
    const neutral = Point.ZERO.toBytes()
    const order = Point.CURVE().n
    const k = littleEndian(sha512(Buffer.concat([neutral, publicKey, message]))) % order
    const s = (k * utils.getExtendedPublicKey(secret).scalar) % order
    const sBytes = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()
    const signature = Buffer.concat([neutral, sBytes])
    expect(nobleVerify(signature, message, publicKey, { zip215: true }), 'the equation holds').toBe(true)
    expect(verifyRaw(message, signature, publicKey)).toBe(false)
    expect(verifyRawByReference(message, signature, publicKey)).toBe(false)
  })

  it('refuses every other length', () => {
    const { publicKey, secret } = keyPairFromSecret(new Uint8Array(32).fill(1))
    const message = new Uint8Array(3)
    const signature = sign('d', message, secret)
    for (const bad of [signature.subarray(1), new Uint8Array(), Buffer.concat([signature, Buffer.of(0)])]) {
      expect(verifyRaw(message, bad, publicKey)).toBe(false)
      expect(verifyRawByReference(message, bad, publicKey)).toBe(false)
    }
    for (const bad of [publicKey.subarray(1), new Uint8Array(), Buffer.concat([publicKey, Buffer.of(0)])]) {
      expect(verifyRaw(message, signature, bad)).toBe(false)
      expect(verifyRawByReference(message, signature, bad)).toBe(false)
    }
  })
})

describe('the vectors of disputed signatures', () => {
  it('are what the script writes', () => {
    for (const [name, text] of Object.entries(ed25519Vectors())) {
      expect(readFileSync(new URL(name, ED25519_VECTORS), 'utf8'), name).toBe(text)
    }
  })
})
