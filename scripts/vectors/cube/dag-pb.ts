// Blocks of dag-pb: which links they have, and what is none.
import { encode, prepare } from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, DAG_PB, LIMITS, RAW } from '../../../src/core/codec/index.ts'
import type { DagPbCase, VectorFile } from './shape.ts'

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const leaf = cidFor(RAW, new TextEncoder().encode('a leaf'))
const node = cidFor(DAG_PB, new TextEncoder().encode('a node'))

/** A field of a protobuf: bytes under a number. */
const field = (number: number, ...parts: Uint8Array[]): Uint8Array => {
  const bytes = Buffer.concat(parts)
  return Buffer.concat([Buffer.of((number << 3) | 2), varint(bytes.length), bytes])
}
const varint = (n: number): Uint8Array =>
  n < 128 ? Buffer.of(n) : Buffer.concat([Buffer.of((n & 127) | 128), varint(n >> 7)])
const linkTo = (cid: Uint8Array): Uint8Array => field(2, field(1, cid))

const one = (name: string, rule: string, bytes: Uint8Array, links: CID[] | number, times = 1): DagPbCase => ({
  name,
  rule,
  hex: hexOf(bytes),
  times,
  links: typeof links === 'number' ? links : links.map(String),
})

const FORM = 'Payloads: a dag-pb block'
const LIMIT = 'Canonical bytes: links of a dag-pb block'

export function validDagPb(): VectorFile<DagPbCase> {
  return {
    about: 'Blocks of dag-pb, as `hex` so many `times`, and their links in order, or how many they are.',
    cases: [
      one('nothing: no data and no links', FORM, encode(prepare({})), []),
      one('data alone', FORM, encode(prepare({ Data: Buffer.from('data') })), []),
      one(
        'two links, names and sizes with them',
        FORM,
        encode(
          prepare({
            Links: [
              { Hash: leaf, Name: 'a', Tsize: 6 },
              { Hash: node, Name: 'b', Tsize: 9 },
            ],
          }),
        ),
        [leaf, node],
      ),
      one('the same link twice', FORM, Buffer.concat([linkTo(leaf.bytes), linkTo(leaf.bytes)]), [leaf, leaf]),
      one('data before the links', FORM, Buffer.concat([field(1, Buffer.from('data')), linkTo(leaf.bytes)]), [
        leaf,
      ]),
      one('8,192 links', LIMIT, linkTo(leaf.bytes), LIMITS.maxDagPbLinks, LIMITS.maxDagPbLinks),
    ],
  }
}

export function invalidDagPb(): VectorFile<DagPbCase> {
  // A CID of version 0 is its multihash alone.
  const v0 = node.multihash.bytes
  return {
    about: 'Blocks of dag-pb, as `hex` so many `times`, that are refused where a payload is expected.',
    cases: [
      one('8,193 links', LIMIT, linkTo(leaf.bytes), [], LIMITS.maxDagPbLinks + 1),
      one('a link to dag-cbor', FORM, linkTo(CID.createV1(DAG_CBOR, leaf.multihash).bytes), []),
      one('a link to CIDv0', FORM, linkTo(v0), []),
      one('a link with a short digest', FORM, linkTo(leaf.bytes.slice(0, -1)), []),
      one('a link without a CID', FORM, field(2, field(2, Buffer.from('name'))), []),
      one('a third field', FORM, field(3, Buffer.from('more')), []),
      one('data twice', FORM, field(1, Buffer.from('data')), [], 2),
      one('a field cut short', FORM, linkTo(leaf.bytes).slice(0, -1), []),
      one('text', FORM, Buffer.from('text'), []),
    ],
  }
}
