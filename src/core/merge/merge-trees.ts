// Three-way merge of trees: what both sides did to a common base, key by key. What only one side changed is taken; what
// both changed to the same is the same; anything else is a conflict, returned with all that is known and never decided.
import type { CID } from 'multiformats/cid'
import type { KeyChange, TreeOptions, TreeReader } from '../tree/index.ts'
import { readCommits } from './history.ts'
import { mergeBases } from './merge-bases.ts'
import {
  compareStates,
  isSame,
  stateOfTree,
  type Difference,
  type KeyValue,
  type MergeInput,
} from './three-way.ts'
import { virtualBase, type MergeSource } from './virtual-base.ts'

/** `edit/remove`: one side changed what the other removed. `add/add`: there was nothing before. */
type ConflictType = 'edit/edit' | 'edit/remove' | 'add/add'

/** A key on which the two sides disagree. A value that is missing is one that the key did not have. */
export interface MergeConflict {
  key: string
  type: ConflictType
  /** Also missing where the common ancestors themselves disagree. */
  base?: CID
  ours?: CID
  theirs?: CID
}

export interface TreeMerge {
  /** What turns the tree of `ours` into the merged one, but for the conflicts, at which it stays as it is. In key order. */
  changes: KeyChange[]
  /** In key order. */
  conflicts: MergeConflict[]
}

/**
 * Merges `theirs` into `ours`, two trees that come from `base` (or from nothing). Reads what differs.
 * @throws TreeError ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export async function mergeTrees(
  reader: TreeReader,
  base: CID | undefined,
  ours: CID,
  theirs: CID,
  options?: Partial<TreeOptions>,
): Promise<TreeMerge> {
  return mergeStates(
    reader,
    { base: stateOfTree(base), ours: stateOfTree(ours), theirs: stateOfTree(theirs) },
    options,
  )
}

/**
 * Merges the trees of two commits over their best common ancestors; over nothing if they have none. The outcome depends
 * on the two commits alone, and exchanging them exchanges the sides.
 * @throws MergeError, TreeError ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export async function mergeCommits(
  source: MergeSource,
  ours: CID,
  theirs: CID,
): Promise<TreeMerge & { bases: CID[] }> {
  const bases = await mergeBases(source.history, [ours], [theirs])
  const [ourCommit, theirCommit] = await readCommits(source.history, [ours, theirs])
  const base = await virtualBase(source, bases)
  const input: MergeInput = {
    base,
    ours: stateOfTree(ourCommit!.tree),
    theirs: stateOfTree(theirCommit!.tree),
  }
  return { ...(await mergeStates(source.reader, input, source.options)), bases }
}

async function mergeStates(
  reader: TreeReader,
  input: MergeInput,
  options?: Partial<TreeOptions>,
): Promise<TreeMerge> {
  const merge: TreeMerge = { changes: [], conflicts: [] }
  for (const difference of await compareStates(reader, input, options)) {
    const { key, base, ours, theirs } = difference
    if (isSame(base, theirs)) continue
    if (isSame(base, ours)) merge.changes.push({ key, value: known(theirs) ?? null })
    else merge.conflicts.push(conflictOf(difference))
  }
  return merge
}

function conflictOf({ key, base, ours, theirs }: Difference): MergeConflict {
  const type =
    known(ours) === undefined || known(theirs) === undefined
      ? 'edit/remove'
      : base === undefined
        ? 'add/add'
        : 'edit/edit'
  const conflict: MergeConflict = { key, type }
  for (const [side, value] of [
    ['base', known(base)],
    ['ours', known(ours)],
    ['theirs', known(theirs)],
  ] as const) {
    if (value !== undefined) conflict[side] = value
  }
  return conflict
}

function known(value: KeyValue): CID | undefined {
  return value === 'contested' ? undefined : value
}
