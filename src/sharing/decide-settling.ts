/**
 * Where a cube with several authors goes, told from the heads that are held and how their commits stand to each other.
 * Invariant: a branch goes on, and is never taken back behind what is held here. Pure: whoever calls it has read the
 * history. Spec: protocols/authors/spec.md, "The commit of a branch".
 */
import type { CID } from 'multiformats/cid'
import type { HistoryRelation } from '../core/merge/index.ts'
import type { Canonical } from '../core/policy/index.ts'
import type { KnownHead } from '../cubes/index.ts'

export type Relation = HistoryRelation['type']

/** A branch of a home that signs. */
interface OwnBranch {
  /** Where enough authors have it. */
  at: Canonical
  /** Where this home's own head has it. */
  own: CID | undefined
  /** How that stands to where enough authors have it; undefined where one of the two is missing. */
  relation: Relation | undefined
  /** This home has another branch of that name, which it has not published. */
  isLocal: boolean
  /** Whether this home may sign the branch: it has nothing of its own on others. */
  maySign: boolean
}

/**
 * Where a home that signs moves a branch of its own head: there only where that loses nothing. Undefined when it stays.
 * What it has of a branch of others may be by somebody who was taken off since: it follows those who are left.
 */
export function decideOwnMove({ at, own, relation, isLocal, maySign }: OwnBranch): CID | undefined {
  if (at.type !== 'at' || isLocal) return undefined
  if (own === undefined || relation === 'behind') return at.commit
  if (relation !== 'diverged') return undefined
  return maySign ? undefined : at.commit
}

/** Where a home that has signed nothing finds a branch. */
interface FollowedBranch {
  /** Where enough authors have it. */
  at: Canonical
  /** Where this home has it. */
  here: CID | undefined
  /** How that stands to where enough authors have it; undefined where one of the two is missing. */
  relation: Relation | undefined
  /** What the heads of all its authors contain; undefined where it was not needed. */
  agreed: Canonical | undefined
  /** The newest roster names this home. */
  isSigner: boolean
}

export type Where = { type: 'at'; commit: CID; diverged: readonly CID[] } | { type: 'undecided' }

/** What this home holds is left only for something newer that enough authors agree on. */
export function decideWhere({ at, here, relation, agreed, isSigner }: FollowedBranch): Where {
  if (at.type === 'at')
    return { type: 'at', commit: here !== undefined && relation === 'ahead' ? here : at.commit, diverged: [] }
  const diverged = at.type === 'diverged' ? at.commits : []
  if (here !== undefined) return { type: 'at', commit: here, diverged }
  // Whoever is to sign must first be able to read.
  if (at.type === 'none' && !isSigner) return { type: 'undecided' }
  const commit =
    agreed?.type === 'at' ? agreed.commit : agreed?.type === 'diverged' ? agreed.commits[0] : undefined
  return commit === undefined ? { type: 'undecided' } : { type: 'at', commit, diverged }
}

/** Commits of other authors that ours does not contain: to merge, or to wait for. Each once. */
export function decideApart(votes: readonly { commit: CID; relation: Relation }[]): CID[] {
  const apart = votes.filter(({ relation }) => relation === 'behind' || relation === 'diverged')
  return [...new Map(apart.map(({ commit }) => [commit.toString(), commit])).values()]
}

/** Where each branch is; one that its authors have not decided stays where it was here, or is left out. */
export function decideBranches(
  branches: readonly { name: string; at: Canonical }[],
  before: Readonly<Record<string, CID>>,
): Record<string, CID> {
  const refs: Record<string, CID> = {}
  for (const { name, at } of branches) {
    const commit = at.type === 'at' ? at.commit : refOf(before, name)
    if (commit !== undefined) refs[name] = commit
  }
  return refs
}

/** The head that a record shows: that of the author it is called by where it says the same, else another that does. */
export function decideShownHead(
  heads: readonly KnownHead[],
  branch: string,
  commit: CID,
  lead: string | undefined,
): KnownHead | undefined {
  const saying = heads.filter(({ head }) => refOf(head.refs, branch)?.equals(commit) === true)
  return saying.find(({ author }) => author === lead) ?? saying[0] ?? heads[0]
}

/** Names of branches in all heads, in the order in which they come. */
export function branchNames(heads: readonly KnownHead[]): string[] {
  return [...new Set(heads.flatMap(({ head }) => Object.keys(head.refs)))]
}

function refOf(refs: Readonly<Record<string, CID>>, name: string): CID | undefined {
  return Object.hasOwn(refs, name) ? refs[name] : undefined
}
