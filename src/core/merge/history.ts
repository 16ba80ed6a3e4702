// The graph of commits as merging needs it. Every commit's `rev` is greater than those of its parents: checked on every
// step, because the search for common ancestors relies on it.
import type { CID } from 'multiformats/cid'
import { MergeError } from './merge-error.ts'

/** What merging needs to know of a commit. A cube's commit has it. */
export interface HistoryCommit {
  tree: CID
  parents: CID[]
  /** Sorts after the `rev` of every parent. */
  rev: string
}

/** Gives commits, in the order asked; `undefined` for one that it does not have. */
export interface HistoryReader {
  getMany(commits: CID[]): Promise<(HistoryCommit | undefined)[]>
}

/** The commits, all of them. @throws MergeError ERR_NOT_FOUND */
export async function readCommits(history: HistoryReader, cids: CID[]): Promise<HistoryCommit[]> {
  if (cids.length === 0) return []
  const commits = await history.getMany(cids)
  return cids.map((cid, i) => {
    const commit = commits[i]
    if (commit !== undefined) return commit
    throw new MergeError(
      'ERR_NOT_FOUND',
      `the commit ${cid.toString()} is not here, so the common history cannot be found`,
      {
        hint: 'pull the whole history of both sides, then merge again',
      },
    )
  })
}

/** The parents of a commit. @throws MergeError ERR_NOT_FOUND, ERR_UNVERIFIABLE if one is not older than its child */
export async function readParents(
  history: HistoryReader,
  child: HistoryCommit,
): Promise<[cid: CID, commit: HistoryCommit][]> {
  const parents = await readCommits(history, child.parents)
  return parents.map((parent, i) => {
    const cid = child.parents[i]!
    if (parent.rev < child.rev) return [cid, parent]
    throw new MergeError(
      'ERR_UNVERIFIABLE',
      `the commit ${cid.toString()} has rev ${parent.rev}, its child ${child.rev}: a parent must be older`,
    )
  })
}
