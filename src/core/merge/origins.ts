// Who wrote what a key holds, from commits and trees alone. Commits of one author in a row are a run; where a run took in
// a commit of somebody else, what that brought and the run did not have before is theirs, and is looked for in their run.
// Invariant: the author of a value is one of those who had it in a state they signed, and taking it over, removing it
// and putting it back do not change who that is. Spec: protocols/merge/spec.md, "Trust".
import type { CID } from 'multiformats/cid'
import type { HistoryCommit } from './history.ts'
import { besideKeyOf } from './resolve-conflicts.ts'

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
}

/** Whether a tree has this value under the key; undefined where the tree is not held. */
export type HasValue = (tree: CID, key: string, value: CID) => Promise<boolean | undefined>

export interface Origin {
  author: string
  /** The cube from which it came. */
  cube: string
}

/** Where a run took in a commit of somebody else. */
interface Boundary {
  theirs: CID
  commit: AuthoredCommit
  /** The commit of the run that took it in, and what else it had as parents in the run. */
  child: AuthoredCommit
  before: AuthoredCommit[]
}

interface Run {
  tip: AuthoredCommit
  /** In the order in which they were taken in. */
  boundaries: Boundary[]
}

/** Runs kept between questions; each holds only its boundaries. Guess. */
const maxRuns = 1_000

interface Origins {
  /** Who wrote what a commit has under a key. Undefined when the commit is not held. */
  of(commit: CID, key: string, value: CID, has: HasValue): Promise<Origin | undefined>
}

export function createOrigins(reader: OriginReader): Origins {
  const runs = new Map<string, Run>()

  async function runOf(cid: CID): Promise<Run | undefined> {
    const id = cid.toString()
    const known = runs.get(id)
    if (known !== undefined) return known
    const tip = await reader.commit(cid)
    if (tip === undefined) return undefined
    const run = { tip, boundaries: await walkRun(reader, runs, tip) }
    if (runs.size >= maxRuns) runs.clear()
    runs.set(id, run)
    return run
  }

  return {
    async of(commit, key, value, has) {
      const seen = new Set<string>()
      let origin: Origin | undefined
      for (let at: CID | undefined = commit; at !== undefined && !seen.has(at.toString());) {
        seen.add(at.toString())
        const run: Run | undefined = await runOf(at)
        if (run === undefined) break
        origin = { author: run.tip.author, cube: run.tip.cube }
        at = await broughtBy(reader, run.boundaries, { key, value, has })
      }
      return origin
    },
  }
}

/** Every place where the author of `tip` took in what another one signed, in order. Costs a read for each commit. */
async function walkRun(
  reader: OriginReader,
  runs: ReadonlyMap<string, Run>,
  tip: AuthoredCommit,
): Promise<Boundary[]> {
  const found = new Map<string, Boundary>()
  const seen = new Set<string>()
  const open = [tip]
  for (let child = open.pop(); child !== undefined; child = open.pop()) {
    const parents = await parentsOf(reader, child)
    const before = parents.map(([, parent]) => parent).filter(({ author }) => author === tip.author)
    for (const [theirs, commit] of parents) {
      const id = theirs.toString()
      if (commit.author !== tip.author) {
        if (!found.has(id)) found.set(id, { theirs, commit, child, before })
      } else if (!seen.has(id)) {
        seen.add(id)
        const known = runs.get(id)
        if (known === undefined) open.push(commit)
        else for (const boundary of known.boundaries) found.set(boundary.theirs.toString(), boundary)
      }
    }
  }
  return [...found.values()].sort(
    (a, b) => compare(a.child.rev, b.child.rev) || compare(a.theirs.toString(), b.theirs.toString()),
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A parent that is not held, or not older than its child, says nothing. */
async function parentsOf(
  reader: OriginReader,
  { parents, rev }: AuthoredCommit,
): Promise<[CID, AuthoredCommit][]> {
  const found: [CID, AuthoredCommit][] = []
  for (const cid of parents) {
    const commit = await reader.commit(cid)
    if (commit !== undefined && commit.rev < rev) found.push([cid, commit])
  }
  return found
}

/** The first commit of somebody else that brought the value into the run. */
async function broughtBy(
  reader: OriginReader,
  boundaries: readonly Boundary[],
  { key, value, has: hasUnder }: { key: string; value: CID; has: HasValue },
): Promise<CID | undefined> {
  const keys = [key, ...besideKeyOf(key, value)]
  const has = async (tree: CID): Promise<boolean | undefined> => {
    let isHeld = true
    for (const one of keys) {
      const found = await hasUnder(tree, one, value)
      if (found === true) return true
      if (found === undefined) isHeld = false
    }
    return isHeld ? false : undefined
  }
  const had = async ({ tree }: AuthoredCommit): Promise<boolean> => (await has(tree)) === true
  for (const { theirs, commit, child, before } of boundaries) {
    // Of a side whose state is gone it is known only what came with it: that counts as theirs.
    const brought = (await has(commit.tree)) ?? (await had(child))
    if (!brought || !(await reader.isSigned(theirs))) continue
    // What the run had before, nobody above has brought: it is its own, and nobody brings it later.
    return (await some(before, had)) ? undefined : theirs
  }
  return undefined
}

async function some<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (await test(item)) return true
  return false
}
