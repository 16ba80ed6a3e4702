/**
 * Asks many older trees whether they have what one tree has. For a few keys each tree is searched; for many, the keys in
 * which a tree differs from that one are read once, so that most answers cost no read.
 */
import type { CID } from 'multiformats/cid'
import { diffTrees, getEntry, TreeError, type Entry, type TreeReader } from '../core/tree/index.ts'

export interface TreeValues {
  /** Entries of the tree that will be asked about next. */
  expect(entries: readonly Entry[]): void
  /** Whether `tree` has this value under the key. Undefined where `tree` is not held. */
  has(tree: CID, key: string, value: CID): Promise<boolean | undefined>
}

/** A tree that differs in more keys is searched for each of them: this many are kept for each tree. Guess. */
const maxDifferent = 20_000
/** From this many keys on, reading what differs is less than searching for each. Guess. */
const manyEntries = 64

export function createTreeValues(reader: TreeReader, of: CID): TreeValues {
  const different = new Map<string, Promise<ReadonlySet<string> | undefined>>()
  let expected = new Map<string, CID>()
  const keysIn = (tree: CID): Promise<ReadonlySet<string> | undefined> => {
    const id = tree.toString()
    const known = different.get(id) ?? keysThatDiffer(reader, tree, of)
    different.set(id, known)
    return known
  }
  return {
    expect(entries) {
      expected = new Map(entries)
    },
    async has(tree, key, value) {
      if (expected.size >= manyEntries && expected.get(key)?.equals(value) === true) {
        const keys = await keysIn(tree)
        if (keys !== undefined && !keys.has(key)) return true
      }
      return ifHeld(async () => (await getEntry(reader, tree, key))?.equals(value) === true)
    },
  }
}

async function keysThatDiffer(
  reader: TreeReader,
  tree: CID,
  of: CID,
): Promise<ReadonlySet<string> | undefined> {
  return ifHeld(async () => {
    const keys = new Set<string>()
    for await (const { key } of diffTrees(reader, tree, of))
      if (keys.add(key).size > maxDifferent) return undefined
    return keys
  })
}

/** The values that only one of two trees has. Undefined where one is not held, and where they are many. */
export async function differencesOf(
  reader: TreeReader,
  from: CID,
  to: CID,
): Promise<{ gone: CID[]; came: CID[] } | undefined> {
  return ifHeld(async () => {
    const found = { gone: [] as CID[], came: [] as CID[] }
    for await (const { before, after } of diffTrees(reader, from, to)) {
      if (before !== undefined) found.gone.push(before)
      if (after !== undefined) found.came.push(after)
      if (found.gone.length + found.came.length > maxDifferent) return undefined
    }
    return found
  })
}

/** Undefined where a node of the tree is not held. */
async function ifHeld<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof TreeError && error.code === 'ERR_NOT_FOUND') return undefined
    throw error
  }
}
