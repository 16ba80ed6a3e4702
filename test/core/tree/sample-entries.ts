import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR } from '../../../src/core/codec/index.ts'
import type { Entry } from '../../../src/core/tree/index.ts'

/** A value that a tree can hold: the CID of a block that says `name`. */
export function valueOf(name: string | number): CID {
  return cidFor(DAG_CBOR, Buffer.from(`value ${name}`))
}

/** `count` entries under keys like those of imported notes. */
export function sampleEntries(count: number): Entry[] {
  return Array.from({ length: count }, (_, i) => [sampleKey(i), valueOf(i)])
}

export function sampleKey(i: number): string {
  return `notes/topic-${i % 17}/entry-${String(i).padStart(6, '0')}.md`
}

// Few letters make shared prefixes; the others differ in UTF-8 length and in UTF-16 order.
const letter = fc.constantFrom('a', 'b', '/', 'é', '\u{e000}', '\u{ffff}', '\u{1f600}', '\u{10ffff}')

/** Keys that share prefixes, also in the middle of a character, and whose order differs between UTF-8 and UTF-16. */
export const anyKey: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: letter, minLength: 1, maxLength: 6 }),
  fc.integer({ min: 0, max: 400 }).map(sampleKey),
)

/** Maps of up to `max` entries; values are few, so that equal ones occur. */
export function anyMap(max: number): fc.Arbitrary<Map<string, CID>> {
  return fc
    .array(fc.tuple(anyKey, fc.integer({ min: 0, max: 5 }).map(valueOf)), { maxLength: max })
    .map((list) => new Map(list))
}

/** Parameters of trees: 1 gives deep ones from few keys, 2 is AT Protocol, 5 is what cubes use. */
export const anyBits: fc.Arbitrary<number> = fc.constantFrom(1, 2, 5)
