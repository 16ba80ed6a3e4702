// What to tell a server about blocks that an interrupted pull has left here, in few words: the largest subtrees that
// are complete. Pure. Spec: protocols/sync/spec.md, "Resume".
import type { CID } from 'multiformats/cid'
import { idToCid, type LinkId, type OpenNode } from '../../core/tree/index.ts'
import type { Closure } from './closure.ts'
import { SYNC_LIMITS } from './limits.ts'

interface Held {
  /** Roots of complete subtrees, none within another, the highest first. */
  skip: CID[]
  nodesHeld: boolean
}

export function heldOf(closure: Closure): Held {
  const complete = completeNodes(closure)
  const covered = new Set<LinkId>()
  const skip: CID[] = []
  // From the top: a subtree within a complete one needs no mention.
  for (const node of [...closure.storedNodes].sort((a, b) => b.level - a.level)) {
    const { id } = node
    const isCovered = covered.has(id)
    if (!isCovered && !complete.has(id)) continue
    if (!isCovered && skip.length < SYNC_LIMITS.maxSkip) skip.push(idToCid(id))
    for (const child of closure.childrenOf(node)) covered.add(child.id)
  }
  const nodesHeld = closure.rootLevel !== undefined && closure.outstanding('node') === 0
  return { skip, nodesHeld }
}

function completeNodes(closure: Closure): Set<LinkId> {
  const lacking = closure.lackingPayload()
  const stored = new Set(closure.storedNodes.map(({ id }) => id))
  const complete = new Set<LinkId>()
  // From the bottom: a node is complete when its children are. A child that is done without having been read is part
  // of a tree that was verified before.
  for (const node of [...closure.storedNodes].sort((a, b) => a.level - b.level)) {
    const childrenComplete = closure
      .childrenOf(node)
      .every(({ id }) => (stored.has(id) ? complete.has(id) : closure.isDone(id)))
    if (childrenComplete && valuesComplete(closure, node, lacking)) complete.add(node.id)
  }
  return complete
}

function valuesComplete(closure: Closure, node: OpenNode, lacking: Set<LinkId>): boolean {
  return closure.valuesOf(node).every((id) => closure.isDone(id) && !lacking.has(id))
}
