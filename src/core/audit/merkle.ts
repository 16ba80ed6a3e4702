/**
 * The Merkle tree of RFC 6962: hashes of leaves and nodes, and the compact range, which is all that has to be kept to
 * append. Invariant: the range of n leaves holds one hash for each 1 in the binary form of n, the largest subtree first.
 * Pure. Spec: protocols/audit/spec.md, "Tree".
 */
import { sha256 } from '../codec/index.ts'

/** A tree of `size` leaves by its perfect subtrees, largest first. */
export interface CompactRange {
  readonly size: number
  readonly hashes: readonly Uint8Array[]
}

/** Of a log without entries. */
export const emptyRange: CompactRange = Object.freeze({ size: 0, hashes: Object.freeze([]) })

/** RFC 6962, section 2.1: a leaf is hashed behind a zero byte. */
export function leafHash(leaf: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(leaf.length + 1)
  bytes.set(leaf, 1)
  return sha256(bytes)
}

/** RFC 6962, section 2.1: a node is hashed behind a one, so that no leaf is taken for a node. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(65)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 33)
  return sha256(bytes)
}

/** The range with one leaf more. */
export function appendLeaf({ size, hashes }: CompactRange, leaf: Uint8Array): CompactRange {
  const kept = hashes.slice()
  let hash = leaf
  for (let full = size; full % 2 === 1; full = (full - 1) / 2) hash = nodeHash(kept.pop()!, hash)
  kept.push(hash)
  return { size: size + 1, hashes: kept }
}

/** The root of the tree; of an empty one, the hash of nothing. */
export function rangeRoot({ hashes }: CompactRange): Uint8Array {
  const last = hashes.at(-1)
  if (last === undefined) return sha256(new Uint8Array())
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

/** The root over leaf hashes `from` up to, not including, `to`. */
export function rootOf(leaves: readonly Uint8Array[], from = 0, to = leaves.length): Uint8Array {
  let range = emptyRange
  for (let at = from; at < to; at++) range = appendLeaf(range, leaves[at]!)
  return rangeRoot(range)
}
