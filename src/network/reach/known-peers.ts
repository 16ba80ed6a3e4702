/** What connected peers said of themselves and of this node, for the decisions on reach. */
import type { Connection, IdentifyResult, PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { reachOf } from '../addresses.ts'
import { networkOf } from '../connection-places.ts'
import { DIAL_REQUEST_PROTOCOL } from './autonat-messages.ts'
import { hostIp, isRelayed } from './circuit-addresses.ts'
import type { ReachComponents } from './interface.ts'
import { HOP_PROTOCOL } from './relay-service.ts'

interface Said {
  id: PeerId
  protocols: Set<string>
  /** From where this node comes, as the peer sees it. */
  observedIp: string | undefined
}

export interface DirectPeer extends Said {
  peerId: string
  connection: Connection
  network: string
}

export class KnownPeers {
  readonly #said = new Map<string, Said>()
  readonly #components: ReachComponents

  constructor(components: ReachComponents) {
    this.#components = components
  }

  identified({ peerId, protocols, observedAddr, connection }: IdentifyResult): void {
    const seen = observedAddr !== undefined && !isRelayed(connection.remoteAddr) && isPublic(observedAddr)
    this.#said.set(peerId.toString(), {
      id: peerId,
      protocols: new Set(protocols),
      observedIp: seen ? hostIp(observedAddr) : this.#said.get(peerId.toString())?.observedIp,
    })
  }

  gone(peerId: string): void {
    this.#said.delete(peerId)
  }

  /** Peers with a connection of their own, and not one through a relay. */
  direct(): DirectPeer[] {
    return [...this.#said].flatMap(([peerId, said]) => {
      const connection = this.#components.connectionManager
        .getConnections(said.id)
        .find(({ remoteAddr, status }) => !isRelayed(remoteAddr) && status === 'open')
      return connection === undefined
        ? []
        : [{ ...said, peerId, connection, network: networkOf(connection.remoteAddr) }]
    })
  }

  relays(): DirectPeer[] {
    return this.direct().filter(({ protocols }) => protocols.has(HOP_PROTOCOL))
  }

  /** Who may be asked to dial this node at that IP address: whoever sees it there, and is elsewhere. */
  askersFor(ip: string): DirectPeer[] {
    return this.direct().filter(
      ({ protocols, observedIp, connection }) =>
        protocols.has(DIAL_REQUEST_PROTOCOL) && observedIp === ip && hostIp(connection.remoteAddr) !== ip,
    )
  }

  /** The address under which most networks see this node. */
  observedIp(): string | undefined {
    const networks = new Map<string, Set<string>>()
    for (const { observedIp, network } of this.direct()) {
      if (observedIp === undefined || !observedIp.includes('.')) continue
      networks.set(observedIp, (networks.get(observedIp) ?? new Set()).add(network))
    }
    return [...networks].toSorted((a, b) => b[1].size - a[1].size)[0]?.[0]
  }
}

function isPublic(address: Multiaddr): boolean {
  return reachOf(address) === 'public'
}
