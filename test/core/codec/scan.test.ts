import { describe, expect, it } from 'vitest'
import { invalidBytes, validBytes } from '../../../scripts/vectors/cube/bytes.ts'
import { CodecError, decode, encode, LIMITS, scan } from '../../../src/core/codec/index.ts'

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

function codeOf(bytes: Uint8Array): string {
  try {
    scan(bytes)
    return 'accepted'
  } catch (error) {
    if (error instanceof CodecError) return error.code
    throw error
  }
}

/** `count` times the same item in a list, with the list's header in its shortest form. */
function listOf(count: number, item: Uint8Array): Uint8Array {
  const header = Buffer.alloc(5, 0x9a)
  header.writeUInt32BE(count, 1)
  return Buffer.concat([header, ...Array.from({ length: count }, () => item)])
}

describe('the scan refuses', () => {
  it.each(invalidBytes().cases)('$name', ({ hex, code }) => {
    expect(codeOf(bytesOf(hex))).toBe(code)
  })

  it.each([
    ['a map that claims 2^32 keys', bytesOf('bb 0000000100000000')],
    ['more than 65,536 values', listOf(LIMITS.maxItems, Buffer.of(0xf6))],
    ['a block of one byte more than 1 MiB', new Uint8Array(LIMITS.maxBlockBytes + 1)],
  ])('as above a limit: %s', (_, bytes) => {
    expect(codeOf(bytes)).toBe('ERR_LIMIT')
  })

  it.each([
    ['lists in lists', new Uint8Array(4 * 1024 * 1024).fill(0x81)],
    ['maps in maps', new Uint8Array(4 * 1024 * 1024).fill(0xa1)],
    ['many empty maps', listOf(4 * 1024 * 1024 - 5, Buffer.of(0xa0))],
    ['many empty lists in 1 MiB', listOf(LIMITS.maxBlockBytes - 5, Buffer.of(0x80))],
    ['a list that claims 2^48 values', bytesOf('9b 0001000000000000')],
    ['bytes that claim 2^48 bytes', bytesOf('5b 0001000000000000')],
  ])('a bomb before any value of it is built: %s', (_, bytes) => {
    expect(() => decode(bytes)).toThrow(CodecError)
  })
})

describe('the scan accepts', () => {
  it.each(validBytes().cases)('$name', ({ hex }) => {
    const bytes = bytesOf(hex)
    expect(codeOf(bytes)).toBe('accepted')
    expect(Buffer.from(encode(decode(bytes))).toString('hex')).toBe(hex)
  })

  it.each([
    ['a value within 32 lists', Buffer.concat([Buffer.alloc(32, 0x81), Buffer.of(0x80)])],
    ['65,536 values', encode(Array.from({ length: LIMITS.maxItems - 1 }, () => ({})))],
    [
      'a map of 1,000 keys',
      encode(Object.fromEntries(Array.from({ length: LIMITS.maxMapKeys }, (_, i) => [`k${i}`, i]))),
    ],
  ])('exactly a limit: %s', (_, bytes) => {
    expect(codeOf(bytes)).toBe('accepted')
  })

  it('a view that does not start where its buffer starts', () => {
    const padded = Buffer.concat([
      Buffer.alloc(7, 0xff),
      encode({ a: [1, 'text', new Uint8Array(3)] }),
      Buffer.alloc(7, 0xff),
    ])
    expect(decode(padded.subarray(7, padded.length - 7))).toEqual({ a: [1, 'text', new Uint8Array(3)] })
  })
})
