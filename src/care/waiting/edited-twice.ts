/**
 * Memories that two people changed at the same time: a union kept both, one under its key and the other beside it, under a
 * key that names its CID. They wait until somebody keeps one.
 */
import type { CID } from 'multiformats/cid'
import { RESERVED_PREFIX } from '../../core/cube/index.ts'
import { besideKeyOf } from '../../core/merge/index.ts'
import { diffTrees, getEntry } from '../../core/tree/index.ts'
import type { Store } from '../../storage/index.ts'

interface EditedTwice {
  key: string
  /** Where the other edit is. */
  beside: string
}

/** Keys that a union may have made, of the tree that was looked at last. */
interface Looked {
  tree: CID
  beside: Map<string, CID>
}

/** One look at a tree costs a walk; the next one costs what has changed since. Per store, by cube. */
const looked = new WeakMap<Store, Map<string, Looked>>()

export async function editedTwice(store: Store, cube: string, tree: CID): Promise<EditedTwice[]> {
  const beside = await besideKeys(store, cube, tree)
  const found: EditedTwice[] = []
  for (const [key, value] of beside)
    for (const from of besideKeyOf(key, value))
      if ((await getEntry(store, tree, from)) !== undefined) found.push({ key: from, beside: key })
  return found.sort((a, b) => (a.beside < b.beside ? -1 : 1))
}

async function besideKeys(store: Store, cube: string, tree: CID): Promise<ReadonlyMap<string, CID>> {
  const cubes = looked.get(store) ?? new Map<string, Looked>()
  looked.set(store, cubes)
  const before = cubes.get(cube)
  if (before?.tree.equals(tree) === true) return before.beside
  // What was looked at before may have been collected since: then all of it is read.
  const from = before !== undefined && (await store.has(before.tree)) ? before : undefined
  const beside = new Map(from?.beside)
  for await (const { key, after } of diffTrees(store, from?.tree, tree)) {
    if (key.startsWith(RESERVED_PREFIX)) continue
    if (after !== undefined && besideKeyOf(key, after).length > 0) beside.set(key, after)
    else beside.delete(key)
  }
  cubes.set(cube, { tree, beside })
  return beside
}
