/** Decides which connections there may be: by how far an address reaches, and by who the peer is. */
import type { ConnectionGater, PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { reachOf } from './addresses.ts'
import { Arrivals } from './arrivals.ts'
import { MAX_PER_PEER } from './connection-places.ts'
import type { HostPlan } from './profiles.ts'
import { PendingPlaces } from './pending-places.ts'
import { isFencedAddress } from './swarm-addresses.ts'

/** Given addresses kept for the gater, the last ones; more than anybody types. */
const MAX_GIVEN = 1024

export interface Gate {
  readonly gater: ConnectionGater
  /** Remembers an address that a person gave, which may reach further than one that a peer told. */
  allow(address: Multiaddr): void
  /** May this address be dialled? */
  permits(address: Multiaddr): boolean
}

/**
 * @param admits who may connect at all; asked each time
 * @param connectionsOf how many connections there are with a peer
 */
export function createGate(
  plan: HostPlan,
  admits: (peerId: string) => boolean,
  connectionsOf: (peerId: PeerId) => number = () => 0,
): Gate {
  const given = new Set<string>()
  const permits = (address: Multiaddr): boolean => {
    const reach = reachOf(address)
    if (plan.profile === 'swarm' && !isFencedAddress(address)) return false
    return (
      // Where a name leads is known only when it is dialled: on the word of others none is.
      (plan.dialsLearnt.includes(reach) && !isName(address)) ||
      (plan.dialsGiven.includes(reach) && given.has(transportPart(address)))
    )
  }
  const denies = (peerId: PeerId): boolean => !admits(peerId.toString())
  const deniesInbound = (peerId: PeerId): boolean => denies(peerId) || connectionsOf(peerId) >= MAX_PER_PEER
  const arrivals = new Arrivals(new PendingPlaces(plan.connections))
  return {
    permits,
    allow(address) {
      const part = transportPart(address)
      given.delete(part)
      given.add(part)
      const [oldest] = given
      if (given.size > MAX_GIVEN && oldest !== undefined) given.delete(oldest)
    },
    gater: {
      denyDialPeer: denies,
      denyDialMultiaddr: (address) => !permits(address),
      async denyInboundConnection(connection) {
        await arrivals.letIn(connection)
        return false
      },
      denyInboundEncryptedConnection: deniesInbound,
      denyOutboundEncryptedConnection: denies,
      // Asked again when all is negotiated: the roster may have changed meanwhile.
      denyInboundUpgradedConnection(peerId, connection) {
        arrivals.end(connection)
        return deniesInbound(peerId)
      },
      denyOutboundUpgradedConnection: denies,
    },
  }
}

function isName(address: Multiaddr): boolean {
  return address.getComponents().some(({ name }) => name.startsWith('dns'))
}

function transportPart(address: Multiaddr): string {
  const parts = address.getComponents().filter(({ name }) => name !== 'p2p')
  return parts.map(({ name, value }) => `${name}=${value ?? ''}`).join('/')
}
