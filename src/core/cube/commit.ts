/** Commit: one signed step of history. Spec: protocols/cube/spec.md, "Commit". */
import type { CID } from 'multiformats/cid'
import { decode, encodeBlock, LIMITS, type Block } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'
import { kindOf, readRecord, wireRecord, WRITTEN_VERSION, type Fields, type Version } from './form.ts'
import { cubeIdOf, type Genesis } from './genesis.ts'
import { bytes, integer, link, list, text, type Check } from './shape.ts'
import { requireSigned, signRecord } from './signed.ts'
import { isTid } from './tid.ts'

export interface Commit {
  v: Version
  t: 'memcube/commit'
  cube: CID
  tree: CID
  parents: CID[]
  /** A TID, greater than those of all parents. */
  rev: string
  author: Uint8Array
  /** Milliseconds since the Unix epoch. */
  time: number
  message: string
  /** Entries in the tree. */
  count: number
  sig: Uint8Array
}

const rev: Check = (value) => (typeof value === 'string' && isTid(value) ? undefined : 'a TID')

/** Its fields, for whoever signs or checks one in parts. */
export const commitKind = kindOf('memcube/commit', 'author', ({ key }) => ({
  cube: link,
  tree: link,
  parents: list(link, LIMITS.maxCommitParents),
  rev,
  author: key,
  time: integer(0),
  message: text(4_096),
  count: integer(0),
  sig: bytes(64),
}))

/** @throws {CubeError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE */
export function parseCommit(block: Uint8Array): Commit {
  return readRecord<Commit>(commitKind, decode(block))
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function encodeCommit(commit: Commit): Block {
  return encodeBlock(wireRecord(commitKind, commit))
}

/** @throws {CubeError} ERR_INVALID_INPUT */
export function signCommit(fields: Fields<Commit>, secret: Uint8Array): { commit: Commit; block: Block } {
  const commit: Commit = signRecord(
    commitKind,
    { v: WRITTEN_VERSION, t: 'memcube/commit', ...fields },
    secret,
  )
  return { commit, block: encodeCommit(commit) }
}

/**
 * Checks commits of one cube, one after another.
 * @param authors keys that may have signed them: those of the genesis, and of rosters where the cube has some
 * @returns throws {CubeError} ERR_UNVERIFIABLE: another cube, not an author, or a signature that does not hold
 */
export function createCommitCheck(
  genesis: Genesis,
  authors: readonly Uint8Array[] = genesis.authors,
): (commit: Commit) => void {
  // It costs an encoding and a hash.
  const cube = cubeIdOf(genesis)
  return (commit) => {
    if (!commit.cube.equals(cube))
      throw new CubeError('ERR_UNVERIFIABLE', `the commit is one of ${commit.cube}, not of ${cube}`)
    requireSigned(commitKind, commit, authors)
  }
}

/** The same of one commit. @throws {CubeError} ERR_UNVERIFIABLE */
export function verifyCommit(commit: Commit, genesis: Genesis, authors?: readonly Uint8Array[]): void {
  createCommitCheck(genesis, authors)(commit)
}

/** Whether the author whom a commit names signed it. Says nothing of who may sign for its cube. */
export function isSignedByAuthor(commit: Commit): boolean {
  try {
    requireSigned(commitKind, commit, [commit.author])
    return true
  } catch (error) {
    if (error instanceof CubeError) return false
    throw error
  }
}
