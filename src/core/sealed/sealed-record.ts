/**
 * The record around sealed bytes, or around a link to them: opaque, and the same for all. Its form is fixed but for the
 * body, and a mirror has one for each block of a cube, so what stands around the body is written and compared as it is.
 * Pure. Spec: protocols/swarm/spec.md, "Entries".
 */
import type { CID } from 'multiformats/cid'
import { bytesEqual, cidFor, DAG_CBOR, encode, isLink, LIMITS, type Block } from '../codec/index.ts'
import { createMemory, parseMemory } from '../cube/index.ts'
import { SealedError } from './sealed-error.ts'

/** Of the genesis, the commits and the memories of a mirror: members make them anew and have to make equal blocks, whatever else they write. */
export const MIRROR_VERSION = 1

const SEALED_MEDIA = 'application/vnd.memcube.sealed'

type SealedBody = Uint8Array | { link: CID; bytes: number }

const [BEFORE, AFTER] = aroundBody()

/** @param body at most 16,384 bytes if it is not a link */
export function sealedRecord(body: SealedBody): Block {
  if (!(body instanceof Uint8Array)) return recordOf(body)
  const encoded = encode(body)
  const bytes = new Uint8Array(BEFORE.length + encoded.length + AFTER.length)
  bytes.set(BEFORE)
  bytes.set(encoded, BEFORE.length)
  bytes.set(AFTER, BEFORE.length + encoded.length)
  return { cid: cidFor(DAG_CBOR, bytes), bytes }
}

/** @throws {SealedError} ERR_UNVERIFIABLE for a record that differs in anything but its body */
export function bodyOf(record: Uint8Array): SealedBody {
  const inline = inlineBody(record)
  if (inline !== undefined) return inline
  const { body } = parseMemory(record)
  if (typeof body === 'string' || body instanceof Uint8Array || !isLink(body.link)) throw refused()
  if (!bytesEqual(recordOf(body).bytes, record)) throw refused()
  return body
}

/** The bytes that lie inline, as a view; undefined for another record. */
function inlineBody(record: Uint8Array): Uint8Array | undefined {
  const start = BEFORE.length
  const end = record.length - AFTER.length
  if (end <= start || !bytesEqual(record.subarray(0, start), BEFORE)) return undefined
  if (!bytesEqual(record.subarray(end), AFTER)) return undefined
  const head = byteStringHead(record, start)
  if (head === undefined || start + head.size + head.length !== end) return undefined
  return head.length <= LIMITS.inlineBodyBytes ? record.subarray(start + head.size, end) : undefined
}

/** Head of a byte string of at most 65,535 bytes in its shortest form. Source: RFC 8949, section 3. */
function byteStringHead(bytes: Uint8Array, at: number): { size: number; length: number } | undefined {
  const first = bytes[at]!
  if (first >= 0x40 && first < 0x58) return { size: 1, length: first - 0x40 }
  if (first === 0x58 && bytes[at + 1]! >= 24) return { size: 2, length: bytes[at + 1]! }
  const length = (bytes[at + 1]! << 8) | bytes[at + 2]!
  return first === 0x59 && length >= 256 ? { size: 3, length } : undefined
}

function recordOf(body: SealedBody): Block {
  return createMemory({
    v: MIRROR_VERSION,
    type: 'parameter',
    media: SEALED_MEDIA,
    body,
    tags: [],
    created: 0,
    provenance: { activity: 'sealed' },
    governance: {},
  }).block
}

function aroundBody(): [before: Uint8Array, after: Uint8Array] {
  const { bytes } = recordOf(new Uint8Array(0))
  // The map's keys are in order of length: `body` is the third, and the empty byte string is one byte.
  const name = encode('body')
  const at = Buffer.from(bytes).indexOf(name) + name.length
  return [bytes.slice(0, at), bytes.slice(at + 1)]
}

function refused(): SealedError {
  return new SealedError('ERR_UNVERIFIABLE', 'an entry of the mirror is not sealed')
}
