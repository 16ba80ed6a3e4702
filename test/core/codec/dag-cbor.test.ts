import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { cidFor, decode, encode, isLink, RAW } from '../../../src/core/codec/index.ts'

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const nested = (depth: number): unknown => (depth === 0 ? null : [nested(depth - 1)])

describe('encoding', () => {
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['undefined in a map', { a: undefined }],
    ['undefined in a list', [undefined]],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a text with a lone surrogate', '\ud800'],
    ['a key with a lone surrogate', { '\udfff': 1 }],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a date', new Date(0)],
    [
      'a link with a hash that memcube does not take',
      CID.parse('QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n'),
    ],
  ])('refuses %s', (_, value) => {
    expect(() => encode(value)).toThrow(
      expect.objectContaining({ name: 'CodecError', code: 'ERR_INVALID_INPUT' }),
    )
  })

  it('refuses a value that contains itself', () => {
    const value: unknown[] = []
    value.push(value)
    expect(() => encode(value)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  })

  it.each<[string, unknown]>([
    ['an integer beyond the safe ones', 2n ** 53n],
    ['a value nested too deep', nested(33)],
    ['too many keys', Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`${i}`, i]))],
    ['too many values', Array.from({ length: 65_536 }, () => null)],
  ])('refuses what nobody would decode: %s', (_, value) => {
    expect(() => encode(value)).toThrow(expect.objectContaining({ name: 'CodecError', code: 'ERR_LIMIT' }))
  })

  it('sorts keys by length, then by bytes, whatever the order of insertion', () => {
    expect(hexOf(encode({ bb: 1, c: 2, a: 3, '\u{e9}': 4 }))).toBe(
      hexOf(encode({ '\u{e9}': 4, a: 3, c: 2, bb: 1 })),
    )
    expect(hexOf(encode({ bb: 1, a: 2 }))).toBe('a2616102626262' + '01')
  })

  it('writes negative zero as zero: the format has one', () => {
    expect(hexOf(encode(-0))).toBe('00')
  })
})

describe('decoding', () => {
  it('keeps __proto__ as a key like any other', () => {
    const bytes = Buffer.from('a1695f5f70726f746f5f5fa16561646d696ef5', 'hex')
    const value = decode<Record<string, unknown>>(bytes)
    expect(Object.hasOwn(value, '__proto__')).toBe(true)
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect((value as { admin?: boolean }).admin).toBeUndefined()
    expect(hexOf(encode(value))).toBe(bytes.toString('hex'))
  })

  it('keeps a byte order mark at the start of a text', () => {
    for (const text of ['\u{feff}', '\u{feff}short', `\u{feff}${'long '.repeat(1_000)}`])
      expect(decode(encode(text))).toBe(text)
  })

  it('takes no map for a link, whatever its keys', () => {
    const cid = cidFor(RAW, new Uint8Array())
    const forged = {
      '/': 'x',
      bytes: 'x',
      version: 1,
      code: cid.code,
      multihash: { code: 18, digest: cid.multihash.digest },
    }
    const value = decode(encode(forged))
    expect(value).toEqual(forged)
    expect(isLink(value)).toBe(false)
    expect(isLink(decode(encode(cid)))).toBe(true)
  })

  it('gives bytes of their own, not a view of the block', () => {
    const block = Uint8Array.from(encode(new Uint8Array([1, 2, 3])))
    const value = decode<Uint8Array>(block)
    block.fill(0)
    expect(value).toEqual(new Uint8Array([1, 2, 3]))
    expect(value.buffer.byteLength).toBe(3)
  })
})
