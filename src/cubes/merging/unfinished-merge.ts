/**
 * A merge that waits for decisions, kept as a record per branch. It holds what was asked and what was decided, and
 * never a result: that is computed anew from the branch as it is then, so writes in between are neither lost nor
 * in the way.
 */
import type { CID } from 'multiformats/cid'
import type { MergeConflict } from '../../core/merge/index.ts'
import type { RecordPut, RecordName, Store } from '../../storage/index.ts'

/** A decision, and the conflict that it was made for. `null` stands for a key that is not there. */
export interface Settled {
  key: string
  base: CID | null
  ours: CID | null
  theirs: CID | null
  by: 'ours' | 'theirs' | 'text'
  value: CID | null
}

export interface UnfinishedMerge {
  branch: string
  /** A cube id, or a revision as it was given. */
  other: string
  theirs: CID
  settled: Settled[]
  /** Why, as it was said last: who settles the rest need not say it again. */
  message?: string
}

export function loadUnfinished(
  store: Store,
  cube: string,
  branch: string,
): Promise<UnfinishedMerge | undefined> {
  return store.records<UnfinishedMerge>('meta').get(recordOf(cube, branch).key)
}

/** Of all branches of a cube. */
export async function listUnfinished(store: Store, cube: string): Promise<UnfinishedMerge[]> {
  const found: UnfinishedMerge[] = []
  for await (const [, merge] of store.records<UnfinishedMerge>('meta').list(`merge/${cube}/`))
    found.push(merge)
  return found
}

/** What to write with a batch, so that the merge can be finished later. */
export function unfinishedEntry(cube: string, merge: UnfinishedMerge): RecordPut {
  return { ...recordOf(cube, merge.branch), value: merge }
}

/** What to take away with the batch that finishes it. */
export function recordOf(cube: string, branch: string): RecordName {
  return { space: 'meta', key: `merge/${cube}/${branch}` }
}

/** Whether a decision was made for just this conflict: a value that has changed since has to be looked at again. */
export function isFor({ key, base, ours, theirs }: Settled, conflict: MergeConflict): boolean {
  return (
    key === conflict.key &&
    isSame(base, conflict.base) &&
    isSame(ours, conflict.ours) &&
    isSame(theirs, conflict.theirs)
  )
}

function isSame(a: CID | null, b: CID | undefined): boolean {
  return a === null || b === undefined ? a === null && b === undefined : a.equals(b)
}
