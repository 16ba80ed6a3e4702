import { verifyCommit, type Commit } from '../../core/cube/index.ts'
import type { NodeContext } from '../context.ts'

/**
 * Whether the signature of a commit holds. A fork's older commits belong to the cube it came from, so each is checked
 * against the cube that it names; one whose cube is not held here cannot be.
 */
export async function isVerified(node: NodeContext, commit: Commit): Promise<boolean> {
  if (!(await node.store.has(commit.cube))) return false
  try {
    verifyCommit(commit, await node.cubes.genesis(commit.cube))
    return true
  } catch {
    return false
  }
}
