import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, DAG_PB, RAW } from '../../../src/core/codec/index.ts'

export const anyLink: fc.Arbitrary<CID> = fc
  .tuple(fc.constantFrom(DAG_CBOR, RAW, DAG_PB), fc.uint8Array({ maxLength: 4 }))
  .map(([codec, bytes]) => cidFor(codec, bytes))

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('\u{feff}mark', `\u{feff}${'long '.repeat(60)}`, '\u{0}', '\u{10ffff}'),
)

/** Keys that differ in length, share prefixes, or mean something to JavaScript or to readers of CIDs. */
const anyKey = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.constantFrom(
    'a',
    'b',
    'aa',
    'é',
    '__proto__',
    'constructor',
    'asCID',
    '/',
    'bytes',
    'code',
    'version',
    '7',
    '07',
  ),
)

const anyNumber = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    23,
    24,
    255,
    256,
    65_535,
    65_536,
    2 ** 32 - 1,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
)

/** Any value of the data model, maps made so that `__proto__` is a key like others. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.constantFrom(null, true, false),
    anyNumber,
    anyText,
    fc.uint8Array({ maxLength: 40 }),
    anyLink,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(anyKey, tie('value')), { maxLength: 5 }).map(asOwnKeys),
  ),
})).value

function asOwnKeys(entries: [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(entries)
}

/** Bytes near to those given: a bit turned, bytes removed, added or repeated. */
export function nearTo(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat({ max: Math.max(0, bytes.length - 1) })
  return fc.oneof(
    fc
      .tuple(place, fc.nat({ max: 7 }))
      .map(([at, bit]) => bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte))),
    fc
      .tuple(place, fc.nat({ max: 255 }))
      .map(([at, value]) => bytes.map((byte, i) => (i === at ? value : byte))),
    place.map((at) => bytes.slice(0, at)),
    fc
      .tuple(place, fc.uint8Array({ minLength: 1, maxLength: 3 }))
      .map(([at, more]) => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])),
    fc
      .tuple(place, fc.integer({ min: 1, max: 3 }))
      .map(([at, count]) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)])),
  )
}
