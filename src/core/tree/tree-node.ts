import type { CID } from 'multiformats/cid'
import type { Block } from '../codec/index.ts'
import { encodeNode } from './encode-node.ts'
import { keyBytes } from './key.ts'
import { cidToLink, idToCid, linkToCid } from './link.ts'
import { readNode } from './read-node.ts'

/** One node of the tree, unpacked: `left` holds what sorts before all entries, `right` what sorts after its entry. */
export interface TreeNode {
  left: CID | null
  entries: { key: string; value: CID; right: CID | null }[]
}

/**
 * A node from the bytes of its block. Accepts exactly the canonical form; where the node may stand (level, range) only
 * its parent can say.
 * @throws TreeError ERR_UNVERIFIABLE
 */
export function parseNode(bytes: Uint8Array): TreeNode {
  const view = readNode(bytes)
  const childAt = (i: number): CID | null => (view.hasChild(i) ? idToCid(view.childId(i)) : null)
  const entries = view.keys.map((key, i) => ({ key, value: linkToCid(view.value(i)), right: childAt(i + 1) }))
  return { left: childAt(0), entries }
}

/** The block of a node: the inverse of `parseNode`. Entries must be in key order. @throws TreeError ERR_INVALID_INPUT, ERR_LIMIT */
export function encodeTreeNode(node: TreeNode): Block {
  const link = (cid: CID | null): Uint8Array | null => (cid === null ? null : cidToLink(cid))
  const entries = node.entries.map(({ key, value, right }) => ({
    key: keyBytes(key),
    value: cidToLink(value),
    right: link(right),
  }))
  return encodeNode({ left: link(node.left), entries })
}
