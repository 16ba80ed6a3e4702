// Strategies for conflicts: from conflicts to changes of our tree, without looking at what the memories say.
import type { CID } from 'multiformats/cid'
import { LIMITS } from '../codec/index.ts'
import type { KeyChange } from '../tree/index.ts'
import type { MergeConflict } from './merge-trees.ts'

export interface Resolution {
  /** What to do to our tree besides the changes of the merge. */
  changes: KeyChange[]
  /** Conflicts that the strategy cannot settle without losing something. */
  unresolved: MergeConflict[]
}

/** Every conflict as on our side: the tree stays as it is. */
export function keepOurs(_conflicts: MergeConflict[]): Resolution {
  return { changes: [], unresolved: [] }
}

/** Every conflict as on their side. */
export function takeTheirs(conflicts: MergeConflict[]): Resolution {
  return { changes: conflicts.map(({ key, theirs }) => ({ key, value: theirs ?? null })), unresolved: [] }
}

/**
 * Both sides of every conflict. What one side removed and the other changed stays changed. Of two values the one whose
 * CID is lower in bytes keeps the key, whoever merges, and the other goes to a key beside it that names its CID. A
 * conflict for which no such key is free is left unresolved.
 * @param valueAt what our tree has at a key after the changes of the merge
 */
export async function keepBoth(
  conflicts: MergeConflict[],
  valueAt: (key: string) => Promise<CID | undefined>,
): Promise<Resolution> {
  const resolution: Resolution = { changes: [], unresolved: [] }
  const given = new Map<string, CID>()
  for (const conflict of conflicts) {
    const { key, ours, theirs } = conflict
    if (ours === undefined || theirs === undefined) {
      resolution.changes.push({ key, value: ours ?? theirs ?? null })
      continue
    }
    const [stays, moves] = Buffer.compare(ours.bytes, theirs.bytes) < 0 ? [ours, theirs] : [theirs, ours]
    const beside = await freeKey(
      key,
      moves,
      async (candidate) => given.get(candidate) ?? (await valueAt(candidate)),
    )
    if (beside === undefined) {
      resolution.unresolved.push(conflict)
      continue
    }
    given.set(beside, moves)
    resolution.changes.push({ key, value: stays }, { key: beside, value: moves })
  }
  return resolution
}

// Eight characters of a CID are 40 bits: enough to be free unless somebody aims at it, and then the whole CID is tried.
const SHORT_CID_CHARS = 8

async function freeKey(
  key: string,
  value: CID,
  valueAt: (key: string) => Promise<CID | undefined>,
): Promise<string | undefined> {
  const name = value.toString()
  for (const mark of [name.slice(-SHORT_CID_CHARS), name]) {
    const candidate = markedKey(key, mark)
    if (Buffer.byteLength(candidate) > LIMITS.maxKeyBytes) return undefined
    const there = await valueAt(candidate)
    if (there === undefined || there.equals(value)) return candidate
  }
  return undefined
}

/** `notes/one.md` with a mark: `notes/one~mark.md`. */
function markedKey(key: string, mark: string): string {
  const start = key.lastIndexOf('/') + 1
  const dot = key.lastIndexOf('.')
  const end = dot > start ? dot : key.length
  return `${key.slice(0, end)}~${mark}${key.slice(end)}`
}

/** The key from which a union would have moved this value to `key`, if there is one. */
export function besideKeyOf(key: string, value: CID): string[] {
  // Most keys have no mark: writing out the CID of each took most of a look through a tree (measured).
  if (!key.includes('~')) return []
  const name = value.toString()
  for (const mark of [name, name.slice(-SHORT_CID_CHARS)]) {
    const at = key.lastIndexOf(`~${mark}`)
    const from = at < 0 ? '' : key.slice(0, at) + key.slice(at + 1 + mark.length)
    if (from !== '' && markedKey(from, mark) === key) return [from]
  }
  return []
}
