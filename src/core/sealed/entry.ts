/**
 * One sealed text as an entry of a mirror: in boxes under a blinded name, inline where it is short. Pure.
 * Spec: protocols/swarm/spec.md, "Entries".
 */
import { encode as encodeDagPb, prepare } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { bytesEqual, cidFor, cidText, DAG_PB, LIMITS, RAW, sha256, type Block } from '../codec/index.ts'
import type { Mirror } from './mirror.ts'
import { SealedError } from './sealed-error.ts'
import { bodyOf, sealedRecord } from './sealed-record.ts'

export interface SealedEntry {
  /** The key in the mirror. */
  key: string
  value: CID
  /** What the key leads to, the block of `value` last. */
  blocks: Block[]
}

/** Text in one box. */
const PIECE_BYTES = 512 * 1024
/** Two pieces hold the largest block. */
export const MAX_PIECES = LIMITS.maxBlockBytes / PIECE_BYTES

/** What a block of the plain cube is called before it is blinded. */
export function nameOfBlock(cid: CID): string {
  return `block/${cidText(cid)}`
}

/** @throws {SealedError} ERR_DENIED, ERR_LIMIT for a block above 1 MiB */
export function sealBlock(mirror: Mirror, epoch: number, { cid, bytes }: Block): SealedEntry {
  return sealText(mirror, epoch, 'block', mirror.blind(nameOfBlock(cid)), bytes)
}

/**
 * @param entry the block that the mirror's tree names @param pieces what it links to, in order; empty if it has all inline
 * @returns the bytes of the block, which have the hash of `cid`
 * @throws {SealedError} ERR_DENIED, ERR_UNVERIFIABLE
 */
export function unsealBlock(
  mirror: Mirror,
  cid: CID,
  entry: Uint8Array,
  pieces: readonly Uint8Array[],
): Uint8Array {
  return openBlock(mirror, cid, mirror.blind(nameOfBlock(cid)), entry, pieces)
}

/** As `unsealBlock`, with the blinded name at hand. */
export function openBlock(
  mirror: Mirror,
  cid: CID,
  blinded: string,
  entry: Uint8Array,
  pieces: readonly Uint8Array[],
): Uint8Array {
  const bytes = unsealText(mirror, 'block', blinded, entry, pieces)
  if (bytesEqual(sha256(bytes), cid.multihash.digest)) return bytes
  throw new SealedError('ERR_UNVERIFIABLE', `what is sealed as the block ${cid} does not have its hash`)
}

/** @param kind of text @param blinded name under which it stands @throws {SealedError} ERR_DENIED, ERR_LIMIT above 1 MiB */
export function sealText(
  mirror: Mirror,
  epoch: number,
  kind: 'block' | 'statement',
  blinded: string,
  text: Uint8Array,
): SealedEntry {
  const count = Math.max(1, Math.ceil(text.length / PIECE_BYTES))
  if (count > MAX_PIECES)
    throw new SealedError(
      'ERR_LIMIT',
      `${text.length} bytes cannot be sealed at once; at most ${LIMITS.maxBlockBytes} are allowed`,
    )
  const boxes = Array.from({ length: count }, (_, at) =>
    mirror.box.seal(
      epoch,
      [kind, blinded, at],
      count === 1 ? text : text.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES),
    ),
  )
  return { key: blinded, ...packed(boxes) }
}

/** @throws {SealedError} ERR_DENIED, ERR_UNVERIFIABLE */
export function unsealText(
  mirror: Mirror,
  kind: 'block' | 'statement',
  blinded: string,
  entry: Uint8Array,
  pieces: readonly Uint8Array[],
): Uint8Array {
  const body = bodyOf(entry)
  if (body instanceof Uint8Array) {
    if (pieces.length > 0)
      throw new SealedError('ERR_UNVERIFIABLE', 'an entry has pieces that it does not name')
    return mirror.box.open(body, [kind, blinded, 0])
  }
  const size = pieces.reduce((sum, { length }) => sum + length, 0)
  if (pieces.length === 0 || pieces.length > MAX_PIECES || size !== body.bytes)
    throw new SealedError('ERR_UNVERIFIABLE', 'the pieces of an entry are not what it names')
  const texts = pieces.map((piece, at) => mirror.box.open(piece, [kind, blinded, at]))
  return texts.length === 1 ? texts[0]! : new Uint8Array(Buffer.concat(texts))
}

/** What an entry links to: undefined for one that has all inline, else a raw block or a dag-pb list of them. @throws {SealedError} ERR_UNVERIFIABLE */
export function rootOfEntry(entry: Uint8Array): CID | undefined {
  const body = bodyOf(entry)
  return body instanceof Uint8Array ? undefined : body.link
}

function packed(boxes: readonly Uint8Array[]): { value: CID; blocks: Block[] } {
  const [first] = boxes
  if (boxes.length === 1 && first!.length <= LIMITS.inlineBodyBytes) {
    const block = sealedRecord(first!)
    return { value: block.cid, blocks: [block] }
  }
  const leaves = boxes.map((bytes): Block => ({ cid: cidFor(RAW, bytes), bytes }))
  const lists = leaves.length === 1 ? [] : [listOf(leaves)]
  const root = lists[0] ?? leaves[0]!
  const size = boxes.reduce((sum, { length }) => sum + length, 0)
  const block = sealedRecord({ link: root.cid, bytes: size })
  return { value: block.cid, blocks: [...leaves, ...lists, block] }
}

function listOf(leaves: readonly Block[]): Block {
  const links = leaves.map(({ cid, bytes }) => ({ Name: '', Hash: cid, Tsize: bytes.length }))
  const bytes = encodeDagPb(prepare({ Data: new Uint8Array(), Links: links }))
  return { cid: cidFor(DAG_PB, bytes), bytes }
}
