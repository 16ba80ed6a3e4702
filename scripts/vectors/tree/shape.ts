// The shapes of the vector files: JSON, bytes in hex, CIDs in their text form, keys as text and as the hex of their UTF-8.
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, type Block } from '../../../src/core/codec/index.ts'
import type { TreeReader } from '../../../src/core/tree/index.ts'

export interface VectorFile<Case> {
  about: string
  cases: Case[]
}

export interface VectorBlock {
  cid: string
  hex: string
}

export interface VectorEntry {
  key: string
  keyHex: string
  value: string
}

export interface DepthCase {
  key: string
  keyHex: string
  bitsPerLevel: number
  depth: number
}

export interface TreeCase {
  name: string
  bitsPerLevel: number
  entries: VectorEntry[]
  root: string
  /** Children before parents. */
  blocks: VectorBlock[]
}

export interface ChangeCase {
  name: string
  bitsPerLevel: number
  before: { root: string; entries: VectorEntry[] }
  changes: { key: string; keyHex: string; value: string | null }[]
  after: { root: string; newBlocks: VectorBlock[] }
  /** What a diff of the two roots gives, in key order. */
  diff: { key: string; before: string | null; after: string | null }[]
}

export interface ProofCase {
  name: string
  bitsPerLevel: number
  root: string
  key: string
  keyHex: string
  /** Node blocks from the root down. */
  nodes: string[]
  /** `null`: the key is proven absent. */
  value: string | null
}

export interface InvalidNodeCase {
  name: string
  hex: string
}

export interface InvalidTreeCase {
  name: string
  bitsPerLevel: number
  root: string
  blocks: VectorBlock[]
}

export type InvalidProofCase = Omit<ProofCase, 'value'>

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

export const keyHex = (key: string): string => hex(Buffer.from(key))

/** The value that a vector gives a key: the CID of a dag-cbor block that is not part of the vectors. */
export const valueFor = (name: string): CID => cidFor(DAG_CBOR, Buffer.from(`value of ${name}`))

export const vectorBlocks = (blocks: Block[]): VectorBlock[] =>
  blocks.map(({ cid, bytes }) => ({ cid: cid.toString(), hex: hex(bytes) }))

export function readerOf(...lists: Block[][]): TreeReader {
  const blocks = new Map(lists.flat().map((block) => [block.cid.toString(), block.bytes]))
  return { getMany: async (cids) => cids.map((cid) => blocks.get(cid.toString())) }
}
