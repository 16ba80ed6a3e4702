/**
 * Which commit a branch with several authors is at: the newest that enough of their heads contain. Commits are taken
 * newest first, so when one is taken all heads that contain it are known. Pure but for reading commits.
 * Spec: protocols/authors/spec.md, "The commit of a branch".
 */
import type { CID } from 'multiformats/cid'
import { CubeError } from '../cube/index.ts'
import type { HistoryCommit, HistoryReader } from '../merge/index.ts'

/** Where an author's head has the branch. */
interface Vote {
  author: Uint8Array
  commit: CID
}

export type Canonical =
  /** Enough authors contain it, and nothing newer. */
  | { type: 'at'; commit: CID }
  /** Several commits that do not contain each other have enough authors: an author has to merge. Oldest CID first. */
  | { type: 'diverged'; commits: CID[] }
  /** No commit has enough authors. */
  | { type: 'none' }

interface Visit {
  cid: CID
  commit: HistoryCommit
  /** Indexes of the votes that contain it. */
  votes: Set<number>
  /** An ancestor of a commit that has enough: of no more interest. */
  covered: boolean
}

/** @throws {CubeError} ERR_UNVERIFIABLE for a history whose revisions do not grow */
export async function decideCanonical(
  history: HistoryReader,
  votes: readonly Vote[],
  threshold: number,
): Promise<Canonical> {
  const open = new Map<string, Visit>()
  const tips = await history.getMany(votes.map(({ commit }) => commit))
  votes.forEach(({ commit: cid }, at) => enter(open, cid, tips[at], new Set([at]), false))
  const found: CID[] = []
  for (let visit = newest(open); visit !== undefined; visit = newest(open)) {
    open.delete(visit.cid.toString())
    const enough = visit.votes.size >= threshold
    if (enough && !visit.covered) found.push(visit.cid)
    const parents = await history.getMany(visit.commit.parents)
    visit.commit.parents.forEach((cid, at) => {
      const parent = parents[at]
      if (parent !== undefined && parent.rev >= visit.commit.rev)
        throw new CubeError('ERR_UNVERIFIABLE', `the commit ${cid} is not older than the one made on it`)
      enter(open, cid, parent, visit.votes, visit.covered || enough)
    })
  }
  const [first] = found
  if (first === undefined) return { type: 'none' }
  if (found.length === 1) return { type: 'at', commit: first }
  return { type: 'diverged', commits: found.sort((a, b) => Buffer.compare(a.bytes, b.bytes)) }
}

/** Commits that are not here (a shallow pull left them out) are where the search ends. */
function enter(
  open: Map<string, Visit>,
  cid: CID,
  commit: HistoryCommit | undefined,
  votes: ReadonlySet<number>,
  covered: boolean,
): void {
  if (commit === undefined) return
  const id = cid.toString()
  const known = open.get(id)
  if (known === undefined) return void open.set(id, { cid, commit, votes: new Set(votes), covered })
  for (const vote of votes) known.votes.add(vote)
  known.covered ||= covered
}

/** The newest visit, while there is one of interest. */
function newest(open: ReadonlyMap<string, Visit>): Visit | undefined {
  let best: Visit | undefined
  let isOpen = false
  for (const visit of open.values()) {
    isOpen ||= !visit.covered
    if (best === undefined || visit.commit.rev > best.commit.rev) best = visit
  }
  return isOpen ? best : undefined
}
