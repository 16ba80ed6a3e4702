/** Genesis: who a cube is. Its CID is the cube id. Spec: protocols/cube/spec.md, "Genesis". */
import type { CID } from 'multiformats/cid'
import { decode, encodeBlock, type Block } from '../codec/index.ts'
import {
  bytes,
  exactly,
  integer,
  link,
  list,
  oneOf,
  optional,
  record,
  requireInput,
  requireShape,
  text,
} from './shape.ts'

export interface Genesis {
  v: 1
  t: 'memcube/genesis'
  name: string
  /** Ed25519 public keys, 32 bytes each. */
  authors: Uint8Array[]
  visibility: 'public' | 'private'
  /** Milliseconds since the Unix epoch. */
  created: number
  /** 16 random bytes, so that two cubes with one name differ. */
  nonce: Uint8Array
  forkOf?: { cube: CID; commit: CID }
}

const shape = {
  v: exactly(1),
  t: exactly('memcube/genesis'),
  name: text(128, 1),
  authors: list(bytes(32), 64, 1),
  visibility: oneOf('public', 'private'),
  created: integer(0),
  nonce: bytes(16),
  forkOf: optional(record({ cube: link, commit: link })),
}

/** @throws {CubeError} ERR_UNVERIFIABLE */
export function parseGenesis(block: Uint8Array): Genesis {
  const value = decode(block)
  requireShape('genesis', value, shape)
  return value as Genesis
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function encodeGenesis(genesis: Genesis): Block {
  requireInput('genesis', genesis, shape)
  return encodeBlock(genesis)
}

/** A new genesis with its block, whose `cid` is the cube id. @throws {CubeError} ERR_INVALID_INPUT */
export function createGenesis(input: Omit<Genesis, 'v' | 't'>): Block & { genesis: Genesis } {
  const genesis: Genesis = { v: 1, t: 'memcube/genesis', ...input }
  return { ...encodeGenesis(genesis), genesis }
}
