// A tree opened from the top, one level at a time, so that two trees can be compared level against level: a subtree
// that stands in both is left closed, and what remains is read in one batch.
import { compareKeys } from './key.ts'
import { childrenOf, type OpenNode, type Subtree } from './subtree.ts'

/** The part of a tree that is still to be read at one level: closed subtrees, in key order. */
export type Frontier = Subtree[]

/** What lies under nodes at the next level. */
export function frontierBelow(nodes: OpenNode[]): Frontier {
  return nodes.flatMap(childrenOf)
}

/**
 * Splits `right` into the subtrees that `left` has too, which need no reading, and the rest; likewise `left`.
 * A shared subtree may stay closed only if its keys are known to fit its place on the right: where the bounds on the
 * left are no wider. Otherwise a hostile tree could hang a valid subtree under the wrong parent.
 */
export function withoutShared(left: Frontier, right: Frontier): { left: Frontier; right: Frontier } {
  if (left.length === 0 || right.length === 0) return { left, right }
  const known = new Map(left.map((subtree) => [subtree.id, subtree]))
  const shared = new Set<string>()
  const rest = right.filter((subtree) => {
    const twin = known.get(subtree.id)
    if (twin === undefined || shared.has(subtree.id) || !isWithin(twin, subtree)) return true
    shared.add(subtree.id)
    return false
  })
  return { left: left.filter((subtree) => !shared.has(subtree.id)), right: rest }
}

/** Whether the bounds of `inner` lie within those of `outer`. */
function isWithin(inner: Subtree, outer: Subtree): boolean {
  const startsInside =
    outer.after === undefined || (inner.after !== undefined && compareKeys(inner.after, outer.after) >= 0)
  const endsInside =
    outer.before === undefined || (inner.before !== undefined && compareKeys(inner.before, outer.before) <= 0)
  return startsInside && endsInside
}
