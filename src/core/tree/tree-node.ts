import type { CID } from 'multiformats/cid'
import { idToCid, linkToCid } from './link.ts'
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

