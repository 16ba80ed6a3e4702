import { encode as encodeDagPb } from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import {
  bytesEqual,
  cidFor,
  cidKey,
  DAG_CBOR,
  DAG_PB,
  encodeBlock,
  LIMITS,
  linksOf,
  parseCid,
  RAW,
  sha256,
  verifyBlock,
} from '../../../src/core/codec/index.ts'

const refusal = (code: string): unknown => expect.objectContaining({ name: 'CodecError', code })

describe('a block', () => {
  it('is accepted under its own CID', () => {
    const { cid, bytes } = encodeBlock({ hello: 'world' })
    expect(() => verifyBlock(cid, bytes)).not.toThrow()
    expect(cid.toString()).toBe('bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae')
  })

  it('is refused when any one bit of it is turned', () => {
    const { cid, bytes } = encodeBlock({ hello: 'world' })
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const turned = bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      expect(() => verifyBlock(cid, turned)).toThrow(refusal('ERR_UNVERIFIABLE'))
    }
  })

  it('is refused when it has its hash and is not canonical', () => {
    const bytes = Uint8Array.of(0x18, 0x01)
    expect(() => verifyBlock(cidFor(DAG_CBOR, bytes), bytes)).toThrow(refusal('ERR_UNVERIFIABLE'))
    expect(() => verifyBlock(cidFor(RAW, bytes), bytes)).not.toThrow()
  })

  it('is refused above 1 MiB before it is hashed', () => {
    const bytes = new Uint8Array(LIMITS.maxBlockBytes + 1)
    expect(() => verifyBlock(cidFor(RAW, new Uint8Array()), bytes)).toThrow(refusal('ERR_LIMIT'))
    expect(() => encodeBlock(bytes)).toThrow(refusal('ERR_LIMIT'))
  })

  it.each([
    ['version 0', 'QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n'],
    ['the identity hash', 'bafkqaaa'],
    ['the codec of a libp2p key', 'bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe'],
  ])('is refused under a CID with %s', (_, cid) => {
    expect(() => verifyBlock(CID.parse(cid), new Uint8Array())).toThrow(refusal('ERR_UNVERIFIABLE'))
    expect(() => parseCid(cid)).toThrow(refusal('ERR_INVALID_INPUT'))
  })
})

describe('the links of a block', () => {
  const a = cidFor(RAW, Uint8Array.of(1))
  const b = cidFor(DAG_CBOR, Uint8Array.of(2))

  it('are those of dag-cbor in the order of its bytes', () => {
    expect(linksOf(encodeBlock({ bb: [a], c: b })).map(String)).toEqual([b, a].map(String))
  })

  it('are those of dag-pb', () => {
    const bytes = encodeDagPb({ Data: new Uint8Array([8, 1]), Links: [{ Hash: a, Name: '', Tsize: 1 }] })
    expect(linksOf({ cid: cidFor(DAG_PB, bytes), bytes }).map(String)).toEqual([String(a)])
  })

  it('are counted before they are decoded, wherever the data stands', () => {
    const many = Array.from({ length: LIMITS.maxDagPbLinks }, () => ({ Hash: a, Name: '', Tsize: 1 }))
    const most = encodeDagPb({ Links: many })
    expect(linksOf({ cid: cidFor(DAG_PB, most), bytes: most })).toHaveLength(LIMITS.maxDagPbLinks)
    const data = Uint8Array.of(0x0a, 1, 0)
    const more = Buffer.concat([encodeDagPb({ Links: many.slice(0, 1) }), most])
    for (const bytes of [more, Buffer.concat([data, more]), Buffer.concat([more, data])]) {
      expect(() => linksOf({ cid: cidFor(DAG_PB, bytes), bytes })).toThrow(refusal('ERR_LIMIT'))
    }
    const empty = Buffer.alloc(LIMITS.maxBlockBytes, '1200', 'hex')
    expect(() => linksOf({ cid: cidFor(DAG_PB, empty), bytes: empty })).toThrow(refusal('ERR_LIMIT'))
  })

  it('are none for raw bytes', () => {
    expect(linksOf({ cid: a, bytes: Uint8Array.of(1) })).toEqual([])
  })

  it('are refused when the bytes are not of the codec', () => {
    const bytes = Uint8Array.of(0xff)
    expect(() => linksOf({ cid: cidFor(DAG_PB, bytes), bytes })).toThrow(refusal('ERR_UNVERIFIABLE'))
    expect(() => linksOf({ cid: cidFor(DAG_CBOR, bytes), bytes })).toThrow(refusal('ERR_UNVERIFIABLE'))
  })
})

describe('a CID', () => {
  const text = 'bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae'

  it('is parsed from its text and is 36 bytes as a key', () => {
    expect(parseCid(text).toString()).toBe(text)
    expect(cidKey(parseCid(text))).toHaveLength(36)
  })

  it.each([
    ['nothing', ''],
    ['a word', 'hello'],
    ['a CID cut short', text.slice(0, -1)],
    ['a CID with a space', `${text} `],
    ['upper case', text.toUpperCase()],
  ])('is not parsed from %s', (_, bad) => {
    expect(() => parseCid(bad)).toThrow(refusal('ERR_INVALID_INPUT'))
  })

  it('has one text form: base58 is refused', () => {
    const base58 = 'zdpuAyTBnYSugBZhqJuLsNpzjmAjSmxDqBbtAqXMtsvxiN2v3'
    expect(() => parseCid(base58)).toThrow(refusal('ERR_INVALID_INPUT'))
  })
})

describe('bytes', () => {
  it('are hashed with sha2-256', () => {
    expect(Buffer.from(sha256(Buffer.from('abc'))).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('are equal when all of them are', () => {
    expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
    expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
    expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3))).toBe(false)
  })
})
