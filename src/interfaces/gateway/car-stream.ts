/** A CAR of what lies below one block, in depth-first order: https://ipld.io/specs/transport/car/carv1/ */
import { randomInt } from 'node:crypto'
import type { CID } from 'multiformats/cid'
import { encode as encodeVarint } from 'uint8-varint'
import { encode } from '@ipld/dag-cbor'
import { CidSet, linksOf } from '../../core/codec/index.ts'
import type { CarWish } from './choose-format.ts'

type ReadBlock = (cid: CID) => Promise<Uint8Array | undefined>

const DAG_PB = 0x70
const IDENTITY = 0

/** A block below the root is not here, or is not published: the CAR ends without it, and whoever reads it notices. */
export class IncompleteCar extends Error {
  override name = 'IncompleteCar'
}

/** @throws {IncompleteCar} */
export async function* carOf(
  root: { cid: CID; bytes: Uint8Array },
  { scope, dups }: Pick<CarWish, 'scope' | 'dups'>,
  read: ReadBlock,
): AsyncGenerator<Uint8Array> {
  yield carHeader(root.cid)
  const sent = new CidSet(randomInt(2 ** 31))
  // Blocks of a file belong to it; of anything else the entity is its block.
  const goesOn = scope === 'all' || (scope === 'entity' && root.cid.code === DAG_PB)
  const open: { cid: CID; bytes?: Uint8Array }[] = [root]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { cid } = next
    if (cid.multihash.code === IDENTITY || (!dups && sent.has(cid))) continue
    const bytes = next.bytes ?? (await read(cid))
    if (bytes === undefined) throw new IncompleteCar(`${cid} is not published here`)
    if (!dups) sent.add(cid)
    yield frame(cid, bytes)
    if (goesOn)
      open.push(
        ...linksOf({ cid, bytes })
          .map((link) => ({ cid: link }))
          .toReversed(),
      )
  }
}

/** Also for the identity CID of a probe, which no record may have. */
export function carHeader(root: CID): Uint8Array {
  const header = encode({ version: 1, roots: [root] })
  return Buffer.concat([encodeVarint(header.length), header])
}

function frame({ bytes: name }: CID, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([encodeVarint(name.length + bytes.length), name, bytes])
}
