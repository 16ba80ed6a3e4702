/**
 * What an author may say of a cube with several authors. Invariant: who may not sign a branch never moves it; who was
 * taken off writes nothing on a state that says so. Pure. Spec: protocols/authors/spec.md, "Whose records count".
 */
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../core/codec/index.ts'
import type { Head } from '../core/cube/index.ts'
import type { HistoryRelation } from '../core/merge/index.ts'
import { maySign, type Authors, type Roster, type Standing } from '../core/policy/index.ts'

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

/** Whether a commit is by somebody whom the state that it is made on had taken off. @param roster that of the state, where it has one */
export function isAfterRemoval(authors: Authors, author: Uint8Array, roster: Roster | undefined): boolean {
  if (roster === undefined || roster.authors.some(({ key }) => bytesEqual(key, author))) return false
  return wasNamed(authors, author, roster.n)
}

/** Whether a key was an author before a roster: of the genesis, or of one with a lower number. */
function wasNamed({ ever, rosters }: Authors, key: Uint8Array, before: number): boolean {
  const named = rosters.find(({ authors }) => authors.some((one) => bytesEqual(one.key, key)))
  if (named !== undefined && named.n < before) return true
  return named === undefined && ever.some((one) => bytesEqual(one, key))
}
