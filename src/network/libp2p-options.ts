/** Builds the options of libp2p from a plan: exactly what it names, every key explicit. */
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { dcutr } from '@libp2p/dcutr'
import { type GossipSub, gossipsub } from '@libp2p/gossipsub'
import { identifyPush } from '@libp2p/identify'
import type { ConnectionGater, PeerId } from '@libp2p/interface'
import { kadDHT, type KadDHT, passthroughMapper, removePrivateAddressesMapper } from '@libp2p/kad-dht'
import { mdns } from '@libp2p/mdns'
import { noise } from '@libp2p/noise'
import { peerIdFromString } from '@libp2p/peer-id'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Libp2pOptions } from 'libp2p'
import { boundedWebSockets } from './bounded-web-sockets.ts'
import { boundGossip } from './bounded-gossip.ts'
import { boundPeerStore } from './bounded-peer-store.ts'
import { networkOf } from './connection-places.ts'
import { fairMuxer } from './fair-muxer.ts'
import { fencedNoise } from './fenced-noise.ts'
import { givenNames } from './given-names.ts'
import { guardDht } from './guarded-dht.ts'
import { guardGossip } from './guarded-gossip.ts'
import type { NetworkDeps, NetworkLogger } from './interface.ts'
import { forgetGone } from './living-neighbours.ts'
import { mendGossipStreams } from './mend-gossip-streams.ts'
import { messageFingerprint } from './message-fingerprint.ts'
import { OwnAddresses } from './own-addresses.ts'
import { patientIdentify } from './patient-identify.ts'
import { libp2pLogger } from './libp2p-logger.ts'
import type { HostComponents, HostService } from './host-service.ts'
import { type IpfsDht, ipfsDht } from './ipfs/index.ts'
import { ARRIVALS_PER_PLACE, MAX_HANDSHAKE_MS } from './pending-places.ts'
import type { HostPlan, Service, Transport } from './profiles.ts'
import { Reach, type ReachComponents, withoutRelays } from './reach/index.ts'
import { RecordStore } from './record-store.ts'
import { Unanswered, withoutUnanswered } from './unanswered.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * How long a provider record of a node that stopped providing lives on elsewhere. The DHT default of 48 h would send people
 * to unpublished cubes for two days; re-providing every 3 h costs little at this size (guess).
 */
const providerValidityMs = 6 * HOUR_MS

/** A record is pushed again before the DHT itself would, which pushes together what was pushed together. */
export const providerRenewMs = providerValidityMs / 2 - 30 * MINUTE_MS

/**
 * A paused stream must hold one full window, so the window stays below the read buffer. 4 MiB still fills 40 MB/s at 100 ms;
 * the default of 16 MiB overruns the default buffer of 4 MiB and resets the stream (read).
 */
const WINDOW_BYTES = 4 * 1024 * 1024
const READ_BUFFER_BYTES = 8 * 1024 * 1024

/** An RPC of gossipsub carries several messages of at most 4 KiB and lists of ids; 256 KiB is 64 full ones. */
const MAX_GOSSIP_RPC_BYTES = 256 * 1024

/** A busy event loop answers late: 20 s to answer, asked every 20 s, against 5 s and 10 s by default (guess). */
const PING_MS = 20_000

export interface HostServices extends Record<string, unknown> {
  dht: KadDHT
  /** Of who takes part in the DHT of IPFS alone. */
  ipfsDht?: IpfsDht
  pubsub: GossipSub
  memcube: HostService
  /** Of profile public alone. */
  reach?: Reach
}

export interface OptionParts {
  plan: HostPlan
  deps: NetworkDeps
  gater: ConnectionGater
  hostService: (components: HostComponents) => HostService
  /** This node is on another network, or has woken. */
  onMoved(): void
  /** Whether a peer is here because of the DHT of IPFS alone. */
  isStranger(peerId: string): boolean
}

/** Options for `withLibp2pLight`; not started. */
export async function libp2pOptions({
  plan,
  deps,
  gater,
  hostService,
  onMoved,
  isStranger,
}: OptionParts): Promise<Libp2pOptions<HostServices>> {
  const { max, inboundPerSecond, pending } = plan.connections
  const datastore = deps.datastore ?? new RecordStore()
  const unanswered = new Unanswered()
  const moved = (): void => {
    unanswered.forgetAll()
    onMoved()
  }
  const reach = reachService(plan, deps.logger, { onMoved: moved, isStranger })
  const own = new OwnAddresses()
  return {
    start: false,
    privateKey: await generateKeyPairFromSeed('Ed25519', deps.nodeKey),
    nodeInfo: { name: 'memcube', version: '1', userAgent: 'memcube' },
    addresses: { listen: plan.listen, ...toTell(plan, reach, own) },
    transports: plan.transports.map((name) => TRANSPORTS[name]()),
    connectionEncrypters: [deps.fence === undefined ? noise() : fencedNoise(deps.fence)],
    streamMuxers: [
      fairMuxer(
        yamux({
          streamOptions: { maxStreamWindowSize: WINDOW_BYTES, maxReadBufferLength: READ_BUFFER_BYTES },
        }),
      ),
    ],
    peerDiscovery: plan.discovery.map(() => mdns({ serviceTag: plan.mdnsTag })),
    connectionGater: plan.profile === 'public' ? { ...gater, ...relayGate(reach) } : gater,
    connectionManager: {
      // Those beyond `max` are let in, and others give way to them (`connection-places.ts`).
      maxConnections: max + pending,
      inboundUpgradeTimeout: MAX_HANDSHAKE_MS,
      inboundConnectionThreshold: inboundPerSecond,
      // Those beyond `pending` wait and give way to others (`pending-places.ts`).
      maxIncomingPendingConnections: ARRIVALS_PER_PLACE * pending,
      resolvers: { dnsaddr: givenNames((address) => gater.denyDialMultiaddr?.(address) === false) },
    },
    connectionMonitor: { pingInterval: PING_MS, pingTimeout: { minTimeout: PING_MS } },
    // The address of a provider must outlive its record: a record without one fails the whole answer (read).
    peerStore: { maxAddressAge: 2 * providerValidityMs, maxPeerAge: 4 * providerValidityMs },
    datastore,
    logger: libp2pLogger(deps.logger),
    services: services(
      plan,
      deps.logger,
      withBounds(hostService, datastore, own),
      reach,
      unanswered,
    ) as Libp2pOptions<HostServices>['services'],
  }
}

type TransportFactory = NonNullable<Libp2pOptions['transports']>[number]

const TRANSPORTS: Record<Transport, () => TransportFactory> = {
  tcp: () => tcp(),
  websockets: () => boundedWebSockets(),
  'circuit-relay': () => circuitRelayTransport(),
}

/** The service of the host is made first: the peer store is bounded before anything is put into it. */
function withBounds(
  hostService: OptionParts['hostService'],
  datastore: unknown,
  own: OwnAddresses,
): OptionParts['hostService'] {
  return (components) => {
    own.service(components)
    const { peerId, connectionManager } = components
    if (datastore instanceof RecordStore)
      datastore.placeAt({
        self: peerId.toMultihash().bytes,
        networkOf(id) {
          const [connection] = connectionManager.getConnections(peerIdFromString(id))
          return connection === undefined ? '' : networkOf(connection.remoteAddr)
        },
      })
    boundPeerStore(components.peerStore, components.peerId, {
      isConnected: (id) => connectionManager.getConnections(id).length > 0,
      forgotten: (id) => {
        if (datastore instanceof RecordStore) datastore.forget(id.toString())
      },
    })
    return hostService(components)
  }
}

function services(
  plan: HostPlan,
  logger: NetworkLogger,
  hostService: OptionParts['hostService'],
  reach: ReachService,
  unanswered: Unanswered,
): Record<string, unknown> {
  const make: Record<Service, () => Record<string, unknown>> = {
    identify: () => ({ identify: patientIdentify() }),
    'identify-push': () => ({ identifyPush: identifyPush() }),
    ping: () => ({ ping: ping() }),
    dht: () => ({ dht: dht(plan, logger, unanswered) }),
    gossipsub: () => ({ pubsub: gossip(plan, logger) }),
    dcutr: () => ({ dcutr: dcutr() }),
    reach: () => ({ reach: reach.create }),
  }
  const { ipfs } = plan
  return Object.assign(
    { memcube: hostService },
    ...plan.services.map((name) => make[name]()),
    ipfs && { ipfsDht: ipfsDht(ipfs, plan.dht, logger) },
  )
}

function dht(
  { profile, dht: { protocol, privateAddresses } }: HostPlan,
  logger: NetworkLogger,
  unanswered: Unanswered,
): ReturnType<typeof kadDHT> {
  const make = kadDHT({
    protocol,
    // In public it becomes a server once others reach it (`reach/`).
    clientMode: profile === 'public',
    allowQueryWithZeroPeers: true,
    peerInfoMapper: privateAddresses ? passthroughMapper : removePrivateAddressesMapper,
    reprovide: { validity: providerValidityMs, threshold: providerValidityMs / 2, interval: 30 * MINUTE_MS },
  })
  return (components) => {
    const { connectionManager } = components as typeof components & Pick<HostComponents, 'connectionManager'>
    const isConnected = (peer: PeerId): boolean => connectionManager.getConnections(peer).length > 0
    const asked = withoutUnanswered(withoutRelays(components), unanswered)
    return guardDht(forgetGone(make(asked), isConnected), logger)
  }
}

function gossip(
  { gossip: { topics, limitPeersPerIp } }: HostPlan,
  logger: NetworkLogger,
): ReturnType<typeof gossipsub> {
  const make = gossipsub({
    globalSignaturePolicy: 'StrictSign',
    fastMsgIdFn: messageFingerprint,
    fallbackToFloodsub: false,
    runOnLimitedConnection: true,
    allowPublishToZeroTopicPeers: true,
    emitSelf: false,
    doPX: false,
    maxInboundDataLength: MAX_GOSSIP_RPC_BYTES,
    ...(topics && { allowedTopics: topics }),
    scoreParams: {
      // More than 14 peers behind one address are otherwise graylisted without a word: a team behind one NAT, or a test.
      ...(!limitPeersPerIp && { IPColocationFactorWeight: 0 }),
      topics: Object.fromEntries((topics ?? []).map((topic) => [topic, TOPIC_SCORE])),
    },
  })
  return (components) => {
    const { connectionManager } = components
    const cutOff = (peerId: string, reason: Error): void => {
      for (const connection of connectionManager.getConnections(peerIdFromString(peerId)))
        connection.abort(reason)
    }
    return mendGossipStreams(
      guardGossip(boundGossip(make(components)), { logger, cutOff }),
      components as typeof components & Pick<HostComponents, 'events'>,
    )
  }
}

/**
 * Heads are rare, so delivery rates say nothing about a peer: those weights are 0. What counts is provably invalid messages:
 * the fourth within a quarter of an hour (-5 x 4 x 4) brings a peer to the graylist threshold of -80.
 */
const TOPIC_SCORE = {
  topicWeight: 1,
  timeInMeshWeight: 0.01,
  timeInMeshQuantum: 1000,
  timeInMeshCap: 100,
  firstMessageDeliveriesWeight: 1,
  firstMessageDeliveriesDecay: 0.99,
  firstMessageDeliveriesCap: 10,
  meshMessageDeliveriesWeight: 0,
  meshMessageDeliveriesDecay: 0.5,
  meshMessageDeliveriesCap: 1,
  meshMessageDeliveriesThreshold: 1,
  meshMessageDeliveriesWindow: 10,
  meshMessageDeliveriesActivation: 5000,
  meshFailurePenaltyWeight: 0,
  meshFailurePenaltyDecay: 0.5,
  invalidMessageDeliveriesWeight: -5,
  invalidMessageDeliveriesDecay: 0.999,
}

/** The service is made by libp2p; what is asked of it before says what it would say when it knows nothing. */
interface ReachService {
  create(components: ReachComponents): Reach
  made(): Reach | undefined
}

function reachService(
  { announce }: HostPlan,
  logger: NetworkLogger,
  told: Pick<OptionParts, 'onMoved' | 'isStranger'>,
): ReachService {
  let made: Reach | undefined
  return {
    create: (components) =>
      (made = new Reach(components, { announced: announce, logger, ...told, nowMs: () => Date.now() })),
    made: () => made,
  }
}

function toTell(
  { tells, announce }: HostPlan,
  reach: ReachService,
  own: OwnAddresses,
): Partial<Libp2pOptions['addresses']> {
  switch (tells) {
    case 'near':
      // What libp2p tells unasked: public addresses wait for somebody who confirms them, and nobody does.
      return { appendAnnounce: announce }
    case 'reached':
      return { announceFilter: (addresses: Multiaddr[]) => reach.made()?.toTell(addresses) ?? [] }
    case 'own':
      return { appendAnnounce: announce, announceFilter: own.announceFilter }
  }
}

function relayGate(reach: ReachService): ConnectionGater {
  return {
    denyInboundRelayReservation: (peer) => reach.made()?.deniesPlace(peer) ?? true,
    denyOutboundRelayedConnection: (from, to) => reach.made()?.deniesCircuit(from, to) ?? true,
  }
}
