/** The libp2p and Helia nodes behind the gate for Kubo: every key explicit, and nothing that bitswap does not need. */
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { ConnectionGater, PeerId } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import type { Libp2p, Libp2pOptions } from 'libp2p'
import { withPeerId } from './addresses.ts'
import { boundPeerStore } from './bounded-peer-store.ts'
import { cappedYamux } from './in-flight.ts'
import { keyProtector } from './key-protector.ts'
import type { KuboGate, KuboGateDeps, KuboGateOptions } from './kubo-gate-interface.ts'
import { libp2pLogger } from './libp2p-logger.ts'
import { loadHelia } from './load-helia.ts'
import { NetworkError } from './network-error.ts'
import { OwnAddresses } from './own-addresses.ts'
import { RecordStore } from './record-store.ts'
import { requireKuboGate, viewOfHost } from './running-swarm.ts'
import { servingStore } from './serving-store.ts'

/** Connections in all, new ones per second from one address, and those that are not encrypted yet. Guesses. */
const MAX_CONNECTIONS = 64
const INBOUND_PER_SECOND = 30
const MAX_PENDING = 32
/** A stranger that does not finish its handshake holds a place this long; three round trips suffice. Guess. */
const UPGRADE_MS = 5000
/** Streams that a peer may have open in one connection: bitswap has one, the other protocols one for a moment. Guess. */
const MAX_STREAMS = 32
/** A busy event loop answers late, as in `libp2p-options.ts`. */
const PING_MS = 20_000

export async function assembleKuboGate(deps: KuboGateDeps, options: KuboGateOptions): Promise<KuboGate> {
  const { createHeliaLight, withLibp2pLight, withBitswap } = await loadHelia()
  const privateKey = await generateKeyPairFromSeed('Ed25519', deps.nodeKey)
  const light = createHeliaLight({
    blockstore: servingStore(deps.blockstore, (cid) => deps.mayServe(cid)),
    logger: libp2pLogger(deps.logger),
    routers: [{ name: 'libp2p-router', async *findProviders() {} }],
    blockBrokers: [],
    holdGcLock: false,
  })
  const helia = withBitswap(withLibp2pLight(light, { ...gateOptions(deps, options), privateKey }))
  return new LibP2pGate(options, helia, peerIdFromPrivateKey(privateKey).toString())
}

function gateOptions(deps: KuboGateDeps, { key, peers, listen }: KuboGateOptions): Libp2pOptions {
  // A person gives them to the Kubo nodes, which confirm none.
  const own = new OwnAddresses()
  return {
    start: false,
    nodeInfo: { name: 'memcube', version: '1', userAgent: 'memcube' },
    addresses: { listen: [...listen], announceFilter: own.announceFilter },
    transports: [tcp()],
    connectionProtector: keyProtector(key),
    connectionEncrypters: [noise()],
    streamMuxers: [cappedYamux(MAX_STREAMS)],
    peerDiscovery: [],
    connectionGater: admitOnly(new Set(peers)),
    connectionManager: {
      maxConnections: MAX_CONNECTIONS,
      inboundConnectionThreshold: INBOUND_PER_SECOND,
      maxIncomingPendingConnections: MAX_PENDING,
      inboundUpgradeTimeout: UPGRADE_MS,
      reconnectRetries: 0,
    },
    connectionMonitor: { pingInterval: PING_MS, pingTimeout: { minTimeout: PING_MS } },
    datastore: new RecordStore(),
    logger: libp2pLogger(deps.logger),
    services: {
      identify: (components) => {
        own.service(components)
        boundPeerStore(components.peerStore, components.peerId)
        return identify()(components)
      },
      ping: ping(),
    },
  }
}

/** Nobody is dialled, and nobody comes in who is not named. */
function admitOnly(peers: ReadonlySet<string>): ConnectionGater {
  const denies = (peerId: PeerId): boolean => !peers.has(peerId.toString())
  return {
    denyDialPeer: () => true,
    denyDialMultiaddr: () => true,
    denyOutboundConnection: () => true,
    denyInboundEncryptedConnection: denies,
    denyInboundUpgradedConnection: denies,
  }
}

interface Helia {
  libp2p: Libp2p
  start(): Promise<unknown>
  stop(): Promise<unknown>
}

class LibP2pGate implements KuboGate {
  readonly peerId: string
  readonly #options: KuboGateOptions
  readonly #helia: Helia
  #state: 'new' | 'started' | 'stopped' = 'new'
  #stopped: Promise<void> | undefined

  constructor(options: KuboGateOptions, helia: Helia, peerId: string) {
    this.#options = options
    this.#helia = helia
    this.peerId = peerId
  }

  addresses(): string[] {
    if (this.#state !== 'started') return []
    return this.#helia.libp2p.getMultiaddrs().map((address) => withPeerId(address, this.peerId))
  }

  connected(): string[] {
    if (this.#state !== 'started') return []
    return this.#helia.libp2p.getPeers().map(String)
  }

  async start(): Promise<void> {
    if (this.#state !== 'new')
      throw new NetworkError('ERR_USAGE', `cannot start the gate: it is ${this.#state}`)
    this.#state = 'started'
    try {
      await this.#helia.start()
      requireKuboGate(viewOfHost(this.#helia))
    } catch (cause) {
      await this.stop()
      if (cause instanceof NetworkError) throw cause
      throw new NetworkError('ERR_CONFLICT', `could not listen on ${this.#options.listen.join(', ')}`, {
        cause,
        hint: 'another program may hold the port; choose another with --listen, or 0 for any',
      })
    }
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    const wasStarted = this.#state === 'started'
    this.#state = 'stopped'
    if (wasStarted) await this.#helia.stop()
  }
}
