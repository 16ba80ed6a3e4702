// Where a value can have come into a run from, told by what differs between states in place of a search in each of them. A
// home is asked for one memory after another, and two states differ in few values: what differs is read once.
// Invariant: a boundary that is passed over would have told nothing. Of values that went away in between, all are given.
import type { CID } from 'multiformats/cid'
import type { AuthoredCommit, OriginReader } from './runs.ts'

/** Where a run took in a commit of somebody else. */
export interface Boundary {
  theirs: CID
  commit: AuthoredCommit
  /** The commit of the run that took it in, and what else it had as parents in the run. */
  child: AuthoredCommit
  before: AuthoredCommit[]
}

export interface BroughtValues {
  /** The boundaries through which a value can have come, in their order. */
  of(boundaries: readonly Boundary[], value: CID): Promise<readonly Boundary[]>
  /** Numbers of the values that a commit has and an earlier one had not; null where only a search tells. */
  newSince(earlier: AuthoredCommit, commit: AuthoredCommit): Promise<ReadonlySet<number> | null>
}

/** Fewer are searched sooner than compared. Guess. */
const fewBoundaries = 4
/** Questions that are answered by a search before anything is read for those that follow: a command asks for one. Guess. */
export const usualPatience = 16
/** Values kept in all, some 20 MiB. Guess: what authors of a busy cube brought in some years. */
const mostValues = 500_000

/** @param patience questions before anything is compared */
export function createBroughtValues(
  { differences }: Pick<OriginReader, 'differences'>,
  patience = usualPatience,
): BroughtValues {
  let cameWith = new WeakMap<Boundary, ReadonlySet<number> | null>()
  let newIn = new WeakMap<AuthoredCommit, { earlier: AuthoredCommit; values: ReadonlySet<number> | null }>()
  let goneBefore = new WeakMap<Boundary, { before: Boundary; gone: ReadonlySet<number> | null }>()
  const few = Math.min(fewBoundaries, patience)
  let kept = 0
  let asked = 0

  /** What came with a boundary: null where that is not known. */
  async function came(boundary: Boundary): Promise<ReadonlySet<number> | null> {
    const known = cameWith.get(boundary)
    if (known !== undefined) return known
    const [before] = boundary.before
    const found = before === undefined ? undefined : await differences?.(before.tree, boundary.commit.tree)
    const values = found === undefined ? null : keep(found.came)
    cameWith.set(boundary, values)
    return values
  }

  /** What the run had at one boundary and no more at the next. */
  async function gone(before: Boundary, boundary: Boundary): Promise<ReadonlySet<number> | null> {
    const known = goneBefore.get(boundary)
    if (known?.before === before) return known.gone
    const values = await lost(before, boundary)
    goneBefore.set(boundary, { before, gone: values })
    return values
  }

  async function lost(before: Boundary, boundary: Boundary): Promise<ReadonlySet<number> | null> {
    const [next] = boundary.before
    const all: CID[] = []
    for (const { tree } of before.before) {
      const found = next === undefined ? undefined : await differences?.(tree, next.tree)
      if (found === undefined) return null
      for (const value of found.gone) all.push(value)
    }
    return keep(all)
  }

  function keep(values: readonly CID[]): ReadonlySet<number> {
    const numbers = new Set(values.map(numberOf))
    kept += numbers.size
    if (kept > mostValues) {
      cameWith = new WeakMap()
      newIn = new WeakMap()
      goneBefore = new WeakMap()
      kept = numbers.size
    }
    return numbers
  }

  return {
    async newSince(earlier, commit) {
      const known = newIn.get(commit)
      if (known?.earlier === earlier) return known.values
      const found = await differences?.(earlier.tree, commit.tree)
      const values = found === undefined ? null : keep(found.came)
      newIn.set(commit, { earlier, values })
      return values
    },
    async of(boundaries, value) {
      if (differences === undefined || boundaries.length < few || asked++ < patience) return boundaries
      const number = numberOf(value)
      const found: Boundary[] = []
      let before: Boundary | undefined
      for (const boundary of boundaries) {
        const there = cameWith.get(boundary) ?? (await came(boundary))
        if (there?.has(number) !== false) found.push(boundary)
        const isFirst = before === undefined
        const left = before === undefined ? null : await gone(before, boundary)
        before = boundary
        // It may have been the run's own once: only a search tells.
        if (!isFirst && left?.has(number) !== false) return boundaries
      }
      return found
    },
  }
}

/** A number for a value. Two values with the same one cost a search and change no answer. */
export function numberOf({ multihash: { digest } }: CID): number {
  let number = 0
  for (const byte of digest.subarray(-6)) number = number * 256 + byte
  return number
}
