/**
 * A second DHT beside that of memcube: that of the public IPFS network, as a client of it. It answers nobody and keeps no
 * record of others. libp2p does not know that it finds peers and content: who asks libp2p, as relays do, asks memcube alone.
 */
import { contentRoutingSymbol, peerDiscoverySymbol, peerRoutingSymbol } from '@libp2p/interface'
import type { Connection, PeerId, PeerInfo, PeerStore } from '@libp2p/interface'
import { kadDHT, type KadDHT, passthroughMapper, removePrivateAddressesMapper } from '@libp2p/kad-dht'
import { guardDht } from '../guarded-dht.ts'
import type { NetworkLogger } from '../interface.ts'
import { forgetGone } from '../living-neighbours.ts'
import { NetworkError } from '../network-error.ts'
import type { HostPlan } from '../profiles.ts'
import { withoutRelays } from '../reach/index.ts'
import { RecordStore } from '../record-store.ts'
import { dialKnown } from './dial-known.ts'
import { passingPeers } from './passing-peers.ts'

const HOUR_MS = 3_600_000

/**
 * Questions of one lookup that are under way, on each of as many paths. Kubo asks 10 on one path; 9 leave room for two lookups
 * among the connections that strangers may have (`connection-places.ts`).
 */
const QUESTIONS = 3

/** Peers that wait for being tried as neighbours. Each costs a dial; a lookup names hundreds. Guess. */
const MAX_UNTRIED = 64

/**
 * A client is nobody's neighbour: it looks for its own only to ask them. At most 16 lookups for the table and one for itself in
 * this time; the library would do that every 5 minutes.
 */
const REFRESH_MS = HOUR_MS

/** What of kad-dht has no option; private in its types. */
interface Refreshing {
  routingTableRefresh?: { refreshInterval?: number }
}

/** kad-dht tells of each peer that an answer names; not in its types either. */
interface Finding {
  addEventListener(type: 'peer', listener: (event: CustomEvent<PeerInfo>) => void): void
}

interface DhtComponents {
  peerId: PeerId
  peerStore: PeerStore
  connectionManager: { getConnections(peer: PeerId): Connection[] }
}

export type IpfsDht = KadDHT & {
  routingTable: { readonly size: number; addEventListener: EventAdder }
  /** Whether an answer has named a peer, not long ago. */
  names(peerId: string): boolean
}
type EventAdder = (type: 'peer:add', listener: () => void) => void

/** The service of libp2p. @throws {NetworkError} ERR_INTERNAL for a version of kad-dht that would ask more often than is said here */
export function ipfsDht(
  { protocol }: NonNullable<HostPlan['ipfs']>,
  { privateAddresses }: HostPlan['dht'],
  logger: NetworkLogger,
): ReturnType<typeof kadDHT> {
  const make = kadDHT({
    protocol,
    clientMode: true,
    allowQueryWithZeroPeers: true,
    logPrefix: 'libp2p:ipfs-dht',
    metricsPrefix: 'libp2p_ipfs_dht',
    alpha: QUESTIONS,
    disjointPaths: QUESTIONS,
    querySelfInterval: REFRESH_MS,
    routingTableUpdateMaxQueueSize: MAX_UNTRIED,
    peerInfoMapper: privateAddresses ? passthroughMapper : removePrivateAddressesMapper,
    // What is said again, and when, is decided by the queue of this node alone.
    reprovide: { validity: 100 * 365 * 24 * HOUR_MS, threshold: 0, interval: 24 * HOUR_MS },
  })
  return (components) => {
    const { peerId, peerStore, connectionManager } = components as unknown as DhtComponents
    const isConnected = (id: PeerId): boolean => connectionManager.getConnections(id).length > 0
    const peers = passingPeers(peerStore, isConnected)
    const noting = new Map<string, Promise<unknown>>()
    const own = {
      peerStore: peers.store,
      connectionManager: dialKnown(connectionManager, peerStore, (id) => noting.get(id.toString())),
      // What this node provides is noted apart: the records that it keeps for others are not walked for it.
      datastore: new RecordStore(),
    }
    const made = forgetGone(make(withoutRelays(replaced(components, own))), isConnected)
    const dht = quiet(guardDht(made, logger))
    // Where a peer is that an answer names; libp2p does this for what it takes for a discovery.
    dht.addEventListener('peer', ({ detail: { id, multiaddrs } }) => {
      if (id.equals(peerId)) return
      const key = id.toString()
      const noted = peers.store.merge(id, { multiaddrs }).catch(() => undefined)
      noting.set(key, noted)
      void noted.finally(() => noting.get(key) === noted && noting.delete(key))
    })
    return Object.assign(dht, { names: (id: string) => peers.has(id) })
  }
}

function quiet(dht: KadDHT): KadDHT & Finding {
  const { routingTableRefresh } = dht as unknown as Refreshing
  if (typeof routingTableRefresh?.refreshInterval !== 'number')
    throw new NetworkError('ERR_INTERNAL', 'the DHT of IPFS has no place where its refreshing can be bounded')
  routingTableRefresh.refreshInterval = REFRESH_MS
  for (const name of [contentRoutingSymbol, peerRoutingSymbol, peerDiscoverySymbol])
    Object.defineProperty(dht, name, { value: undefined })
  return dht as KadDHT & Finding
}

function replaced<T>(components: T, own: Record<PropertyKey, unknown>): T {
  return new Proxy(components as object, {
    get: (target, name) => (name in own ? own[name] : (Reflect.get(target, name) as unknown)),
  }) as T
}
