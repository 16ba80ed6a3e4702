// The Merkle search tree of a cube: a set of keys and CIDs with one root per set, whatever the order of insertion.
// Spec: protocols/tree/spec.md.
export { keyBytes } from './key.ts'
export { applyChanges, type KeyChange } from './apply-changes.ts'
export { buildTree, emptyTree, type Entry } from './build-tree.ts'
export { createDepthChecks, diffTrees, type DepthChecks, type TreeChange } from './diff-trees.ts'
export { getEntries, OpenedNodes } from './get-entries.ts'
export { createKeySearch, getEntry } from './get-entry.ts'
export { compareKeys, createDepths, keyDepth } from './key.ts'
export { EVERY_KEY, keysUnder, outermost, type KeyFilter } from './key-filter.ts'
export { missingNodes, type MissingBlock } from './missing-nodes.ts'
export { DEFAULT_TREE_OPTIONS, type TreeOptions } from './options.ts'
export { proveEntry, verifyProof } from './proof.ts'
export { TreeError } from './tree-error.ts'
export { encodeTreeNode, parseNode, type TreeNode } from './tree-node.ts'
export { verifyTree } from './verify-tree.ts'
export { walk } from './walk.ts'

// The tree one node or one level at a time, for whoever fetches it from elsewhere and verifies each node as it comes.
export { frontierBelow, withoutShared, type Frontier } from './levels.ts'
export { cidToLink, idToCid, idToLink, linkId, linkToCid, type LinkId } from './link.ts'
export {
  childrenOf,
  openRootBytes,
  openSubtree,
  openSubtrees,
  type Checks,
  type OpenNode,
  type Subtree,
  type TreeReader,
} from './subtree.ts'
