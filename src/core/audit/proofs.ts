/**
 * Proofs about a tree: that a leaf is in it, and that one tree begins with another. Written from RFC 6962, section 2.1, and
 * checked as RFC 9162, sections 2.1.3.2 and 2.1.4.2, say. Pure. Spec: protocols/audit/spec.md, "Proofs".
 */
import { bytesEqual } from '../codec/index.ts'
import { nodeHash, rootOf } from './merkle.ts'

/** The hashes beside the way from a leaf to the root, lowest first. */
export function proveInclusion(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  return path(leaves, index, 0, leaves.length)
}

function path(leaves: readonly Uint8Array[], index: number, from: number, to: number): Uint8Array[] {
  if (to - from <= 1) return []
  const middle = from + splitOf(to - from)
  return index < middle
    ? [...path(leaves, index, from, middle), rootOf(leaves, middle, to)]
    : [...path(leaves, index, middle, to), rootOf(leaves, from, middle)]
}

/** Whether the leaf with this hash stands at `index` of the tree of `size` leaves with this root. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  tree: { size: number; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (!isIndex(index) || index >= tree.size) return false
  let node = index
  let last = tree.size - 1
  let hash = leaf
  for (const beside of proof) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(beside, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else hash = nodeHash(hash, beside)
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && bytesEqual(hash, tree.root)
}

/** The hashes that show that the tree of the first `size` leaves is the beginning of the whole. */
export function proveConsistency(leaves: readonly Uint8Array[], size: number): Uint8Array[] {
  return size === 0 || size === leaves.length ? [] : subproof(leaves, size, 0, leaves.length, true)
}

function subproof(
  leaves: readonly Uint8Array[],
  size: number,
  from: number,
  to: number,
  isOldRoot: boolean,
): Uint8Array[] {
  if (size === to - from) return isOldRoot ? [] : [rootOf(leaves, from, to)]
  const split = splitOf(to - from)
  const middle = from + split
  return size <= split
    ? [...subproof(leaves, size, from, middle, isOldRoot), rootOf(leaves, middle, to)]
    : [...subproof(leaves, size - split, middle, to, false), rootOf(leaves, from, middle)]
}

/** Whether the newer tree begins with the leaves of the older one. Every tree begins with the empty one. */
export function verifyConsistency(
  older: { size: number; root: Uint8Array },
  newer: { size: number; root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (!isIndex(older.size) || !isIndex(newer.size) || older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && bytesEqual(older.root, newer.root)
  if (older.size === 0) return proof.length === 0
  const hashes = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof
  const [first, ...rest] = hashes
  if (first === undefined) return false
  let node = older.size - 1
  let last = newer.size - 1
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  let [before, after] = [first, first]
  for (const hash of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      before = nodeHash(hash, before)
      after = nodeHash(hash, after)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else after = nodeHash(after, hash)
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && bytesEqual(before, older.root) && bytesEqual(after, newer.root)
}

/** The largest power of two smaller than `size`. */
function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

const half = (value: number): number => Math.floor(value / 2)
const isIndex = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

function isPowerOfTwo(value: number): boolean {
  let left = value
  while (left % 2 === 0) left /= 2
  return left === 1
}
