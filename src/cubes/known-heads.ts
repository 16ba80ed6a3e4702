/** The newest heads of a cube's authors that this home holds, and where the branches are that follow from them. */
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../core/codec/index.ts'
import { parseHead, type Head } from '../core/cube/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { formatDid, parseDid } from '../core/identity/index.ts'
import { relateHistories, type HistoryRelation } from '../core/merge/index.ts'
import {
  decideCanonical,
  keysOf,
  maySign,
  thresholdOf,
  type Authors,
  type Canonical,
} from '../core/policy/index.ts'
import { listHighWater } from '../storage/index.ts'
import type { Signer } from './needs.ts'
import type { Stored } from '../home/index.ts'
import { createMergeSource } from './merging/merge-source.ts'
import type { CubeRecord } from './cube-record.ts'

export interface KnownHead {
  /** `did:key` of its author. */
  author: string
  head: Head
  bytes: Uint8Array
}

/** Heads of authors in force, in the order of their names. An author whose newest statement is a withdrawal has none. */
export async function knownHeads(node: Stored, cube: string, authors: Authors): Promise<KnownHead[]> {
  const keys = keysOf(authors.standing)
  const found: KnownHead[] = []
  for await (const [author, { head: bytes }] of listHighWater(node.store, cube)) {
    const head = headIn(bytes)
    if (head !== undefined && keys.some((key) => bytesEqual(key, head.author)))
      found.push({ author, head, bytes })
  }
  return found
}

/** The head in a high-water mark; undefined for a withdrawal. */
export function headIn(bytes: Uint8Array): Head | undefined {
  try {
    return parseHead(bytes)
  } catch (error) {
    if (error instanceof MemCubeError) return undefined
    throw error
  }
}

/** Where the authors who may sign a branch have it. */
export function votesFor(
  heads: readonly KnownHead[],
  { standing }: Authors,
  branch: string,
): { author: Uint8Array; commit: CID }[] {
  return heads.flatMap(({ head: { author, refs } }) => {
    const commit = Object.hasOwn(refs, branch) ? refs[branch] : undefined
    return commit !== undefined && maySign(standing, author, branch) ? [{ author, commit }] : []
  })
}

/** Where a branch is, by the heads that are known. */
export function branchAt(
  node: Stored,
  heads: readonly KnownHead[],
  authors: Authors,
  branch: string,
): Promise<Canonical> {
  const { history } = createMergeSource(node.store)
  return decideCanonical(history, votesFor(heads, authors, branch), thresholdOf(authors.standing, branch))
}

/** How a commit stands to another; unrelated too where too little of their history is held to tell. */
export async function relate(node: Stored, ours: CID, theirs: CID): Promise<HistoryRelation['type']> {
  try {
    return (await relateHistories(createMergeSource(node.store).history, ours, theirs)).type
  } catch (error) {
    if (error instanceof MemCubeError && error.code === 'ERR_NOT_FOUND') return 'unrelated'
    throw error
  }
}

/** The head that this home signed last for the cube, where it is the one that the record goes by. */
export function ownHead(node: Signer, record: CubeRecord): KnownHead | undefined {
  const head = headIn(record.head)
  if (head === undefined || !bytesEqual(head.author, node.author.publicKey)) return undefined
  return { author: formatDid(head.author), head, bytes: record.head }
}

/** Those of the authors of the genesis first: who knows no rosters believes them. */
export function genesisFirst(heads: readonly KnownHead[], genesis: readonly Uint8Array[]): KnownHead[] {
  const isFirst = ({ head }: KnownHead): boolean => genesis.some((key) => bytesEqual(key, head.author))
  return [...heads.filter(isFirst), ...heads.filter((head) => !isFirst(head))]
}

/** Whether a key is one of an author in force. */
export function isNamed({ standing }: Authors, did: string): boolean {
  const key = parseDid(did)
  return keysOf(standing).some((one) => bytesEqual(one, key))
}
