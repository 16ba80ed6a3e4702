import type { CID } from 'multiformats/cid'
import { bytesEqual, SHA2_256, sha256 } from '../core/codec/index.ts'

/** Whether bytes read back are the ones that were verified on the way in: for these the hash alone decides. */
export function hasHash(cid: CID, bytes: Uint8Array): boolean {
  return cid.multihash.code === SHA2_256 && bytesEqual(sha256(bytes), cid.multihash.digest)
}
