/**
 * What an author may say of a cube with several authors. Invariant: who may not sign a branch never moves it. Pure.
 * Spec: protocols/authors/spec.md, "Whose records count".
 */
import type { CID } from 'multiformats/cid'
import type { Head } from '../core/cube/index.ts'
import type { HistoryRelation } from '../core/merge/index.ts'
import { maySign, type Standing } from '../core/policy/index.ts'

/** A branch in a head whose author may not sign it. */
interface ForeignRef {
  branch: string
  commit: CID
  /** Where those who may sign it have it. */
  theirs: CID[]
}

/** The refs of a head that its author has to have from others. @param others heads of other authors, from here and from peers */
export function foreignRefs(
  standing: Standing,
  { author, refs }: Head,
  others: readonly Head[],
): ForeignRef[] {
  return Object.entries(refs).flatMap(([branch, commit]) => {
    if (maySign(standing, author, branch)) return []
    const theirs = others.flatMap((other) => {
      const at = Object.hasOwn(other.refs, branch) ? other.refs[branch] : undefined
      return at !== undefined && maySign(standing, other.author, branch) ? [at] : []
    })
    return [{ branch, commit, theirs }]
  })
}

/**
 * The branch that a head moves without a right to it. A ref to a branch of others must be where one of them has it, or
 * before that; where none of them has it, it moves nothing.
 * @param refs how each foreign ref stands to where those who may sign it have it
 */
export function decideMovedBranch(
  refs: readonly { branch: string; relations: readonly HistoryRelation['type'][] }[],
): string | undefined {
  const moved = refs.find(
    ({ relations }) => relations.length > 0 && !relations.some((one) => one === 'same' || one === 'behind'),
  )
  return moved?.branch
}
