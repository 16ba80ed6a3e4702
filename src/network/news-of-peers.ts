/**
 * Which of the peers that answers of the DHT name are news. Each answer names up to twenty, and a lookup of a small network hears of the
 * same ones from everybody: kad-dht puts each mention into its queue and into the peer store, with two reads and a write.
 */
import type { PeerInfo } from '@libp2p/interface'
import { Latest } from '../core/latest/index.ts'

/** A mention is news again after this, so that a peer that was not reached is tried anew. Guess. */
const FRESH_MS = 60_000
/** Peers remembered; who was mentioned first is forgotten first. Guess: those of fifty answers. */
const MAX_PEERS = 1_024

export class NewsOfPeers {
  readonly #heard = new Latest<string, { addresses: string; untilMs: number }>(MAX_PEERS)

  /** Whether the peer, with these addresses, was not mentioned a moment ago. @param nowMs Unix ms */
  isNews({ id, multiaddrs }: PeerInfo, nowMs: number): boolean {
    const name = id.toString()
    const addresses = multiaddrs.join(' ')
    const known = this.#heard.get(name)
    if (known !== undefined && known.addresses === addresses && known.untilMs > nowMs) return false
    this.#heard.keep(name, { addresses, untilMs: nowMs + FRESH_MS })
    return true
  }
}
