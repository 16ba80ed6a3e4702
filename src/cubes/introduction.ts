/** Which commit brought what a key holds: found by going back from parent to parent as long as one of them has it too. */
import type { CID } from 'multiformats/cid'
import type { Commit } from '../core/cube/index.ts'
import { getEntry, proveEntry, verifyProof } from '../core/tree/index.ts'
import type { Reads } from './needs.ts'
import type { Stored } from '../home/index.ts'
import { hasState } from './branches.ts'
import { isVerified } from './is-verified.ts'

interface Introduction {
  memory: CID
  cid: CID
  commit: Commit
  /** False where a parent or its state is not held: the commit is then the oldest here that has the memory. */
  exact: boolean
}

/** Undefined for a key that the commit does not have. Costs a search in a tree for every commit on the way. */
export async function introductionOf(
  node: Reads,
  tip: CID,
  key: string,
  signal: AbortSignal,
): Promise<Introduction | undefined> {
  const memory = await getEntry(node.store, await node.cubes.state(tip), key)
  if (memory === undefined) return undefined
  let here = { cid: tip, commit: await node.cubes.commit(tip) }
  for (;;) {
    signal.throwIfAborted()
    const { parent, exact } = await parentWith(node, here.commit, key, memory)
    if (parent === undefined) return { memory, ...here, exact }
    here = parent
  }
}

async function parentWith(
  node: Reads,
  { parents, tree }: Commit,
  key: string,
  memory: CID,
): Promise<{ parent: { cid: CID; commit: Commit } | undefined; exact: boolean }> {
  let exact = true
  for (const cid of parents) {
    if (!(await hasState(node, cid))) {
      exact = false
      continue
    }
    const commit = await node.cubes.commit(cid)
    const isSame = commit.tree.equals(tree) || (await getEntry(node.store, commit.tree, key))?.equals(memory)
    if (isSame === true) return { parent: { cid, commit }, exact }
  }
  return { parent: undefined, exact }
}

/**
 * Proves an introduction as a stranger would check it: the author's signature over the commit, the nodes from the
 * commit's tree down to the memory, and the nodes that show that each parent had something else.
 */
export async function proveIntroduction(
  node: Reads,
  key: string,
  { memory, commit }: Introduction,
): Promise<boolean> {
  if (!(await isVerified(node, commit))) return false
  if (!(await proves(node, commit.tree, key, memory))) return false
  for (const parent of commit.parents) {
    if (!(await hasState(node, parent))) continue
    if (await proves(node, (await node.cubes.commit(parent)).tree, key, memory)) return false
  }
  return true
}

async function proves(node: Stored, tree: CID, key: string, memory: CID): Promise<boolean> {
  const proof = await proveEntry(node.store, tree, key)
  return verifyProof(tree, key, proof).value?.equals(memory) === true
}
