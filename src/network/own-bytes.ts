/**
 * Copies of small things that are kept for long.
 *
 * Node takes small buffers from a pool: a few bytes that are kept keep all of their slab, 64 KiB in Node 24 and 8 KiB before
 * (`Buffer.poolSize`). What lies beside them is mostly of the same moment and gone soon, so that what should be 40 bytes a peer are
 * 64 KiB (measured: 140 KiB for each peer that came and went). What is kept of peers lies in buffers of its own.
 */
import type { PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'

export function ownBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}

/** The same id; of one that is a hash of its key, the key is left out. */
export function ownId(id: PeerId): PeerId {
  return peerIdFromString(id.toString())
}
