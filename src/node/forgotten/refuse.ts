/** No state of an own cube gets what was forgotten in it: whatever made the state, its tree is held against the record. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { diffTrees, walk, type TreeReader } from '../../core/tree/index.ts'
import type { NodeContext } from '../context.ts'
import { refuseForgotten } from './shelf.ts'

interface Named {
  cube: string
  name: string
}

/** Costs what differs, and nothing in a cube where nothing was forgotten. @throws ERR_DENIED */
export async function refuseForgottenState(
  { store, forgotten }: Pick<NodeContext, 'store' | 'forgotten'>,
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

/** A reader that has these blocks too. */
function readerOver(reader: TreeReader, blocks: readonly Block[]): TreeReader {
  const fresh = new Map(blocks.map(({ cid, bytes }) => [cid.toString(), bytes]))
  return {
    async getMany(cids) {
      const stored = await reader.getMany(cids.filter((cid) => !fresh.has(cid.toString())))
      let next = 0
      return cids.map((cid) => fresh.get(cid.toString()) ?? stored[next++])
    },
  }
}
