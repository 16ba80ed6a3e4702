// What is compared of a cube: a digest over its newest statements, one of each author, as heads and withdrawals are signed.
// Each names its cube, its author and its `seq`, so equal digests are equal `(cube, author, seq, head)`. Between two peers it is
// hashed once more with their agreement, which nobody else knows: an author cannot sign statements whose sums hide others.
// Pure. Spec: protocols/sync/spec.md, "Compare".
import type { CID } from 'multiformats/cid'
import { sha256 } from '../../core/codec/index.ts'

const PREFIX = Buffer.from('memcube/statements/1')

/** The text by which cubes are ordered: the hex of their digest. */
export function keyOf(cube: CID): string {
  const { digest } = cube.multihash
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('hex')
}

/** 32 bytes; undefined where nothing was said. The order of the statements does not matter. */
export function digestOfStatements(cube: CID, statements: readonly Uint8Array[]): Uint8Array | undefined {
  if (statements.length === 0) return undefined
  const hashes = statements.map((bytes) => Buffer.from(sha256(bytes))).sort((a, b) => Buffer.compare(a, b))
  return sha256(Buffer.concat([PREFIX, cube.bytes, ...hashes]))
}

/** The same between two peers. @param agreement hash of what they agreed on */
export function stateBetween(agreement: Uint8Array, digest: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([agreement, digest]))
}
