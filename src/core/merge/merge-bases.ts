// Best common ancestors: those that are not an ancestor of another common ancestor. Commits are taken newest first, so
// when one is taken all its descendants have been, and what they passed down to it is complete.
import type { CID } from 'multiformats/cid'
import { placeOfRev } from '../cube/place-of-rev.ts'
import { readCommits, readParents, type HistoryCommit, type HistoryReader } from './history.ts'

interface Visit {
  cid: CID
  commit: HistoryCommit
  left: boolean
  right: boolean
  /** An ancestor of a common ancestor: of no more interest. */
  stale: boolean
}

/**
 * The best common ancestors of two sets of commits, in the order of their CIDs' bytes; none for unrelated histories,
 * several after a criss-cross merge. Reads down to where both sides have met, not to the beginning.
 * @throws MergeError ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export async function mergeBases(history: HistoryReader, left: CID[], right: CID[]): Promise<CID[]> {
  const queue = new VisitQueue()
  const lefts = await readCommits(history, left)
  const rights = await readCommits(history, right)
  left.forEach((cid, i) => queue.add(cid, lefts[i]!, { left: true, right: false, stale: false }))
  right.forEach((cid, i) => queue.add(cid, rights[i]!, { left: false, right: true, stale: false }))
  const bases: CID[] = []
  while (queue.isInteresting) {
    const visit = queue.take()
    const isCommon = visit.left && visit.right
    if (isCommon && !visit.stale) bases.push(visit.cid)
    const passedDown = { left: visit.left, right: visit.right, stale: isCommon }
    for (const [cid, parent] of await readParents(history, visit.commit)) queue.add(cid, parent, passedDown)
  }
  return bases.sort((a, b) => Buffer.compare(a.bytes, b.bytes))
}

/** How one commit stands to another. */
export type HistoryRelation =
  | { type: 'same' }
  /** `theirs` is in the history of `ours`: nothing to merge. */
  | { type: 'ahead' }
  /** `ours` is in the history of `theirs`: it can move there as it is. */
  | { type: 'behind' }
  | { type: 'diverged'; bases: CID[] }
  | { type: 'unrelated' }

/** How `ours` stands to `theirs`. @throws MergeError ERR_NOT_FOUND, ERR_UNVERIFIABLE */
export async function relateHistories(
  history: HistoryReader,
  ours: CID,
  theirs: CID,
): Promise<HistoryRelation> {
  if (ours.equals(theirs)) return { type: 'same' }
  const bases = await mergeBases(history, [ours], [theirs])
  const [first] = bases
  if (first === undefined) return { type: 'unrelated' }
  if (first.equals(theirs)) return { type: 'ahead' }
  return first.equals(ours) ? { type: 'behind' } : { type: 'diverged', bases }
}

type Marks = Pick<Visit, 'left' | 'right' | 'stale'>

/** Commits to visit, newest first; each once. */
class VisitQueue {
  readonly #byId = new Map<string, Visit>()
  /** Oldest first, so that the newest is taken from the end. */
  readonly #sorted: Visit[] = []
  #interesting = 0

  get isInteresting(): boolean {
    return this.#interesting > 0
  }

  add(cid: CID, commit: HistoryCommit, marks: Marks): void {
    const id = cid.toString()
    const known = this.#byId.get(id)
    if (known === undefined) return this.#insert(id, { cid, commit, ...marks })
    known.left ||= marks.left
    known.right ||= marks.right
    if (marks.stale && !known.stale) this.#interesting -= 1
    known.stale ||= marks.stale
  }

  take(): Visit {
    const visit = this.#sorted.pop()!
    this.#byId.delete(visit.cid.toString())
    if (!visit.stale) this.#interesting -= 1
    return visit
  }

  #insert(id: string, visit: Visit): void {
    const at = placeOfRev(this.#sorted, ({ commit }) => commit.rev, visit.commit.rev)
    this.#sorted.splice(at, 0, visit)
    this.#byId.set(id, visit)
    if (!visit.stale) this.#interesting += 1
  }
}
