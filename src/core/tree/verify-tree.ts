import type { CID } from 'multiformats/cid'
import { bitsPerLevelOf, type TreeOptions } from './options.ts'
import {
  BATCH_NODES,
  childrenOf,
  openRoot,
  openSubtrees,
  type Checks,
  type OpenNode,
  type Subtree,
  type TreeReader,
} from './subtree.ts'

/** The size of a verified tree. */
interface TreeSize {
  /** Entries. */
  count: number
  nodes: number
}

/**
 * Reads a whole tree and proves that it is the one tree of its entries: block hashes, canonical nodes, order, and the
 * depth of every key. Values are not read. To verify a change of a tree that is known to be valid, use `diffTrees`
 * with `verify`.
 * @throws TreeError ERR_NOT_FOUND, ERR_UNVERIFIABLE
 */
export async function verifyTree(
  reader: TreeReader,
  root: CID,
  options?: Partial<TreeOptions>,
): Promise<TreeSize> {
  const checks: Checks = { bitsPerLevel: bitsPerLevelOf(options), depths: true, hashes: true }
  const size: TreeSize = { count: 0, nodes: 0 }
  // Depth first with batches from the end of the list: memory is bounded by depth times batch, not by the tree.
  const waiting: Subtree[] = countNode(size, await openRoot(reader, root, checks))
  while (waiting.length > 0) {
    const batch = waiting.splice(-BATCH_NODES)
    for (const node of await openSubtrees(reader, batch, checks)) waiting.push(...countNode(size, node))
  }
  return size
}

function countNode(size: TreeSize, node: OpenNode): Subtree[] {
  size.nodes += 1
  size.count += node.view.keys.length
  return childrenOf(node)
}
