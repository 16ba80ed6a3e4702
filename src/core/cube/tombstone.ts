/**
 * Tombstone: an author asks whoever holds a cube to drop one of its memories and to refuse it from then on. It lies in the
 * cube's own tree, so that it travels, is versioned and is proven like everything else. Spec: protocols/forget/spec.md.
 */
import type { CID } from 'multiformats/cid'
import { decode, encode, type Block } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'
import { RESERVED_PREFIX } from './keys.ts'
import { createMemory, type Memory } from './memory.ts'
import { bytes, exactly, integer, link, optional, requireInput, requireShape, text } from './shape.ts'
import { requireSigned, signRecord } from './signed.ts'

export interface Tombstone {
  v: 1
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

const shape = {
  v: exactly(1),
  t: exactly('memcube/tombstone'),
  cube: link,
  memory: link,
  author: bytes(32),
  time: integer(0),
  reason: optional(text(1_024, 1)),
  sig: bytes(64),
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function signTombstone(fields: Omit<Tombstone, 'v' | 't' | 'sig'>, secret: Uint8Array): Tombstone {
  const tombstone: Tombstone = signRecord({ v: 1, t: 'memcube/tombstone', ...fields }, secret)
  requireInput('tombstone', tombstone, shape)
  return tombstone
}

/** @throws {CubeError} ERR_UNVERIFIABLE */
export function parseTombstone(record: Uint8Array): Tombstone {
  const value = decode(record)
  requireShape('tombstone', value, shape)
  return value as Tombstone
}

/** @param authors public keys that may sign for the cube @throws {CubeError} ERR_UNVERIFIABLE */
export function verifyTombstone(tombstone: Tombstone, cube: CID, authors: readonly Uint8Array[]): void {
  if (!tombstone.cube.equals(cube))
    throw new CubeError('ERR_UNVERIFIABLE', `the tombstone is for ${tombstone.cube}, not for ${cube}`)
  requireSigned(tombstone, authors)
}

/** The key that a tombstone has in its cube's tree. */
export function tombstoneKey(memory: CID): string {
  return `${FORGOTTEN_PREFIX}${memory.toString()}`
}

/** The memory that carries a tombstone. */
export function tombstoneMemory(tombstone: Tombstone): { memory: Memory; block: Block } {
  return createMemory({
    type: 'plaintext',
    media,
    body: encode(tombstone),
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
