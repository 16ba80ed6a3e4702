/**
 * One memory of a cube as an entry of its mirror. The key, the record and what its payload is made of are one sealed
 * text; the blocks of a payload follow in pieces of their own. Pure. Spec: protocols/swarm/spec.md, "Entries".
 */
import { encode as encodeDagPb, prepare } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, DAG_PB, decode, encode, LIMITS, linksOf, RAW, type Block } from '../codec/index.ts'
import { parseMemory, shape as is } from '../cube/index.ts'
import { sealedMemory, type Mirror } from './mirror.ts'
import { SealedError } from './sealed-error.ts'

/** A memory with everything that belongs to it. */
export interface PlainMemory {
  record: Block
  /** Blocks of its payload: the one that the record links to first, then as its links come, each once. */
  payload: Block[]
}

export interface SealedEntry {
  /** The key in the mirror. */
  key: string
  value: CID
  blocks: Block[]
}

/** Text in one piece of a payload: two hold the largest block. */
const pieceBytes = 512 * 1024
/** Payload of one memory that is sealed at once, because it is held in memory for it. A guess. */
const maxPayloadBytes = 64 * 1024 * 1024

/** @throws {SealedError} ERR_DENIED, ERR_LIMIT for a payload above 64 MiB */
export function sealEntry(
  mirror: Mirror,
  epoch: number,
  key: string,
  { record, payload }: PlainMemory,
): SealedEntry {
  const total = payload.reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (total > maxPayloadBytes)
    throw new SealedError(
      'ERR_LIMIT',
      `the payload has ${total} bytes; a swarm takes at most ${maxPayloadBytes}`,
      {
        hint: 'split it, or keep it outside of the swarm',
      },
    )
  const blinded = mirror.blind(key)
  const parts = payload.map(({ cid, bytes }) => [cid.code, bytes.length])
  const main = mirror.box.seal(epoch, ['memory', blinded], encode([key, record.bytes, parts]))
  const pieces = piecesOf(payload).map((piece, at) =>
    mirror.box.seal(epoch, ['payload', blinded, record.cid.toString(), at], piece),
  )
  return { key: blinded, ...packed(main, pieces) }
}

function packed(main: Uint8Array, pieces: Uint8Array[]): { value: CID; blocks: Block[] } {
  if (pieces.length === 0 && main.length <= LIMITS.inlineBodyBytes) {
    const block = sealedMemory(main)
    return { value: block.cid, blocks: [block] }
  }
  const leaves = [main, ...pieces].map((bytes): Block => ({ cid: cidFor(RAW, bytes), bytes }))
  const root = leaves.length === 1 ? leaves[0]! : joined(leaves)
  const size = leaves.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const block = sealedMemory({ link: root.cid, bytes: size })
  return { value: block.cid, blocks: [...leaves, ...(leaves.length === 1 ? [] : [root]), block] }
}

function joined(leaves: readonly Block[]): Block {
  const links = leaves.map(({ cid, bytes }) => ({ Name: '', Hash: cid, Tsize: bytes.length }))
  const bytes = encodeDagPb(prepare({ Data: new Uint8Array(), Links: links }))
  return { cid: cidFor(DAG_PB, bytes), bytes }
}

function piecesOf(payload: readonly Block[]): Uint8Array[] {
  return payload.flatMap(({ bytes }) =>
    Array.from({ length: Math.max(1, Math.ceil(bytes.length / pieceBytes)) }, (_, i) =>
      bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes),
    ),
  )
}

/** The CIDs of the pieces that an entry links to: none for one that has all inline, a raw block, or a list of them. */
export function rootOfEntry(entry: Uint8Array): CID | undefined {
  const { body } = parseMemory(entry)
  return typeof body === 'object' && 'link' in body ? body.link : undefined
}

const textShape = is.list(() => undefined, 3, 3)

/**
 * @param entry the block that the mirror's tree names @param pieces what it links to, in order; empty if it has all inline
 * @throws {SealedError} ERR_DENIED, ERR_UNVERIFIABLE
 */
export function unsealEntry(
  mirror: Mirror,
  blinded: string,
  entry: Uint8Array,
  pieces: readonly Uint8Array[],
): { key: string; memory: PlainMemory } {
  const { body } = parseMemory(entry)
  const main = body instanceof Uint8Array ? body : pieces[0]
  if (main === undefined) throw new SealedError('ERR_UNVERIFIABLE', 'an entry of the mirror is not sealed')
  const text = decode<[string, Uint8Array, [number, number][]]>(mirror.box.open(main, ['memory', blinded]))
  if (textShape(text) !== undefined || typeof text[0] !== 'string' || !(text[1] instanceof Uint8Array))
    throw new SealedError('ERR_UNVERIFIABLE', 'what is sealed is no memory')
  const [key, bytes, parts] = text
  if (mirror.blind(key) !== blinded)
    throw new SealedError('ERR_UNVERIFIABLE', 'a sealed memory stands under the key of another')
  const record = { cid: cidFor(DAG_CBOR, bytes), bytes }
  const opened = (body instanceof Uint8Array ? [] : pieces.slice(1)).map((piece, at) =>
    mirror.box.open(piece, ['payload', blinded, record.cid.toString(), at]),
  )
  const memory = { record, payload: payloadOf(parts, opened) }
  requireWhole(memory)
  return { key, memory }
}

function payloadOf(parts: unknown, pieces: readonly Uint8Array[]): Block[] {
  const all = Buffer.concat(pieces)
  const blocks: Block[] = []
  let at = 0
  for (const part of Array.isArray(parts) ? parts : [undefined]) {
    const [codec, length] = Array.isArray(part) ? (part as unknown[]) : []
    if ((codec !== RAW && codec !== DAG_PB) || !Number.isSafeInteger(length) || (length as number) < 0)
      throw new SealedError('ERR_UNVERIFIABLE', 'what is sealed is no payload')
    const bytes = Uint8Array.from(all.subarray(at, (at += length as number)))
    blocks.push({ cid: cidFor(codec, bytes), bytes })
  }
  if (at !== all.length) throw new SealedError('ERR_UNVERIFIABLE', 'a sealed payload has another size')
  return blocks
}

/** Exactly the blocks that the record reaches: a member could seal others beside them. */
function requireWhole({ record, payload }: PlainMemory): void {
  const { body } = parseMemory(record.bytes)
  const wanted = typeof body === 'object' && 'link' in body ? [body.link] : []
  const held = new Map(payload.map((block) => [block.cid.toString(), block]))
  const reached = new Set<string>()
  for (let cid = wanted.pop(); cid !== undefined; cid = wanted.pop()) {
    const id = cid.toString()
    const block = held.get(id)
    if (block === undefined) throw new SealedError('ERR_UNVERIFIABLE', 'a sealed payload is not whole')
    if (reached.has(id)) continue
    reached.add(id)
    wanted.push(...linksOf(block))
  }
  if (reached.size !== payload.length)
    throw new SealedError('ERR_UNVERIFIABLE', 'a sealed payload has more than its memory names')
}
