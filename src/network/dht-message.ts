/**
 * A message of kad-dht as bytes, with no more peers and addresses than are worth reading. Done before it is decoded,
 * because kad-dht makes an object of each address before it looks at anything. Pure; @libp2p/kad-dht `dht.proto`.
 */
import { MAX_PEER_ADDRESSES } from './bounded-peer-store.ts'
import { keepFields, withLength } from './protobuf-fields.ts'

/** Peers in one list. A lookup gives the 20 closest; more providers than this are found at other peers. Guess. */
export const MAX_LISTED_PEERS = 32

/** Fields of `Message` that list peers, and the one of `PeerInfo` that lists addresses. */
const PEER_LISTS = new Set([8, 9])
const ADDRESSES = 2

/** @returns the message, or a shorter copy; undefined when it is no protobuf */
export function boundDhtMessage(bytes: Uint8Array): Uint8Array | undefined {
  const counts = new Map<number, number>()
  return keepFields(bytes, ({ number, body }) => {
    if (!PEER_LISTS.has(number) || body === undefined) return true
    const count = (counts.get(number) ?? 0) + 1
    counts.set(number, count)
    if (count > MAX_LISTED_PEERS) return false
    const peer = bytes.subarray(...body)
    const short = boundPeer(peer)
    if (short === undefined || short === peer) return short !== undefined
    return withLength(number, short)
  })
}

function boundPeer(bytes: Uint8Array): Uint8Array | undefined {
  let addresses = 0
  return keepFields(bytes, ({ number }) => number !== ADDRESSES || ++addresses <= MAX_PEER_ADDRESSES)
}
