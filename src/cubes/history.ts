/** Walks the commits of a cube, newest first, each once. */
import type { CID } from 'multiformats/cid'
import { placeOfRev, type Commit } from '../core/cube/index.ts'
import type { Reads } from './needs.ts'

export interface HistoryEntry {
  cid: CID
  commit: Commit
  /** Whether the tree of the commit is here too. A pull brings every commit, and the state of the newest one. */
  hasState: boolean
}

/**
 * Parents that a shallow pull left out are passed over in silence: they are not a part of what is held.
 * @param isEnd commits beyond which nobody wants to look
 */
export async function* history(
  node: Reads,
  from: readonly CID[],
  isEnd: (entry: HistoryEntry) => boolean = () => false,
): AsyncGenerator<HistoryEntry> {
  const seen = new Set<string>()
  /** Oldest first. */
  const open: HistoryEntry[] = []
  const enter = async (cid: CID): Promise<void> => {
    if (seen.has(cid.toString()) || !(await node.store.has(cid))) return
    seen.add(cid.toString())
    const commit = await node.cubes.commit(cid)
    const entry = { cid, commit, hasState: await node.store.has(commit.tree) }
    open.splice(placeOfRev(open, revOf, commit.rev), 0, entry)
  }
  for (const cid of from) await enter(cid)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next
    if (isEnd(next)) continue
    for (const parent of next.commit.parents) await enter(parent)
  }
}

function revOf({ commit }: HistoryEntry): string {
  return commit.rev
}
