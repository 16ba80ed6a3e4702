/**
 * Older states of a cube of which a part was held. They are not those of a whole: whoever walks them comes to a gap. So they go
 * when the cube is whole. A state without its root is none, and the next collection takes the rest.
 */
import type { CID } from 'multiformats/cid'
import { TreeError, walk } from '../core/tree/index.ts'
import type { Stored } from '../home/index.ts'
import type { CubeRecord } from './cube-record.ts'
import { history } from './history.ts'
import type { Reads } from './needs.ts'

export async function dropIncompleteStates(node: Reads, { commit: tip }: CubeRecord): Promise<void> {
  const { tree: current } = await node.cubes.commit(tip)
  const roots: CID[] = []
  for await (const { commit, hasState } of history(node, [tip])) {
    const { tree } = commit
    // One that is complete may be the state of another cube too.
    if (hasState && !tree.equals(current) && !(await isComplete(node, tree))) roots.push(tree)
  }
  if (roots.length > 0) await node.store.deleteBlocks(roots)
}

async function isComplete({ store }: Stored, tree: CID): Promise<boolean> {
  try {
    for await (const _ of walk(store, tree));
    return true
  } catch (error) {
    if (error instanceof TreeError && error.code === 'ERR_NOT_FOUND') return false
    throw error
  }
}
