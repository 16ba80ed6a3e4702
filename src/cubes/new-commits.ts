/** The commits that others get to see when a branch is published or merged: what is reached from new tips and not yet from known ones. */
import type { CID } from 'multiformats/cid'
import type { Reads } from './needs.ts'
import { history, type HistoryEntry } from './history.ts'

/**
 * Newest first. A commit of another cube is given as well, for it leaves as the end of this history; what lies beyond it
 * does not.
 */
export async function* newCommits(
  node: Reads,
  cube: string,
  { tips, known }: { tips: readonly CID[]; known: readonly CID[] },
): AsyncGenerator<HistoryEntry> {
  const isForeign = ({ commit }: HistoryEntry): boolean => commit.cube.toString() !== cube
  const old = new Set(known.map(String))
  /** New ones that were named and not met yet; without any, all that follows is known. */
  const open = new Set(tips.map(String).filter((tip) => !old.has(tip)))
  if (open.size === 0) return
  // Both walks go down together: a parent is older than its child, so that all children of a commit come before it.
  for await (const entry of history(node, [...tips, ...known], isForeign)) {
    const id = entry.cid.toString()
    const parents = isForeign(entry) ? [] : entry.commit.parents.map(String)
    open.delete(id)
    if (!old.has(id)) {
      yield entry
      for (const parent of parents) if (!old.has(parent)) open.add(parent)
    } else {
      for (const parent of parents) {
        old.add(parent)
        open.delete(parent)
      }
    }
    if (open.size === 0) return
  }
}
