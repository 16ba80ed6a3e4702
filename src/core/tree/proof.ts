// Proof that a tree has or has not a key, for someone who holds only its root: the nodes on the search path.
// Spec: protocols/tree/spec.md, "Proof".
import type { CID } from 'multiformats/cid'
import { searchStep } from './get-entry.ts'
import { keyBytes, keyDepth } from './key.ts'
import { cidToLink } from './link.ts'
import { bitsPerLevelOf, type TreeOptions } from './options.ts'
import {
  openRoot,
  openRootBytes,
  openSubtree,
  openSubtrees,
  type Checks,
  type OpenNode,
  type TreeReader,
} from './subtree.ts'
import { unverifiable } from './tree-error.ts'

interface Proof {
  /** The blocks of the nodes from the root to where the search for the key ends. */
  nodes: Uint8Array[]
}

/** A proof of what the tree says about a key: its value, or that it is absent. @throws TreeError ERR_NOT_FOUND, ERR_UNVERIFIABLE */
export async function proveEntry(
  reader: TreeReader,
  root: CID,
  key: string,
  options?: Partial<TreeOptions>,
): Promise<Proof> {
  const checks: Checks = { bitsPerLevel: bitsPerLevelOf(options) }
  const depth = keyDepth(keyBytes(key), checks.bitsPerLevel)
  const nodes: Uint8Array[] = []
  let node: OpenNode | undefined = await openRoot(reader, root, checks)
  while (node !== undefined) {
    nodes.push(node.view.bytes)
    const step = searchStep(node, key, depth)
    const opened: OpenNode[] = step.type === 'down' ? await openSubtrees(reader, [step.child], checks) : []
    node = opened[0]
  }
  return { nodes }
}

/**
 * What a proof shows: the value of the key, or `undefined` for one that is proven absent. Every block is hashed and
 * every key in it checked; a block too many or too few is refused.
 * @param options.depthOf of `createDepths` with these options, for who checks many proofs
 * @throws TreeError ERR_UNVERIFIABLE if it does not prove either
 */
export function verifyProof(
  root: CID,
  key: string,
  proof: Proof,
  { depthOf, ...options }: Partial<TreeOptions> & Pick<Checks, 'depthOf'> = {},
): { value: CID | undefined } {
  const checks: Checks = { bitsPerLevel: bitsPerLevelOf(options), depths: true, hashes: true }
  if (depthOf !== undefined) checks.depthOf = depthOf
  const depth = keyDepth(keyBytes(key), checks.bitsPerLevel)
  const [first, ...rest] = proof.nodes
  if (first === undefined) throw unverifiable('a proof without nodes')
  let node = openRootBytes(cidToLink(root), first, checks)
  for (const bytes of rest) {
    const step = searchStep(node, key, depth)
    if (step.type !== 'down') throw unverifiable('a proof goes on after its end')
    node = openSubtree(step.child, bytes, checks)
  }
  const last = searchStep(node, key, depth)
  if (last.type === 'down') throw unverifiable('a proof ends before it proves anything')
  return { value: last.type === 'found' ? last.value : undefined }
}
