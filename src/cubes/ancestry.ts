/** Whether commits are in the history of another one. */
import type { CID } from 'multiformats/cid'
import type { Commit } from '../core/cube/index.ts'
import type { Reads } from './needs.ts'
import { history } from './history.ts'

/**
 * A question to be asked of commits from newer to older: both walks go down by `rev`, so that nothing is read that is
 * older than what was asked about. A commit is in its own history.
 */
export function ancestryOf(
  node: Reads,
  tip: CID,
): (cid: CID, commit: Pick<Commit, 'rev'>) => Promise<boolean> {
  const older = history(node, [tip])
  const known = new Set<string>()
  let reached: string | undefined
  return async (cid, { rev }) => {
    while (reached === undefined || reached > rev) {
      const { value, done } = await older.next()
      if (done === true) break
      known.add(value.cid.toString())
      reached = value.commit.rev
    }
    return known.has(cid.toString())
  }
}
