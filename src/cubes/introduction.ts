/** Which commit brought what a key holds: one of who wrote it, as `voices.ts` tells, so that whoever asks hears one name. */
import type { CID } from 'multiformats/cid'
import type { Commit } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { getEntry, proveEntry, verifyProof } from '../core/tree/index.ts'
import type { Hears, Reads } from './needs.ts'
import type { Stored } from '../home/index.ts'
import { hasState } from './branches.ts'
import { isVerified } from './is-verified.ts'

interface Introduction {
  memory: CID
  cid: CID
  commit: Commit
  /** The key that it stood under then. */
  key: string
  /** False where a state that would tell is not held: the commit is then the oldest one here that has the memory. */
  exact: boolean
}

/**
 * Undefined for a key that the commit does not have. It is the commit that brought the memory last, where who wrote it signed
 * that one; what somebody else put back or moved is told by the first commit of who wrote it.
 */
export async function introductionOf(
  node: Reads & Hears,
  tip: CID,
  key: string,
  signal: AbortSignal,
): Promise<Introduction | undefined> {
  const last = await lastBrought(node, tip, key, signal)
  if (last === undefined) return undefined
  const { memory } = last
  const first = await node.voices.introduced(tip, { key, cid: memory })
  if (first === undefined || first.origin.author === formatDid(last.commit.author)) return last
  const commit = await node.cubes.commit(first.cid)
  const exact = first.exact && (await hasParents(node, commit))
  return { memory, cid: first.cid, commit, key: first.key, exact }
}

async function hasParents(node: Reads, { parents }: Commit): Promise<boolean> {
  for (const parent of parents) if (!(await hasState(node, parent))) return false
  return true
}

/** Goes back from parent to parent as long as one of them has it too. Costs a search in a tree for every commit on the way. */
async function lastBrought(
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
    if (parent === undefined) return { memory, ...here, key, exact }
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
  { key, memory, commit }: Introduction,
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
