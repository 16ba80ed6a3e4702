/**
 * What a host tells of where it is when nobody dials it back: every address of this machine's own interfaces that it listens on.
 *
 * libp2p holds a public address of an interface back until a peer has dialled it. At a door, in a swarm and at a gate for Kubo
 * nobody does that, so a machine with a public address would tell loopback and private addresses alone, and nobody elsewhere
 * would find it. Nothing is told that others say of this machine: behind a router its interfaces have private addresses alone.
 */
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { withPeerId } from './addresses.ts'

/** The part of libp2p that knows what is listened on. */
export interface ListeningComponents {
  peerId: { toString(): string }
  transportManager: { getAddrs(): Multiaddr[] }
}

/** Pure. @returns what is confirmed, and after it what else is the own; each once, with the peer id at its end */
export function withOwn(
  confirmed: readonly Multiaddr[],
  own: readonly Multiaddr[],
  peerId: string,
): Multiaddr[] {
  const told = [...confirmed, ...own].map((address) => withPeerId(address, peerId))
  return [...new Set(told)].map((address) => multiaddr(address))
}

/** Made before libp2p is, which asks it from then on. */
export class OwnAddresses {
  #components: ListeningComponents | undefined

  /** A factory for the `services` of libp2p: before they are made nothing is listened on. */
  readonly service = (components: ListeningComponents): object => {
    this.#components = components
    return {}
  }

  /** For `addresses` of the options of libp2p: what identify, the peer store and `getMultiaddrs` tell. */
  readonly announceFilter = (confirmed: Multiaddr[]): Multiaddr[] => {
    if (this.#components === undefined) return confirmed
    const { peerId, transportManager } = this.#components
    return withOwn(confirmed, transportManager.getAddrs(), peerId.toString())
  }
}
