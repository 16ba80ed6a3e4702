/** No state of an own cube gets what was forgotten in it: whatever made the state, its tree is held against the record. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { diffTrees, walk } from '../../core/tree/index.ts'
import type { Forgets } from '../needs.ts'
import type { Stored } from '../../home/index.ts'
import { readerOver } from '../reader-over.ts'
import { refuseForgotten } from './shelf.ts'

interface Named {
  cube: string
  name: string
}

/** Costs what differs, and nothing in a cube where nothing was forgotten. @throws ERR_DENIED */
export async function refuseForgottenState(
  { store, forgotten }: Stored & Forgets,
  cube: Named,
  trees: { before: CID | undefined; after: CID },
  blocks: readonly Block[] = [],
): Promise<void> {
  if (forgotten.of(cube.cube).length === 0) return
  const reader = blocks.length === 0 ? store : readerOver(store, blocks)
  if (trees.before === undefined) {
    for await (const [, cid] of walk(reader, trees.after)) refuseForgotten(forgotten, cube, [{ cid }])
    return
  }
  for await (const { after } of diffTrees(reader, trees.before, trees.after))
    if (after !== undefined) refuseForgotten(forgotten, cube, [{ cid: after }])
}
