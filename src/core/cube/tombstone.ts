/**
 * Tombstone: an author asks whoever holds a cube to drop one of its memories and to refuse it from then on. It lies in the
 * cube's own tree, so that it travels, is versioned and is proven like everything else. Spec: protocols/forget/spec.md.
 */
import type { CID } from 'multiformats/cid'
import { decode, encode, type Block } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'
import { kindOf, readRecord, wireRecord, WRITTEN_VERSION, type Fields, type Version } from './form.ts'
import { RESERVED_PREFIX } from './keys.ts'
import { createMemory, type Memory } from './memory.ts'
import { bytes, integer, link, optional, text } from './shape.ts'
import { requireSigned, signRecord } from './signed.ts'

export interface Tombstone {
  v: Version
  t: 'memcube/tombstone'
  cube: CID
  /** The memory that is forgotten. */
  memory: CID
  author: Uint8Array
  /** Milliseconds since the Unix epoch. */
  time: number
  reason?: string
  sig: Uint8Array
}

/** Where a cube keeps its tombstones, each under the CID of its memory. */
export const FORGOTTEN_PREFIX = `${RESERVED_PREFIX}forgotten/`

const media = 'application/vnd.ipld.dag-cbor'

const tombstoneKind = kindOf('memcube/tombstone', 'author', ({ key }) => ({
  cube: link,
  memory: link,
  author: key,
  time: integer(0),
  reason: optional(text(1_024, 1)),
  sig: bytes(64),
}))

/** @throws {CubeError} ERR_INVALID_INPUT */
export function signTombstone(fields: Fields<Tombstone>, secret: Uint8Array): Tombstone {
  const tombstone: Tombstone = signRecord(
    tombstoneKind,
    { v: WRITTEN_VERSION, t: 'memcube/tombstone', ...fields },
    secret,
  )
  wireRecord(tombstoneKind, tombstone)
  return tombstone
}

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE */
export function parseTombstone(record: Uint8Array): Tombstone {
  return readRecord<Tombstone>(tombstoneKind, decode(record))
}

/** Canonical bytes of a tombstone. @throws {CubeError} ERR_INVALID_INPUT */
export function encodeTombstone(tombstone: Tombstone): Uint8Array {
  return encode(wireRecord(tombstoneKind, tombstone))
}

/** @param authors public keys that may sign for the cube @throws {CubeError} ERR_UNVERIFIABLE */
export function verifyTombstone(tombstone: Tombstone, cube: CID, authors: readonly Uint8Array[]): void {
  if (!tombstone.cube.equals(cube))
    throw new CubeError('ERR_UNVERIFIABLE', `the tombstone is for ${tombstone.cube}, not for ${cube}`)
  requireSigned(tombstoneKind, tombstone, authors)
}

/** The key that a tombstone has in its cube's tree. */
export function tombstoneKey(memory: CID): string {
  return `${FORGOTTEN_PREFIX}${memory.toString()}`
}

/** The memory that carries a tombstone. It is of the version of the tombstone: one tombstone is one memory, whoever writes it. */
export function tombstoneMemory(tombstone: Tombstone): { memory: Memory; block: Block } {
  return createMemory({
    v: tombstone.v,
    type: 'plaintext',
    media,
    body: encodeTombstone(tombstone),
    tags: [],
    created: tombstone.time,
    provenance: { activity: 'forget' },
    governance: {},
  })
}

/** The tombstone in a memory under a key of the tree. @throws {CubeError} ERR_UNVERIFIABLE when it is none, or another's */
export function tombstoneIn(key: string, { body }: Pick<Memory, 'body'>): Tombstone {
  if (!(body instanceof Uint8Array)) throw new CubeError('ERR_UNVERIFIABLE', `${key} holds no tombstone`)
  const tombstone = parseTombstone(body)
  if (key === tombstoneKey(tombstone.memory)) return tombstone
  throw new CubeError('ERR_UNVERIFIABLE', `${key} holds the tombstone of ${tombstone.memory}`)
}
