/**
 * Who is connected, as the protocols above see it. A node that takes part in the DHT of IPFS has connections with many nodes that
 * know nothing of memcube: those are strangers, and nobody above is told of them, until they say that they speak our
 * protocols or this node dials them for what they may have.
 */
import type { ConnectedPeer, NetworkLogger } from './interface.ts'
import { Listeners } from './listeners.ts'

/** Peers that keep their places; fewer than there are places for others. Guess. */
const MAX_USEFUL = 128

interface ConnectedDeps {
  logger: NetworkLogger
  /** Whether a peer is a stranger until it has said what it speaks. */
  hasStrangers: boolean
  /** Told before anybody else. */
  listed(peerId: string): void
  gone(peerId: string): void
}

/** Whether a peer that speaks these speaks anything of memcube. */
export function speaksOurs(protocols: readonly string[]): boolean {
  return protocols.some((protocol) => protocol.startsWith('/memcube/'))
}

export class ConnectedPeers {
  readonly onConnect = new Listeners<[string]>()
  readonly onIdentify = new Listeners<[ConnectedPeer]>()
  readonly onDisconnect = new Listeners<[string]>()
  readonly #deps: ConnectedDeps
  readonly #listed = new Map<string, ConnectedPeer>()
  readonly #strangers = new Map<string, ConnectedPeer>()
  /** Peers that were of use, the last one last. */
  readonly #useful = new Set<string>()

  constructor(deps: ConnectedDeps) {
    this.#deps = deps
  }

  list(): ConnectedPeer[] {
    return [...this.#listed.values()]
  }

  isStranger(peerId: string): boolean {
    return this.#deps.hasStrangers && !this.#listed.has(peerId)
  }

  /** Whether it is connected, and nobody was told. */
  isUnlisted(peerId: string): boolean {
    return this.#strangers.has(peerId)
  }

  /** This node had something of use from that peer. */
  useful(peerId: string): void {
    this.#useful.delete(peerId)
    this.#useful.add(peerId)
    const [oldest] = this.#useful
    if (this.#useful.size > MAX_USEFUL && oldest !== undefined) this.#useful.delete(oldest)
  }

  /** What counts when connections are too many. */
  standing(peerId: string): { useful: boolean; stranger: boolean } {
    return { useful: this.#useful.has(peerId), stranger: this.isStranger(peerId) }
  }

  /** Where its connection comes from. */
  networkOf(peerId: string): string {
    return (this.#listed.get(peerId) ?? this.#strangers.get(peerId))?.network ?? 'unknown'
  }

  /** @param network where its connection comes from */
  opened(peerId: string, network: string): void {
    const peer = { peerId, addresses: [], protocols: [], network }
    if (this.#deps.hasStrangers) this.#strangers.set(peerId, peer)
    else this.#list(peer)
  }

  /** This node dialled it for what it may have. */
  want(peerId: string): void {
    const stranger = this.#strangers.get(peerId)
    if (stranger === undefined) return
    this.#list(stranger)
    if (stranger.protocols.length > 0) this.tellIdentified(stranger)
  }

  /** @returns the peer with what it said of itself; undefined for a stranger and for one that is gone */
  said(
    peerId: string,
    what: Pick<ConnectedPeer, 'addresses' | 'protocols' | 'agent'>,
  ): ConnectedPeer | undefined {
    const stranger = this.#strangers.get(peerId)
    if (stranger !== undefined && speaksOurs(what.protocols)) this.#list(stranger)
    else if (stranger !== undefined) this.#strangers.set(peerId, { ...stranger, ...what })
    const known = this.#listed.get(peerId)
    if (known === undefined) return undefined
    const peer = { ...known, ...what }
    this.#listed.set(peerId, peer)
    return peer
  }

  tellIdentified(peer: ConnectedPeer): void {
    this.onIdentify.emit(this.#deps.logger, peer)
  }

  closed(peerId: string): void {
    this.#strangers.delete(peerId)
    if (!this.#listed.delete(peerId)) return
    this.#deps.gone(peerId)
    this.onDisconnect.emit(this.#deps.logger, peerId)
  }

  /** It was away: everything begins anew with it. */
  anew(peerId: string): void {
    const peer = this.#listed.get(peerId)
    if (peer === undefined) return
    this.closed(peerId)
    this.#list(peer)
    this.tellIdentified(peer)
  }

  clear(): void {
    this.#listed.clear()
    this.#strangers.clear()
  }

  #list(peer: ConnectedPeer): void {
    this.#strangers.delete(peer.peerId)
    this.#listed.set(peer.peerId, peer)
    this.#deps.listed(peer.peerId)
    this.onConnect.emit(this.#deps.logger, peer.peerId)
  }
}
