// Commits as those of who wrote them: what of each author follows each other, and where authors change.
import type { CID } from 'multiformats/cid'
import type { HistoryCommit } from './history.ts'

export interface AuthoredCommit extends HistoryCommit {
  /** Any text that tells authors apart. */
  author: string
  cube: string
}

export interface OriginReader {
  /** Undefined for one that is not held. */
  commit(cid: CID): Promise<AuthoredCommit | undefined>
  /** Whether the author that a commit names signed it. */
  isSigned(cid: CID): Promise<boolean>
  /**
   * The values of two trees that only one of them has under a key. Undefined where they are not held, or differ in more than is
   * worth keeping; without it, each tree is searched.
   */
  differences?(from: CID, to: CID): Promise<{ gone: CID[]; came: CID[] } | undefined>
}

/** A parent that is not held, or not older than its child, says nothing. */
export async function parentsOf(
  reader: Pick<OriginReader, 'commit'>,
  { parents, rev }: AuthoredCommit,
): Promise<[CID, AuthoredCommit][]> {
  const found: [CID, AuthoredCommit][] = []
  for (const cid of parents) {
    const commit = await reader.commit(cid)
    if (commit !== undefined && commit.rev < rev) found.push([cid, commit])
  }
  return found
}

/** The commits of one author that follow each other, `tip` first, each once. */
export async function* runFrom(
  reader: OriginReader,
  tip: CID,
): AsyncGenerator<{ cid: CID; commit: AuthoredCommit }> {
  const commit = await reader.commit(tip)
  if (commit === undefined) return
  const seen = new Set([tip.toString()])
  const open = [{ cid: tip, commit }]
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    yield here
    for (const [cid, parent] of await parentsOf(reader, here.commit)) {
      if (parent.author !== commit.author || seen.has(cid.toString())) continue
      seen.add(cid.toString())
      open.push({ cid, commit: parent })
    }
  }
}

/**
 * The commits whose states tell who wrote what a commit has, newest first: the parents of each commit that took in one of
 * another author. Those of a commit that is not held are passed over.
 */
export async function commitsThatTell(reader: Pick<OriginReader, 'commit'>, tip: CID): Promise<CID[]> {
  const found = new Map<string, { cid: CID; rev: string }>()
  const seen = new Set([tip.toString()])
  const open = [tip]
  for (let cid = open.pop(); cid !== undefined; cid = open.pop()) {
    const commit = await reader.commit(cid)
    if (commit === undefined) continue
    const parents = await parentsOf(reader, commit)
    const isBoundary = parents.some(([, { author }]) => author !== commit.author)
    for (const [parent, { rev }] of parents) {
      const id = parent.toString()
      if (isBoundary) found.set(id, { cid: parent, rev })
      if (seen.has(id)) continue
      seen.add(id)
      open.push(parent)
    }
  }
  return [...found.values()].sort((a, b) => compareRevs(b.rev, a.rev)).map(({ cid }) => cid)
}

/** Revisions sort as text, in the order of time. */
export const compareRevs = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
