/** Memories that only private branches ever had: a tombstone on a branch that others read would tell that they were there. */
import type { CID } from 'multiformats/cid'
import { diffTrees } from '../../core/tree/index.ts'
import type { Reads } from '../needs.ts'
import { isLocalBranch, namedBranches } from '../branches.ts'
import type { CubeRecord } from '../cube-record.ts'
import { history, type HistoryEntry } from '../history.ts'

/** Of these memories those that no state of a branch that a head names ever had. Reads history only beside a private branch. */
export async function neverShown(
  node: Reads,
  record: CubeRecord,
  memories: Iterable<string>,
  held: readonly { branch: string; cid: CID }[],
): Promise<Set<string>> {
  if (record.local === undefined) return new Set()
  const left = new Set(memories)
  for (const { branch, cid } of held) if (!isLocalBranch(record, branch)) left.delete(cid.toString())
  const isForeign = ({ commit }: HistoryEntry): boolean => commit.cube.toString() !== record.cube
  let newer: CID | undefined
  for await (const entry of history(node, Object.values(namedBranches(record)), isForeign)) {
    if (left.size === 0) break
    if (!entry.hasState || isForeign(entry)) continue
    for await (const { after } of diffTrees(node.store, newer, entry.commit.tree))
      if (after !== undefined) left.delete(after.toString())
    newer = entry.commit.tree
  }
  return left
}
