/**
 * Memories that two people changed at the same time: a union kept both, one under its key and the other beside it, under a
 * key that names its CID. They wait until somebody keeps one.
 */
import type { CID } from 'multiformats/cid'
import { RESERVED_PREFIX } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { besideKeyOf } from '../../core/merge/index.ts'
import { diffTrees, getEntry } from '../../core/tree/index.ts'
import type { Store } from '../../storage/index.ts'
import { keepLook, lastLook, type Look } from './last-look.ts'

interface EditedTwice {
  key: string
  /** Where the other edit is. */
  beside: string
}

/** Entries of a walk, or of a difference, above which the next process is to find what this one found. Guess: a dozen nodes. */
const dearLook = 256

/** One look at a tree costs a walk; the next one costs what has changed since. Per store, by cube. */
const looked = new WeakMap<Store, Map<string, Look>>()

export async function editedTwice(store: Store, cube: string, tree: CID): Promise<EditedTwice[]> {
  const beside = await besideKeys(store, cube, tree)
  const found: EditedTwice[] = []
  for (const [key, value] of beside)
    for (const from of besideKeyOf(key, value))
      if ((await getEntry(store, tree, from)) !== undefined) found.push({ key: from, beside: key })
  return found.sort((a, b) => (a.beside < b.beside ? -1 : 1))
}

async function besideKeys(store: Store, cube: string, tree: CID): Promise<ReadonlyMap<string, CID>> {
  const cubes = looked.get(store) ?? new Map<string, Look>()
  looked.set(store, cubes)
  const before = cubes.get(cube) ?? (await lastLook(store, cube))
  const { look, entries } = await lookFrom(store, before, tree)
  cubes.set(cube, look)
  if (entries >= dearLook) await keepLook(store, cube, look)
  return look.beside
}

/** @returns also how many entries were looked at */
async function lookFrom(
  store: Store,
  before: Look | undefined,
  tree: CID,
): Promise<{ look: Look; entries: number }> {
  if (before?.tree.equals(tree) === true) return { look: before, entries: 0 }
  if (before === undefined || !(await store.has(before.tree))) return walkFrom(store, undefined, tree)
  // What was looked at before may have been collected since, all of it or a part: then all of the tree is read.
  return walkFrom(store, before, tree).catch((error: unknown) => {
    if (!(error instanceof MemCubeError)) throw error
    return walkFrom(store, undefined, tree)
  })
}

async function walkFrom(
  store: Store,
  from: Look | undefined,
  tree: CID,
): Promise<{ look: Look; entries: number }> {
  const beside = new Map(from?.beside)
  let entries = 0
  for await (const { key, after } of diffTrees(store, from?.tree, tree)) {
    entries++
    if (key.startsWith(RESERVED_PREFIX)) continue
    if (after !== undefined && besideKeyOf(key, after).length > 0) beside.set(key, after)
    else beside.delete(key)
  }
  return { look: { tree, beside }, entries }
}
