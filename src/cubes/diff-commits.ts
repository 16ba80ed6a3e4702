/** The keys that differ between two states. */
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { diffTrees } from '../core/tree/index.ts'
import type { Stored } from '../home/index.ts'
import * as fields from './fields.ts'

export const keyDifference = z.object({ added: fields.texts, removed: fields.texts, changed: fields.texts })
type KeyDifference = z.infer<typeof keyDifference>

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
