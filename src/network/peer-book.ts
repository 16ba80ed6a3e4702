/** The peers that this node has met, newest first. Pure state; the caller loads and saves it. */
import type { KnownPeer } from './interface.ts'

/** Enough to find a way back into any network; a guess. */
const MAX_PEERS = 256
const MAX_ADDRESSES = 8

export class PeerBook {
  #peers = new Map<string, KnownPeer>()

  constructor(peers: KnownPeer[] = []) {
    const oldestFirst = [...peers].sort((a, b) => a.lastSeenMs - b.lastSeenMs)
    for (const peer of oldestFirst) this.#put(peer)
  }

  /** Notes a connected peer and where it can be dialled; without addresses the known ones stay. */
  seen(peerId: string, addresses: string[], nowMs: number): void {
    const known = addresses.length > 0 ? addresses : (this.#peers.get(peerId)?.addresses ?? [])
    if (known.length > 0) this.#put({ peerId, addresses: known, lastSeenMs: nowMs })
  }

  forget(peerId: string): void {
    this.#peers.delete(peerId)
  }

  /** Newest first. */
  list(): KnownPeer[] {
    return [...this.#peers.values()].reverse()
  }

  #put({ peerId, addresses, lastSeenMs }: KnownPeer): void {
    this.#peers.delete(peerId)
    this.#peers.set(peerId, {
      peerId,
      addresses: [...new Set(addresses)].slice(0, MAX_ADDRESSES),
      lastSeenMs,
    })
    for (const oldest of this.#peers.keys()) {
      if (this.#peers.size <= MAX_PEERS) break
      this.#peers.delete(oldest)
    }
  }
}
