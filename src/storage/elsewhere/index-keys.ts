/**
 * What a database says of blocks that are elsewhere, under keys that no listing of the store reaches:
 *
 *   ff 69 <CID bytes>   the target has the block: 8 bytes of checksum, then its size
 *   ff 64 <CID bytes>   a checksum: the target may have the block, and nothing here needs it: it is to be erased there
 *
 * Invariant: no block has both. A block is named in the first only after the target took it, and in the second before it
 * is sent and from when it is deleted.
 */
import type { CID } from 'multiformats/cid'
import type { KeyRange } from '../database.ts'
import { cidKeyBytes, cidOfKey, elsewhereTag } from '../key-space.ts'
import { isSealed, seal, sealedValue } from '../records.ts'

const indexTag = 0x69
const doubtTag = 0x64
const blockTag = 0x62

export const indexRange: KeyRange = rangeOf(indexTag)
export const doubtRange: KeyRange = rangeOf(doubtTag)

function rangeOf(tag: number): KeyRange {
  return { gte: Uint8Array.of(elsewhereTag, tag), lt: Uint8Array.of(elsewhereTag, tag + 1) }
}

/** Whether a key is that of a block with a whole name: others are damaged, and stay here. */
export function isBlockKey(key: Uint8Array): boolean {
  return key[0] === blockTag && key.length === 1 + cidKeyBytes
}

export function indexKey(block: Uint8Array): Uint8Array {
  return tagged(indexTag, block)
}

export function doubtKey(block: Uint8Array): Uint8Array {
  return tagged(doubtTag, block)
}

/** The key of the block that an entry of either kind is about. */
export function blockKeyOf(key: Uint8Array): Uint8Array {
  const block = key.slice(1)
  block[0] = blockTag
  return block
}

/** The same for bounds of a listing, which may be shorter or longer than a key. */
export function indexRangeOf({ gte, lt }: KeyRange): KeyRange {
  return { gte: indexBound(gte), lt: indexBound(lt) }
}

function indexBound(bound: Uint8Array): Uint8Array {
  const first = bound[0] ?? 0
  if (first < blockTag) return indexRange.gte
  return first > blockTag ? indexRange.lt : tagged(indexTag, bound)
}

export function cidOfBlockKey(key: Uint8Array): CID {
  const cid = cidOfKey(key)
  if (cid === undefined) throw new TypeError('the key of a block that was written has a CID')
  return cid
}

export function encodeSize(key: Uint8Array, bytes: number): Uint8Array {
  const value = new Uint8Array(4)
  new DataView(value.buffer).setUint32(0, bytes)
  return seal(key, value)
}

export function encodeDoubt(key: Uint8Array): Uint8Array {
  return seal(key, new Uint8Array())
}

/** The size in an entry of the index; undefined where its bytes are damaged. */
export function sizeIn(key: Uint8Array, sealed: Uint8Array): number | undefined {
  if (sealed.length !== 12 || !isSealed(key, sealed)) return undefined
  const value = sealedValue(sealed)
  return new DataView(value.buffer, value.byteOffset).getUint32(0)
}

function tagged(tag: number, block: Uint8Array): Uint8Array {
  const key = new Uint8Array(block.length + 1)
  key[0] = elsewhereTag
  key[1] = tag
  key.set(block.subarray(1), 2)
  return key
}
