/** Genesis: who a cube is. Its CID is the cube id. Spec: protocols/cube/spec.md, "Genesis". */
import type { CID } from 'multiformats/cid'
import { decode, encodeBlock, LIMITS, type Block } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'
import { kindOf, readRecord, wireRecord, WRITTEN_VERSION, type Version } from './form.ts'
import { bytes, integer, link, list, oneOf, optional, text } from './shape.ts'

export interface Genesis {
  v: Version
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

const genesisKind = kindOf('memcube/genesis', 'authors', ({ key, record }) => ({
  name: text(128, 1),
  authors: list(key, 64, 1),
  visibility: oneOf('public', 'private'),
  created: integer(0),
  nonce: bytes(16),
  forkOf: optional(record({ cube: link, commit: link })),
}))

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_LIMIT above 64 KiB */
export function parseGenesis(block: Uint8Array): Genesis {
  requireSize(block)
  return readRecord<Genesis>(genesisKind, decode(block))
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT above 64 KiB */
export function encodeGenesis(genesis: Genesis): Block {
  const block = encodeBlock(wireRecord(genesisKind, genesis))
  requireSize(block.bytes)
  return block
}

/** The id of the cube that a genesis, read or made, is of. */
export function cubeIdOf(genesis: Genesis): CID {
  return encodeGenesis(genesis).cid
}

/** A new genesis with its block, whose `cid` is the cube id. @throws {CubeError} ERR_INVALID_INPUT */
export function createGenesis(
  input: Omit<Genesis, 'v' | 't'> & { v?: Version },
): Block & { genesis: Genesis } {
  const genesis: Genesis = { v: WRITTEN_VERSION, t: 'memcube/genesis', ...input }
  return { ...encodeGenesis(genesis), genesis }
}

/** What a page of heads carries of each cube: a larger one could be made and never be asked for. */
function requireSize({ length }: Uint8Array): void {
  if (length <= LIMITS.maxGenesisBytes) return
  throw new CubeError(
    'ERR_LIMIT',
    `the genesis has ${length} bytes; at most ${LIMITS.maxGenesisBytes} are allowed`,
  )
}
