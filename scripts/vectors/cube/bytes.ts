// Canonical bytes: one case for each rule of protocols/cube/spec.md, "Canonical bytes".
import type { BytesCase, RefusedBytesCase, VectorFile } from './shape.ts'

const digest = '00'.repeat(32)

const refused: [name: string, hex: string][] = [
  ['nothing at all', ''],
  ['a second value after the first', '01 01'],
  ['a number longer than it needs to be, 1 byte', '18 17'],
  ['a number longer than it needs to be, 2 bytes', '19 00ff'],
  ['a number longer than it needs to be, 4 bytes', '1a 0000ffff'],
  ['a number longer than it needs to be, 8 bytes', '1b 00000000ffffffff'],
  ['a negative number longer than it needs to be', '38 17'],
  ['a length longer than it needs to be', '58 01 00'],
  ['a text length longer than it needs to be', '78 01 61'],
  ['a list length longer than it needs to be', '98 01 00'],
  ['a map length longer than it needs to be', 'b8 01 61 61 00'],
  ['a tag longer than it needs to be', `d9 002a 58 25 00 01 71 12 20 ${digest}`],
  ['bytes of indefinite length', '5f 41 00 ff'],
  ['text of indefinite length', '7f 61 61 ff'],
  ['a list of indefinite length', '9f 00 ff'],
  ['a map of indefinite length', 'bf 61 61 00 ff'],
  ['a break alone', 'ff'],
  ['a reserved length', '1c'],
  ['undefined', 'f7'],
  ['an unassigned simple value', 'e0'],
  ['a simple value of two bytes', 'f8 20'],
  ['a float of 16 bits', 'f9 3e00'],
  ['a float of 32 bits', 'fa 3fc00000'],
  ['NaN', 'fb 7ff8000000000000'],
  ['infinity', 'fb 7ff0000000000000'],
  ['negative infinity', 'fb fff0000000000000'],
  ['zero as a float', 'fb 0000000000000000'],
  ['negative zero', 'fb 8000000000000000'],
  ['a safe integer as a float', 'fb 3ff0000000000000'],
  ['a text that is not UTF-8', '61 ff'],
  ['a text with a surrogate', '63 eda080'],
  ['a text with an overlong character', '62 c080'],
  ['a text cut within a character', '61 c3'],
  ['map keys not sorted by length', 'a2 62 6161 00 61 62 00'],
  ['map keys not sorted by bytes', 'a2 61 62 00 61 61 00'],
  ['a map key twice', 'a2 61 61 00 61 61 01'],
  ['a number as map key', 'a1 00 00'],
  ['bytes as map key', 'a1 41 61 00'],
  ['a map key without its value', 'a1 61 61'],
  ['a tag other than 42', 'c0 61 61'],
  ['the tag of self-described CBOR', 'd9 d9f7 00'],
  ['a big number', 'c2 41 01'],
  ['a link that is text', 'd8 2a 61 61'],
  ['a link without bytes', 'd8 2a 40'],
  ['a link of a zero byte alone', 'd8 2a 41 00'],
  ['a link with another prefix', `d8 2a 58 25 01 01 71 12 20 ${digest}`],
  ['a link to CIDv0', `d8 2a 58 23 00 12 20 ${digest}`],
  ['a link with sha2-512', `d8 2a 58 45 00 01 71 13 40 ${digest}${digest}`],
  ['a link with blake3', `d8 2a 58 25 00 01 71 1e 20 ${digest}`],
  ['a link with the identity hash', 'd8 2a 46 00 01 55 00 01 61'],
  ['a link with a short digest', `d8 2a 58 24 00 01 71 12 1f ${digest.slice(2)}`],
  ['a link with bytes behind its CID', `d8 2a 58 26 00 01 71 12 20 ${digest} 00`],
  ['a link to a libp2p key', `d8 2a 58 25 00 01 72 12 20 ${digest}`],
  ['bytes beyond the end', '42 00'],
  ['text beyond the end', '62 61'],
  ['a list beyond the end', '82 00'],
  ['a number beyond the end', '19 01'],
  ['a float beyond the end', 'fb 3ff8'],
  ['a length of more than 32 bits beyond the end', '5b 0000000100000000'],
]

const aboveLimit: [name: string, hex: string][] = [
  ['an integer beyond 2^53 - 1', '1b 0020000000000000'],
  ['a negative integer beyond -(2^53 - 1)', '3b 001fffffffffffff'],
  ['the largest CBOR integer', '1b ffffffffffffffff'],
  ['a list within 33 lists', `${'81'.repeat(33)} 80`],
  ['a map of 1,001 keys', `b9 03e9 ${keys(1_001)}`],
  ['a list of 65,536 elements: 65,537 values', `9a 00010000 ${'00'.repeat(65_536)}`],
]

/** The list, its 65,534 elements and the value in the map: 65,536 values. The link is one of them, the key is none. */
const manyValues = `99 fffe ${'00'.repeat(65_532)} d82a 58250001711220${digest} a1 6161 00`

const accepted: [name: string, hex: string][] = [
  ['the largest safe integer', '1b 001fffffffffffff'],
  ['the smallest safe integer', '3b 001ffffffffffffe'],
  ['a float with a fraction', 'fb 3ff8000000000000'],
  ['the smallest float', 'fb 0000000000000001'],
  ['an integer that is not safe, as a float', 'fb 4340000000000000'],
  ['null, false and true', '83 f6 f4 f5'],
  ['an empty key', 'a1 60 00'],
  ['keys sorted by length, then by bytes', 'a3 61 62 00 61 63 00 62 6161 00'],
  ['a link to dag-cbor', `d8 2a 58 25 00 01 71 12 20 ${digest}`],
  ['a link to raw bytes', `d8 2a 58 25 00 01 55 12 20 ${digest}`],
  ['a link to dag-pb', `d8 2a 58 25 00 01 70 12 20 ${digest}`],
  ['a list within 32 lists', `${'81'.repeat(32)} 80`],
  ['a map of 1,000 keys', `b9 03e8 ${keys(1_000)}`],
  ['65,536 values, a link and a map value among them, its key not', manyValues],
]

/** Keys of three digits, or four, in canonical order, each with null. */
function keys(count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `64${Buffer.from(String(1_000 + i)).toString('hex')}f6`,
  ).join('')
}

const plain = (hex: string): string => hex.replaceAll(' ', '')

export function validBytes(): VectorFile<BytesCase> {
  return {
    about: 'Canonical dag-cbor: each is decoded, and encoding what was decoded gives the same bytes.',
    cases: accepted.map(([name, hex]) => ({ name, hex: plain(hex) })),
  }
}

export function invalidBytes(): VectorFile<RefusedBytesCase> {
  const cases = (list: [string, string][], code: RefusedBytesCase['code']): RefusedBytesCase[] =>
    list.map(([name, hex]) => ({ name, code, hex: plain(hex) }))
  return {
    about: 'Bytes that are refused before any value is built.',
    cases: [...cases(refused, 'ERR_UNVERIFIABLE'), ...cases(aboveLimit, 'ERR_LIMIT')],
  }
}
