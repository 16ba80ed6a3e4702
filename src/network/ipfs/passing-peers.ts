/**
 * The peer store as the DHT of IPFS writes it. Its lookups name thousands of peers that are asked once: they have places of their
 * own, so that they push no peer of memcube out of the store, whose records would go with its addresses. Nothing is tagged
 * to be kept connected.
 */
import type { PeerData, PeerId, PeerStore } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { speaksOurs } from '../connected-peers.ts'

/** A quarter of what the store holds. Twice as many as two lookups in a minute name. Guess. */
const MAX_PASSING = 2_048

/** Peers looked at for one that may go; there are fewer connections than this. */
const SAMPLED = 512

const KEEPING = /^(keep-alive|kad-close)/

export function passingPeers(
  store: PeerStore,
  isConnected: (id: PeerId) => boolean,
  max: number = MAX_PASSING,
): { store: PeerStore; has(peerId: string): boolean } {
  /** The one that was spoken of last is last. Texts, because an id keeps the message that it came in. */
  const passing = new Set<string>()
  const touch = (id: PeerId): PeerId | undefined => {
    passing.delete(id.toString())
    passing.add(id.toString())
    if (passing.size <= max) return undefined
    for (const name of [...passing].slice(0, SAMPLED)) {
      const oldest = peerIdFromString(name)
      passing.delete(name)
      if (!isConnected(oldest)) return oldest
      passing.add(name)
    }
    return undefined
  }
  /** A peer of memcube is known for other reasons too. */
  const forget = async (id: PeerId): Promise<void> => {
    const peer = await store.get(id).catch(() => undefined)
    if (peer !== undefined && !speaksOurs(peer.protocols)) await store.delete(id)
  }
  const merge: PeerStore['merge'] = async (id, data, options) => {
    const gone = touch(id)
    const merged = await store.merge(id, untagged(data), options)
    if (gone !== undefined) await forget(gone)
    return merged
  }
  const guarded = new Proxy(store, {
    get(target, name) {
      if (name === 'merge') return merge
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  return { store: guarded, has: (peerId) => passing.has(peerId) }
}

function untagged(data: PeerData): PeerData {
  if (data.tags === undefined) return data
  const tags = Object.entries(data.tags).filter(([name]) => !KEEPING.test(name))
  return { ...data, tags: Object.fromEntries(tags) }
}
