import type { CID } from 'multiformats/cid'
import { createCommitCheck, type Commit } from '../core/cube/index.ts'
import { linkId } from '../core/tree/index.ts'
import type { Reads } from './needs.ts'
import { authorsOf } from './cube-authors.ts'

export interface Signers {
  /** Throws for a commit of another cube, and for one that none of them signed. */
  check(commit: Commit): void
  /** The keys that may have signed for the cube. */
  keys: readonly Uint8Array[]
}

/**
 * Whether the signatures of commits hold. A fork's older commits belong to the cube it came from, so each is checked against
 * the cube that it names; one whose cube is not held here cannot be. Who may sign for a cube is read once: it is for one question.
 */
export function createVerifier(
  node: Reads,
  signersOf = createSigners(node),
): (commit: Commit) => Promise<boolean> {
  return async (commit) => {
    try {
      const signers = await signersOf(commit.cube)
      signers?.check(commit)
      return signers !== undefined
    } catch {
      return false
    }
  }
}

/** Who may sign for the cubes of a history, each read once. Undefined for a cube that is not held here. */
export function createSigners(node: Reads): (cube: CID) => Promise<Signers | undefined> {
  const known = new Map<string, Promise<Signers | undefined>>()
  return (cube) => {
    const id = linkId(cube.bytes)
    const signers = known.get(id) ?? readSigners(node, cube)
    known.set(id, signers)
    return signers
  }
}

/** The same of one commit. */
export function isVerified(node: Reads, commit: Commit): Promise<boolean> {
  return createVerifier(node)(commit)
}

async function readSigners(node: Reads, cube: CID): Promise<Signers | undefined> {
  if (!(await node.store.has(cube))) return undefined
  const record = await node.cubes.get(cube.toString())
  const named = record?.rosters === undefined ? undefined : (await authorsOf(node, record)).ever
  const genesis = await node.cubes.genesis(cube)
  return { check: createCommitCheck(genesis, named), keys: named ?? genesis.authors }
}
