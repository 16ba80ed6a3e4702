/** The tree and the proofs of RFC 6962, section 2.1, as the text defines them: slow, and without a thought of cost. */
import { createHash } from 'node:crypto'

type Bytes = Uint8Array
const sha256 = (...parts: Bytes[]): Bytes => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

/** The largest power of two below n. */
const k = (n: number): number => 2 ** (Math.ceil(Math.log2(n)) - 1)

/** MTH(D[n]), over the leaves themselves. */
export function referenceRoot(leaves: readonly Bytes[]): Bytes {
  const [only] = leaves
  if (only === undefined) return sha256()
  if (leaves.length === 1) return sha256(Uint8Array.of(0), only)
  const split = k(leaves.length)
  return sha256(Uint8Array.of(1), referenceRoot(leaves.slice(0, split)), referenceRoot(leaves.slice(split)))
}

/** PATH(m, D[n]) */
export function referencePath(m: number, leaves: readonly Bytes[]): Bytes[] {
  if (leaves.length <= 1) return []
  const split = k(leaves.length)
  return m < split
    ? [...referencePath(m, leaves.slice(0, split)), referenceRoot(leaves.slice(split))]
    : [...referencePath(m - split, leaves.slice(split)), referenceRoot(leaves.slice(0, split))]
}

/** PROOF(m, D[n]) */
export function referenceProof(m: number, leaves: readonly Bytes[]): Bytes[] {
  return m === 0 ? [] : subproof(m, leaves, true)
}

function subproof(m: number, leaves: readonly Bytes[], b: boolean): Bytes[] {
  if (m === leaves.length) return b ? [] : [referenceRoot(leaves)]
  const split = k(leaves.length)
  return m <= split
    ? [...subproof(m, leaves.slice(0, split), b), referenceRoot(leaves.slice(split))]
    : [...subproof(m - split, leaves.slice(split), false), referenceRoot(leaves.slice(0, split))]
}
