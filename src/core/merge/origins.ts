// Who wrote what a key holds, from commits and trees alone. Commits of one author in a row are a run; where a run took in
// a commit of somebody else, what that brought and the run did not have before is theirs, and is looked for in their run.
// Invariant: the author of a value is one of those who had it in a state they signed, and taking it over, removing it
// and putting it back do not change who that is. Spec: protocols/merge/spec.md, "Trust".
import type { CID } from 'multiformats/cid'
import {
  createBroughtValues,
  numberOf,
  usualPatience,
  type Boundary,
  type BroughtValues,
} from './brought-values.ts'
import { besideKeyOf } from './resolve-conflicts.ts'
import { compareRevs, parentsOf, runFrom, type AuthoredCommit, type OriginReader } from './runs.ts'

/** Whether a tree has this value under the key; undefined where the tree is not held. */
export type HasValue = (tree: CID, key: string, value: CID) => Promise<boolean | undefined>

export interface Origin {
  author: string
  /** The cube from which it came. */
  cube: string
}

/** The commit by which somebody wrote what a key holds. */
export interface Introduction {
  origin: Origin
  cid: CID
  /** The key that it stood under: a union may have moved it since. */
  key: string
  /** False where a state that would tell is not held: the commit is then the oldest held one of its author that has it. */
  exact: boolean
}

interface Run {
  tip: AuthoredCommit
  /** In the order in which they were taken in. */
  boundaries: Boundary[]
}

/**
 * Runs one on top of the other, each on a single commit of somebody else, as people have them who write in turn: a value that
 * a run has not beside what it stands on is from below.
 */
interface Chain {
  /** The tips, newest first. */
  tips: CID[]
  /** By the number of a value, the newest run that has it and stands on what has not. */
  newIn: ReadonlyMap<number, number>
}

/** Runs kept between questions; each holds only its boundaries. Guess. */
const maxRuns = 1_000
/** Commits of which it is kept on which walk they lie. Guess: 8 MiB. */
const maxWalked = 50_000
/**
 * Values that chains tell of: of one, below which another begins, and of all that are kept between questions, the newest of which stay.
 * Guess: 30 MiB.
 */
const maxChainValues = 500_000

export interface Origins {
  /** Who wrote what a commit has under a key. Undefined when the commit is not held. */
  of(commit: CID, key: string, value: CID, has: HasValue): Promise<Origin | undefined>
  /** The same, with the first commit of the writer that has it. Costs a search in the tree of each commit of the writer's run. */
  introduced(commit: CID, key: string, value: CID, has: HasValue): Promise<Introduction | undefined>
}

/**
 * Remembers what it read, so it is for one question or several about commits that do not change.
 * @param patience questions that are answered by a search before states are compared
 */
export function createOrigins(reader: OriginReader, patience = usualPatience): Origins {
  const runs = new Map<string, Run>()
  /** Boundaries of the walk that a commit lies on: who asks of each commit of a history walks it once. */
  const walked = new Map<string, readonly Boundary[]>()
  const chains = new Map<string, { chain: Promise<Chain>; values: number }>()
  let keptValues = 0
  let asked = 0
  const brought = createBroughtValues(reader, patience)

  async function runOf(cid: CID): Promise<Run | undefined> {
    const id = cid.toString()
    const known = runs.get(id)
    if (known !== undefined) return known
    const tip = await reader.commit(cid)
    if (tip === undefined) return undefined
    const run = { tip, boundaries: await boundariesOf(id, tip) }
    if (runs.size >= maxRuns) runs.clear()
    runs.set(id, run)
    return run
  }

  async function boundariesOf(id: string, tip: AuthoredCommit): Promise<Boundary[]> {
    const above = walked.get(id)
    if (above !== undefined) return above.filter(({ child }) => child.rev <= tip.rev)
    const { boundaries, line } = await walkRun(reader, runs, tip)
    if (walked.size + line.length > maxWalked) walked.clear()
    for (const one of line.slice(0, maxWalked)) walked.set(one, boundaries)
    return boundaries
  }

  async function readChain(tip: CID): Promise<Chain> {
    const tips = [tip]
    const newIn = new Map<number, number>()
    for (let at = tip; newIn.size < maxChainValues;) {
      const run = await runOf(at)
      const [below] = run?.boundaries ?? []
      if (run === undefined || below === undefined || !standsOn(run, below)) break
      const values = await brought.newSince(below.commit, run.tip)
      if (values === null || !(await reader.isSigned(below.theirs))) break
      for (const value of values) if (!newIn.has(value)) newIn.set(value, tips.length - 1)
      tips.push(below.theirs)
      at = below.theirs
    }
    return { tips, newIn }
  }

  /** The oldest ones give way. */
  function keepChain(id: string, values: number): void {
    const kept = chains.get(id)
    if (kept === undefined) return
    kept.values = values
    keptValues += values
    for (const [oldest, { values: less }] of chains) {
      if (keptValues <= maxChainValues || oldest === id) return
      keptValues -= less
      chains.delete(oldest)
    }
  }

  /** The lowest run from which a value was handed on, each standing on the one below. One question is answered by a search sooner. */
  async function handedOn(from: CID, value: CID): Promise<CID> {
    if (asked++ < patience) return from
    const id = from.toString()
    let kept = chains.get(id)
    if (kept === undefined) {
      kept = { chain: readChain(from), values: 0 }
      chains.set(id, kept)
      kept.chain.then(
        ({ tips, newIn }) => keepChain(id, tips.length + newIn.size),
        // What could not be read may be there for the next question.
        () => chains.delete(id),
      )
    }
    const { tips, newIn } = await kept.chain
    return tips[newIn.get(numberOf(value)) ?? tips.length - 1] ?? from
  }

  /** The newest commit of the writer through which it came, and its run. */
  async function traced(commit: CID, sought: Sought): Promise<{ at: CID; run: Run } | undefined> {
    const seen = new Set<string>()
    let found: { at: CID; run: Run } | undefined
    for (let next: CID | undefined = commit; next !== undefined && !seen.has(next.toString());) {
      seen.add(next.toString())
      const at = await handedOn(next, sought.value)
      const run: Run | undefined = await runOf(at)
      if (run === undefined) break
      found = { at, run }
      next = await broughtBy(reader, run.boundaries, brought, sought)
    }
    return found
  }

  return {
    async of(commit, key, value, has) {
      const found = await traced(commit, { key, value, has })
      return found && originOf(found.run.tip)
    },
    async introduced(commit, key, value, has) {
      const found = await traced(commit, { key, value, has })
      if (found === undefined) return undefined
      const first = await firstWith(reader, found.at, { key, value, has })
      return first && { origin: originOf(found.run.tip), ...first }
    },
  }
}

/** Whether all that a run did not write itself is from below this one boundary. */
function standsOn({ boundaries }: Run, below: Boundary): boolean {
  return boundaries.length === 1 && below.before.length === 0
}

function originOf({ author, cube }: AuthoredCommit): Origin {
  return { author, cube }
}

/** What is looked for. */
interface Sought {
  key: string
  value: CID
  has: HasValue
}

/** The oldest commit of the author of `tip`, in a row with it, that has the value. */
async function firstWith(
  reader: OriginReader,
  tip: CID,
  { key, value, has }: Sought,
): Promise<Omit<Introduction, 'origin'> | undefined> {
  const keys = [key, ...besideKeyOf(key, value)]
  let first: (Omit<Introduction, 'origin'> & { rev: string }) | undefined
  let isWhole = true
  for await (const { cid, commit } of runFrom(reader, tip)) {
    if (first !== undefined && commit.rev >= first.rev) continue
    for (const one of keys) {
      const found = await has(commit.tree, one, value)
      if (found === undefined) isWhole = false
      if (found !== true) continue
      first = { cid, key: one, rev: commit.rev, exact: true }
      break
    }
  }
  if (first === undefined) return undefined
  const { rev: _rev, ...rest } = first
  return { ...rest, exact: isWhole }
}

interface Walk {
  boundaries: Boundary[]
  /**
   * The commits below the tip, newest first, where they are one line: the boundaries of each of them are those that do not
   * lie above it. Otherwise none.
   */
  line: string[]
}

/** Every place where the author of `tip` took in what another one signed, in order. Costs a read for each commit. */
async function walkRun(
  reader: OriginReader,
  runs: ReadonlyMap<string, Run>,
  tip: AuthoredCommit,
): Promise<Walk> {
  const found = new Map<string, Boundary>()
  const seen = new Set<string>()
  const open = [tip]
  let isLine = true
  /** What is taken in twice counts where it was first. */
  const add = (boundary: Boundary): void => {
    const id = boundary.theirs.toString()
    const other = found.get(id)
    if (other === undefined || boundary.child.rev < other.child.rev) found.set(id, boundary)
  }
  for (let child = open.pop(); child !== undefined; child = open.pop()) {
    const parents = await parentsOf(reader, child)
    const before = parents.map(([, parent]) => parent).filter(({ author }) => author === tip.author)
    if (before.length > 1) isLine = false
    for (const [theirs, commit] of parents) {
      const id = theirs.toString()
      if (commit.author !== tip.author) {
        add({ theirs, commit, child, before })
      } else if (!seen.has(id)) {
        seen.add(id)
        const known = runs.get(id)
        if (known === undefined) open.push(commit)
        else known.boundaries.forEach(add)
      }
    }
  }
  const boundaries = [...found.values()].sort(
    (a, b) => compareRevs(a.child.rev, b.child.rev) || compareRevs(a.theirs.toString(), b.theirs.toString()),
  )
  return { boundaries, line: isLine ? [...seen] : [] }
}

/** The first commit of somebody else that brought the value into the run. */
async function broughtBy(
  reader: OriginReader,
  boundaries: readonly Boundary[],
  brought: BroughtValues,
  { key, value, has: hasUnder }: Sought,
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
  for (const { theirs, commit, child, before } of await brought.of(boundaries, value)) {
    // Of a side whose state is gone it is known only what came with it: that counts as theirs.
    const isThere = (await has(commit.tree)) ?? (await had(child))
    if (!isThere || !(await reader.isSigned(theirs))) continue
    // What the run had before, nobody above has brought: it is its own, and nobody brings it later.
    return (await some(before, had)) ? undefined : theirs
  }
  return undefined
}

async function some<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (await test(item)) return true
  return false
}
