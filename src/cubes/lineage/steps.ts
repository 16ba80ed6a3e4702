/** The steps that a history is made of, as far as the states on both sides of them are held here. */
import type { CID } from 'multiformats/cid'
import type { Commit } from '../../core/cube/index.ts'
import {
  createDepthChecks,
  DEFAULT_TREE_OPTIONS,
  diffTrees,
  walk,
  type DepthChecks,
  type TreeChange,
} from '../../core/tree/index.ts'
import type { Reads } from '../needs.ts'
import type { Stored } from '../../home/index.ts'
import { hasState } from '../branches.ts'
import type { HistoryEntry } from '../history.ts'

export interface LineageStep {
  cid: CID
  commit: Commit
  /**
   * What it is compared with: its first parent; nothing, for a first commit; or, where the state of the first parent is
   * not held, the nearest older commit whose state is.
   */
  base: { cid: CID; commit: Commit } | undefined
  /** `exact`: the commit made these changes. `span`: one of those since the base did. `state`: they were there by then. */
  kind: 'exact' | 'span' | 'state'
}

/** Undefined for a commit whose own state is not held. */
export async function stepOf(
  node: Reads,
  { cid, commit, hasState: isHeld }: HistoryEntry,
): Promise<LineageStep | undefined> {
  if (!isHeld) return undefined
  const [parent] = commit.parents
  if (parent === undefined) return { cid, commit, base: undefined, kind: 'exact' }
  const base = await heldAncestor(node, parent)
  if (base === undefined) return { cid, commit, base, kind: 'state' }
  return { cid, commit, base, kind: base.cid.equals(parent) ? 'exact' : 'span' }
}

/** Commits looked at for one that has its state. Guess: years of work. */
const maxLookedAt = 20_000

async function heldAncestor(node: Reads, from: CID): Promise<{ cid: CID; commit: Commit } | undefined> {
  let next: CID | undefined = from
  for (let looked = 0; next !== undefined && looked < maxLookedAt; looked++) {
    if (!(await node.store.has(next))) return undefined
    const commit: Commit = await node.cubes.commit(next)
    if (await hasState(node, next)) return { cid: next, commit }
    ;[next] = commit.parents
  }
  return undefined
}

/**
 * The keys that a step changed, those that begin with a prefix; cost by difference, except for a whole state.
 * @param checks of all steps: every node that tells of a change was hashed by the store, and its keys stand where they have to, so
 *   what is yielded is what proofs of inclusion and absence would show
 */
export async function* changesOfStep(
  { store }: Stored,
  { commit, base }: LineageStep,
  prefix: string,
  checks: DepthChecks = createDepthChecks(DEFAULT_TREE_OPTIONS.bitsPerLevel),
): AsyncGenerator<TreeChange> {
  if (base === undefined) {
    for await (const [key, after] of walk(store, commit.tree, { prefix, checks })) yield { key, after }
    return
  }
  for await (const change of diffTrees(store, base.commit.tree, commit.tree, { checks }))
    if (change.key.startsWith(prefix)) yield change
}
