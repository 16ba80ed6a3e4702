/** What a merge does about memories that say the same: tells them, and makes one of each two where it is asked to. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { getEntry, type KeyChange } from '../../core/tree/index.ts'
import type { Feeds, Hears, Reads } from '../needs.ts'
import type { CubeRecord } from '../cube-record.ts'
import { dedupe, type Deduped } from './dedupe.ts'
import { mergedTree, type MergedTree } from './merged-tree.ts'
import { findOverlap, type Similar } from './overlap.ts'

interface OverlapInput {
  record: CubeRecord
  ours: { commit: CID; tree: CID }
  theirs: { commit: CID; tree: CID }
  /** To our tree, and what they make of it. */
  changes: readonly KeyChange[]
  tree: MergedTree
  /** Whether one record shall stand for each two that say the same. */
  dedupe: boolean
}

export interface OverlapStep {
  tree: MergedTree
  /** Records that stand for two memories. */
  blocks: Block[]
  similar: Similar[]
  deduped: Deduped[]
  notes: string[]
}

export async function overlapStep(
  node: Reads & Hears & Feeds,
  input: OverlapInput,
  signal: AbortSignal,
): Promise<OverlapStep> {
  const { record, ours, theirs, tree } = input
  const { similar, notes } = await findOverlap(node, record, ours.tree, tree, signal)
  if (!input.dedupe) return { tree, blocks: [], similar, deduped: [], notes }
  const brought = new Map(tree.brought)
  const made = await dedupe(node, {
    record,
    similar,
    async ours(key) {
      const cid = await getEntry(node.store, ours.tree, key)
      return cid === undefined ? undefined : { cid, commit: ours.commit }
    },
    async theirs(key) {
      const cid = brought.get(key)
      if (cid === undefined) return undefined
      const isTheirs = (await getEntry(node.store, theirs.tree, key))?.equals(cid) === true
      return { cid, commit: isTheirs ? theirs.commit : ours.commit }
    },
  })
  return {
    tree: await mergedTree(node.store, ours.tree, [...input.changes, ...made.changes]),
    blocks: made.blocks,
    similar,
    deduped: made.deduped,
    notes: [...notes, ...made.notes],
  }
}
