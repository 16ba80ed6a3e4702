/** The keys that differ between two states. */
import type { CID } from 'multiformats/cid'
import { diffTrees } from '../core/tree/index.ts'
import type { Stored } from '../home/index.ts'

interface KeyDifference {
  added: string[]
  removed: string[]
  changed: string[]
}

/** From one tree to another, at the cost of what differs. */
export async function diffKeys(node: Stored, from: CID, to: CID): Promise<KeyDifference> {
  const found: KeyDifference = { added: [], removed: [], changed: [] }
  for await (const { key, before, after } of diffTrees(node.store, from, to)) {
    if (before === undefined) found.added.push(key)
    else if (after === undefined) found.removed.push(key)
    else found.changed.push(key)
  }
  return found
}
