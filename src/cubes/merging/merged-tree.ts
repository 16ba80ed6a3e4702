/** The tree that a merge makes, with what changed on the way. */
import type { CID } from 'multiformats/cid'
import { RESERVED_PREFIX } from '../../core/cube/index.ts'
import type { Block } from '../../core/codec/index.ts'
import {
  applyChanges,
  diffTrees,
  type Entry,
  type KeyChange,
  type TreeReader,
} from '../../core/tree/index.ts'
import { readerOver } from '../policies/read-memories.ts'

export interface MergedTree {
  root: CID
  blocks: Block[]
  added: number
  changed: number
  removed: number
  grownBy: { entries: number; memories: number }
  /** What it has that the tree before had not under the same key. */
  brought: Entry[]
  /** Keys that the tree before had and it has not. */
  gone: string[]
}

/** Applies changes to a tree and counts what they did; a key may come twice with the same value. */
export async function mergedTree(
  reader: TreeReader,
  tree: CID,
  changes: readonly KeyChange[],
): Promise<MergedTree> {
  const byKey = new Map(changes.map((change) => [change.key, change]))
  const { root, blocks } = await applyChanges(reader, tree, byKey.values())
  const merged: MergedTree = {
    root,
    blocks,
    added: 0,
    changed: 0,
    removed: 0,
    grownBy: { entries: 0, memories: 0 },
    brought: [],
    gone: [],
  }
  for await (const { key, before, after } of diffTrees(readerOver(reader, blocks), tree, root)) {
    if (before === undefined) merged.added++
    else if (after === undefined) merged.removed++
    else merged.changed++
    if (after === undefined) merged.gone.push(key)
    else merged.brought.push([key, after])
    const growth = (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1)
    merged.grownBy.entries += growth
    if (!key.startsWith(RESERVED_PREFIX)) merged.grownBy.memories += growth
  }
  return merged
}
