import { verifyCommit, type Commit } from '../core/cube/index.ts'
import type { Reads } from './needs.ts'
import { authorsOf } from './cube-authors.ts'

/**
 * Whether the signature of a commit holds. A fork's older commits belong to the cube it came from, so each is checked
 * against the cube that it names; one whose cube is not held here cannot be.
 */
export async function isVerified(node: Reads, commit: Commit): Promise<boolean> {
  if (!(await node.store.has(commit.cube))) return false
  try {
    const record = await node.cubes.get(commit.cube.toString())
    const named = record?.rosters === undefined ? undefined : (await authorsOf(node, record)).ever
    verifyCommit(commit, await node.cubes.genesis(commit.cube), named)
    return true
  } catch {
    return false
  }
}
