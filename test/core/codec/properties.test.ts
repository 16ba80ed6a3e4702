import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import {
  cidFor,
  CodecError,
  DAG_CBOR,
  decode,
  encode,
  isLink,
  linksOf,
  scan,
  scanLinks,
} from '../../../src/core/codec/index.ts'
import { referenceAccepts } from '../../reference/reference-codec.ts'
import { anyValue, nearTo } from './any-value.ts'

/** Runs `scan`; any error but the codec's own fails the test. */
function accepts(bytes: Uint8Array): boolean {
  try {
    scan(bytes)
    return true
  } catch (error) {
    if (error instanceof CodecError) return false
    throw error
  }
}

function linksWithin(value: unknown): string[] {
  if (isLink(value)) return [value.toString()]
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  return Object.values(value).flatMap(linksWithin)
}

describe('the codec, for any value and any bytes', () => {
  it('decodes what it encodes to the same value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(decode(encode(value))).toEqual(value)
      }),
      { numRuns: 1_000 },
    )
  })

  it('encodes a decoded value to the same bytes', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encode(value)
        expect(Buffer.compare(encode(decode(bytes)), bytes)).toBe(0)
      }),
      { numRuns: 1_000 },
    )
  })

  it('accepts bytes near to canonical ones exactly when they decode and encode to themselves', () => {
    let accepted = 0
    fc.assert(
      fc.property(
        anyValue.chain((value) => nearTo(encode(value))),
        (bytes) => {
          const verdict = accepts(bytes)
          if (verdict) accepted++
          expect(verdict).toBe(referenceAccepts(bytes))
          if (verdict) expect(Buffer.compare(encode(decode(bytes)), bytes)).toBe(0)
        },
      ),
      { numRuns: 10_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })

  it('accepts any few bytes exactly when they decode and encode to themselves', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), (bytes) => {
        expect(accepts(bytes)).toBe(referenceAccepts(bytes))
      }),
      { numRuns: 10_000 },
    )
  })

  it('finds every link by its bytes, without building a value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encode(value)
        const found: string[] = []
        scanLinks(bytes, (start, end) => found.push(CID.decode(bytes.subarray(start, end)).toString()))
        expect(found.sort()).toEqual(linksWithin(value).sort())
        expect(
          linksOf({ cid: cidFor(DAG_CBOR, bytes), bytes })
            .map(String)
            .sort(),
        ).toEqual(found)
      }),
      { numRuns: 500 },
    )
  })
})
