// Merge bases and three-way merge from their definitions: whole ancestor sets, whole maps, every key.
import type { CID } from 'multiformats/cid'
import type { ReferenceEntries } from './reference-tree.ts'

export interface ReferenceCommit {
  cid: CID
  parents: ReferenceCommit[]
  entries: ReferenceEntries
}

export interface ReferenceConflict {
  key: string
  type: string
  base?: string
  ours?: string
  theirs?: string
}

export interface ReferenceMerge {
  merged: Map<string, string>
  conflicts: ReferenceConflict[]
}

type Values = Map<string, string>

const CONTESTED = 'contested'

/** protocols/merge/spec.md, "Values". */
const MAX_LEVELS = 16

/** What a level too many has: every key counts as contested. */
class AllContested extends Map<string, string> {
  override get(): string {
    return CONTESTED
  }
}

function history(commits: ReferenceCommit[]): Set<ReferenceCommit> {
  const found = new Set(commits)
  for (const commit of found) for (const parent of commit.parents) found.add(parent)
  return found
}

export function referenceBases(left: ReferenceCommit[], right: ReferenceCommit[]): ReferenceCommit[] {
  const reachable = history(right)
  const common = [...history(left)].filter((commit) => reachable.has(commit))
  const best = common.filter(
    (commit) => !common.some((other) => other !== commit && history([other]).has(commit)),
  )
  return best.sort((a, b) => Buffer.compare(a.cid.bytes, b.cid.bytes))
}

export function referenceMerge(ours: ReferenceCommit, theirs: ReferenceCommit): ReferenceMerge {
  const base = referenceVirtualBase(referenceBases([ours], [theirs]))
  return mergeValues(base, valuesOf(ours), valuesOf(theirs))
}

function valuesOf(commit: ReferenceCommit): Values {
  return new Map([...commit.entries].map(([key, value]) => [key, value.toString()]))
}

function referenceVirtualBase(bases: ReferenceCommit[], level = 1): Values {
  const [first, ...rest] = bases
  if (first === undefined) return new Map()
  if (rest.length > 0 && level > MAX_LEVELS) return new AllContested()
  let values = valuesOf(first)
  rest.forEach((next, i) => {
    const below = referenceVirtualBase(referenceBases(bases.slice(0, i + 1), [next]), level + 1)
    const { merged, conflicts } = mergeValues(below, values, valuesOf(next))
    values = merged
    for (const { key } of conflicts) values.set(key, CONTESTED)
  })
  return values
}

function mergeValues(base: Values, ours: Values, theirs: Values): ReferenceMerge {
  const merged: Values = new Map()
  const conflicts: ReferenceConflict[] = []
  const keys = [...new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])]
  for (const key of keys.sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)))) {
    const [b, o, t] = [base.get(key), ours.get(key), theirs.get(key)]
    const [known, our, their] = [b, o, t].map((value) => (value === CONTESTED ? undefined : value))
    const keep = (value: string | undefined): unknown => value !== undefined && merged.set(key, value)
    if (o === t && o !== CONTESTED) keep(o)
    else if (b === o && b !== CONTESTED) keep(t)
    else if (b === t && b !== CONTESTED) keep(o)
    else {
      keep(o)
      const type =
        our === undefined || their === undefined ? 'edit/remove' : b === undefined ? 'add/add' : 'edit/edit'
      conflicts.push({
        key,
        type,
        ...(known && { base: known }),
        ...(our && { ours: our }),
        ...(their && { theirs: their }),
      })
    }
  }
  return { merged, conflicts }
}
