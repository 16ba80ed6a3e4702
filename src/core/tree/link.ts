// A link as it lies in a node: the 36 bytes of a CIDv1 with sha2-256. Nodes keep links as bytes and make CID objects
// only for those that somebody asks for, because making one costs more than reading the whole entry.
import { CID } from 'multiformats/cid'
import { Digest } from 'multiformats/hashes/digest'
import { DAG_CBOR, DAG_PB, RAW, SHA2_256 } from '../codec/index.ts'
import { TreeError } from './tree-error.ts'

/** Bytes of every CID that a tree may hold: version, codec, hash, length, 32 bytes of digest. */
export const LINK_BYTES = 36

/** Whether the 36 bytes at `at` are a CID of a form that a tree may hold. */
export function isLinkAt(bytes: Uint8Array, at: number): boolean {
  if (at + LINK_BYTES > bytes.length) return false
  const codec = bytes[at + 1]
  const known = codec === DAG_CBOR || codec === RAW || codec === DAG_PB
  return known && bytes[at] === 1 && bytes[at + 2] === SHA2_256 && bytes[at + 3] === 32
}

/** The CID of 36 bytes that `isLinkAt` has accepted. Copies them, so that a CID does not hold its whole block. */
export function linkToCid(link: Uint8Array): CID {
  const bytes = new Uint8Array(link)
  const digest = new Digest(SHA2_256, 32, bytes.subarray(4), bytes.subarray(2))
  return new CID(1, bytes[1]!, digest, bytes)
}

/** The 36 bytes of a CID. @throws TreeError ERR_INVALID_INPUT if a tree cannot hold it */
export function cidToLink(cid: CID): Uint8Array {
  if (cid.bytes.length === LINK_BYTES && isLinkAt(cid.bytes, 0)) return cid.bytes
  throw new TreeError(
    'ERR_INVALID_INPUT',
    `a tree holds CIDv1 with sha2-256 of dag-cbor, raw or dag-pb blocks, not ${cid.toString()}`,
  )
}

/** A link as a string of its bytes: cheaper to make than any other form, and ready for maps and sets. */
export type LinkId = string

/** @param link 36 bytes @returns a text of 36 characters, one a byte: cheap to make and to compare */
export function linkId(link: Uint8Array): LinkId {
  return asBuffer(link).toString('latin1')
}

/** The 36 bytes of a link. */
export function idToLink(id: LinkId): Uint8Array {
  return Buffer.from(id, 'latin1')
}

/** @param id that `linkId` made */
export function idToCid(id: LinkId): CID {
  return linkToCid(idToLink(id))
}

/** The same bytes as a Buffer, which can turn a range into a string without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
