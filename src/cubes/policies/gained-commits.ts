/** The commits that a branch has gained, as far as its own line goes. */
import type { CID } from 'multiformats/cid'
import type { Commit } from '../../core/cube/index.ts'
import type { Reads } from '../needs.ts'
import { ancestryOf } from '../ancestry.ts'

export interface GainedCommit {
  cid: CID
  commit: Commit
}

/** Of a longer line only the newest are looked at. Guess: years of work. */
const maxGained = 20_000

/**
 * From the tip along first parents, newest first, until a commit that `before` has too. What was merged in came to the
 * branch with the commit that merged it, so only that one is here.
 */
export async function gainedCommits(node: Reads, before: CID, tip: CID): Promise<GainedCommit[]> {
  const isKnown = ancestryOf(node, before)
  const line: GainedCommit[] = []
  let next: CID | undefined = tip
  while (next !== undefined && line.length < maxGained && (await node.store.has(next))) {
    const commit: Commit = await node.cubes.commit(next)
    const isForeign = line[0] !== undefined && !commit.cube.equals(line[0].commit.cube)
    if (isForeign || (await isKnown(next, commit))) break
    line.push({ cid: next, commit })
    ;[next] = commit.parents
  }
  return line
}
