/** The libp2p node behind a door: every key explicit, and nothing that the door does not need. */
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Connection, ConnectionGater, PeerId, Stream } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2p, type Libp2pOptions } from 'libp2p'
import { anySignal, isDeadline } from '../core/signals/index.ts'
import { parseAddress, peerIdIn, printable, withPeerId } from './addresses.ts'
import { Arrivals } from './arrivals.ts'
import { boundPeerStore } from './bounded-peer-store.ts'
import { boundedWebSockets } from './bounded-web-sockets.ts'
import { createChannel } from './channel.ts'
import { decideEvictions, networkOf } from './connection-places.ts'
import { dialError, openError } from './dial-error.ts'
import {
  type Door,
  DOOR_EXCHANGE_MS,
  type DoorDeps,
  type DoorOptions,
  MAX_DOOR_REQUEST_BYTES,
} from './door-interface.ts'
import { fairMuxer } from './fair-muxer.ts'
import type { HostComponents } from './host-service.ts'
import type { Channel, Signalled } from './interface.ts'
import { libp2pLogger } from './libp2p-logger.ts'
import { NetworkError } from './network-error.ts'
import { OwnAddresses } from './own-addresses.ts'
import { ARRIVALS_PER_PLACE, MAX_HANDSHAKE_MS, PendingPlaces } from './pending-places.ts'
import { RecordStore } from './record-store.ts'
import { checkFencedAddress, checkFencedListen } from './swarm-addresses.ts'

/** Connections that may be open at a time, in all and with one peer. A team of 30 that comes back at once fits. Guesses. */
const MAX_CONNECTIONS = 64
const MAX_CONNECTIONS_PER_PEER = 2
/** New connections per second from one address, which may be that of a whole team, and those not yet encrypted. Guesses. */
const INBOUND_PER_SECOND = 30
const MAX_PENDING = 64
/** Of these from one network, so that silence from one leaves room for others. A team behind one router fits. Guess. */
const MAX_PENDING_PER_NETWORK = 40
/** Beyond `MAX_CONNECTIONS` they are let in, and others give way to them. */
const SPARE_CONNECTIONS = 16
/** Peers of which libp2p keeps a record, for each connection. Guess: a record has some 100 bytes. */
const PEERS_PER_CONNECTION = 4
/** A stranger has this long to say what a stream is for; two round trips suffice. Guess. */
const NEGOTIATION_MS = 5000
/** Streams of one connection: one exchange, and the end of the one before. */
const MAX_STREAMS = 2
/** A request and an answer fit; a window of this size is the smallest that yamux knows. */
const WINDOW_BYTES = 256 * 1024

export async function assembleDoor(deps: DoorDeps, options: DoorOptions): Promise<Door> {
  for (const address of options.listen) checkFencedListen('the door of a swarm', address)
  for (const address of options.announce ?? []) checkFencedListen('the door of a swarm', address)
  const privateKey = await generateKeyPairFromSeed('Ed25519', deps.nodeKey)
  const gater = limitPlaces((): Connection[] => libp2p.getConnections())
  const libp2p = await createLibp2p({ ...doorOptions(deps, options, gater), privateKey })
  return new LibP2pDoor(deps, options, libp2p, peerIdFromPrivateKey(privateKey).toString())
}

function doorOptions(deps: DoorDeps, options: DoorOptions, connectionGater: ConnectionGater): Libp2pOptions {
  // Invitations name them, and nobody dials a door back to confirm one.
  const own = new OwnAddresses()
  return {
    start: false,
    // Told to nobody: there is no identify.
    nodeInfo: { name: 'memcube', version: '1', userAgent: 'memcube' },
    addresses: {
      listen: options.listen,
      appendAnnounce: options.announce ?? [],
      announceFilter: own.announceFilter,
    },
    transports: [tcp(), boundedWebSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [
      fairMuxer(
        yamux({
          maxInboundStreams: MAX_STREAMS,
          maxEarlyStreams: MAX_STREAMS,
          streamOptions: { maxStreamWindowSize: WINDOW_BYTES },
        }),
      ),
    ],
    peerDiscovery: [],
    connectionGater,
    connectionManager: {
      maxConnections: (options.maxConnections ?? MAX_CONNECTIONS) + SPARE_CONNECTIONS,
      inboundConnectionThreshold: INBOUND_PER_SECOND,
      // They wait, and give way to others (`pending-places.ts`).
      maxIncomingPendingConnections: ARRIVALS_PER_PLACE * MAX_PENDING,
      inboundUpgradeTimeout: MAX_HANDSHAKE_MS,
      inboundStreamProtocolNegotiationTimeout: NEGOTIATION_MS,
      reconnectRetries: 0,
    },
    // Connections end with their exchange; pinging them would only tell that they live.
    connectionMonitor: { enabled: false },
    datastore: deps.datastore ?? new RecordStore(),
    logger: libp2pLogger(deps.logger),
    services: {
      ownAddresses: own.service,
      bounds: boundedPeers((options.maxConnections ?? MAX_CONNECTIONS) * PEERS_PER_CONNECTION),
    },
  }
}

/**
 * For the maintainers of libp2p (3.3, read): `onIncomingStream` puts each peer that opens a stream into the peer store, and nothing takes it
 * out again: `maxPeerAge` is looked at when a peer is read. A door that strangers come to would keep all of them.
 */
function boundedPeers(maxPeers: number): (components: HostComponents) => object {
  return ({ peerStore, peerId, connectionManager }) => {
    const isConnected = (id: PeerId): boolean => connectionManager.getConnections(id).length > 0
    boundPeerStore(peerStore, peerId, { maxPeers, isConnected })
    return {}
  }
}

function limitPlaces(connections: () => Connection[]): ConnectionGater {
  const arrivals = new Arrivals(
    new PendingPlaces({ pending: MAX_PENDING, pendingPerNetwork: MAX_PENDING_PER_NETWORK }),
  )
  return {
    denyDialMultiaddr: () => false,
    async denyInboundConnection(connection) {
      await arrivals.letIn(connection)
      return false
    },
    denyInboundEncryptedConnection: (peerId) =>
      connections().filter(({ remotePeer }) => remotePeer.equals(peerId)).length >= MAX_CONNECTIONS_PER_PEER,
    denyInboundUpgradedConnection(_peerId, connection) {
      arrivals.end(connection)
      return false
    },
  }
}

class LibP2pDoor implements Door {
  readonly peerId: string
  readonly #deps: DoorDeps
  readonly #options: DoorOptions
  readonly #libp2p: Libp2p
  /** How many exchanges use a connection that was dialled. */
  readonly #users = new Map<Connection, number>()
  readonly #lives = new Set<NodeJS.Timeout>()
  /** When who is connected sent its request. */
  readonly #activeMs = new WeakMap<Connection, number>()
  #state: 'new' | 'started' | 'stopped' = 'new'
  #stopped: Promise<void> | undefined

  constructor(deps: DoorDeps, options: DoorOptions, libp2p: Libp2p, peerId: string) {
    this.#deps = deps
    this.#options = options
    this.#libp2p = libp2p
    this.peerId = peerId
  }

  addresses(): string[] {
    if (this.#state !== 'started') return []
    return this.#libp2p.getMultiaddrs().map((address) => withPeerId(address, this.peerId))
  }

  async start(): Promise<void> {
    if (this.#state !== 'new')
      throw new NetworkError('ERR_USAGE', `cannot start the door: it is ${this.#state}`)
    this.#state = 'started'
    this.#libp2p.addEventListener('connection:open', ({ detail }) => {
      this.#limitLife(detail)
      this.#makeRoom()
    })
    const { answer } = this.#deps
    if (answer !== undefined) {
      await this.#libp2p.handle(
        this.#options.protocol,
        (stream, connection) => {
          void this.#answer(stream, connection)
        },
        { maxInboundStreams: MAX_STREAMS, runOnLimitedConnection: false },
      )
    }
    try {
      await this.#libp2p.start()
    } catch (cause) {
      this.#state = 'stopped'
      throw new NetworkError('ERR_CONFLICT', `could not listen on ${this.#options.listen.join(', ')}`, {
        cause,
        hint: 'another program may hold the port; choose another, or 0 for any',
      })
    }
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async knock<T>(
    text: string,
    exchange: (channel: Channel) => Promise<T>,
    { signal }: Signalled = {},
  ): Promise<T> {
    if (this.#state !== 'started') throw new NetworkError('ERR_USAGE', 'the door is not started')
    const bounded = withDeadline(signal)
    const { connection, channel } = await this.#open(text, bounded, signal)
    const cut = (): void => channel.abort(endOf(bounded, text))
    bounded.addEventListener('abort', cut, { once: true })
    try {
      if (bounded.aborted) throw endOf(bounded, text)
      const result = await exchange(channel)
      await channel.close()
      return result
    } finally {
      bounded.removeEventListener('abort', cut)
      this.#leave(connection)
    }
  }

  async #open(text: string, bounded: AbortSignal, signal: AbortSignal | undefined) {
    const address = parseAddress(text)
    checkFencedAddress('a door', address)
    const peerId = peerIdIn(address) as string
    const connection = await this.#libp2p
      .dial(address, { signal: bounded, force: true })
      .catch((cause: unknown) => {
        throw dialError(text, cause, 'swarm', signal)
      })
    this.#users.set(connection, (this.#users.get(connection) ?? 0) + 1)
    try {
      const stream = await connection.newStream(this.#options.protocol, { signal: bounded })
      return { connection, channel: createChannel(stream, peerId) }
    } catch (cause) {
      this.#leave(connection)
      throw openError(peerId, this.#options.protocol, cause, 'swarm', signal)
    }
  }

  /** Dials of one peer at the same time share a connection: the last exchange ends it. */
  #leave(connection: Connection): void {
    const users = (this.#users.get(connection) ?? 1) - 1
    if (users > 0) return void this.#users.set(connection, users)
    this.#users.delete(connection)
    connection.abort(new Error('the exchange is over'))
  }

  async #answer(stream: Stream, connection: Connection): Promise<void> {
    const peer = connection.remotePeer.toString()
    this.#activeMs.set(connection, Date.now())
    const channel = createChannel(stream, peer, { maxFrameBytes: MAX_DOOR_REQUEST_BYTES })
    try {
      await this.#deps.answer?.(channel, peer)
      await channel.close()
    } catch (error) {
      const err = error instanceof Error ? error : new Error(String(error))
      channel.abort(err)
      this.#deps.logger.debug({ peer, reason: printable(err.message) }, 'a knock at the door was dropped')
    }
  }

  /** Nobody is shut out because others hold the places: of whom most are, the idlest gives way. Who knocks elsewhere keeps its own. */
  #makeRoom(): void {
    const most = this.#options.maxConnections ?? MAX_CONNECTIONS
    const places = this.#libp2p.getConnections().map((connection) => ({
      connection,
      network: networkOf(connection.remoteAddr),
      inbound: connection.direction === 'inbound',
      useful: false,
      openedMs: connection.timeline.open,
      activeMs: this.#activeMs.get(connection) ?? 0,
    }))
    for (const { connection } of decideEvictions(places, { inbound: most, perNetwork: most }, Date.now()))
      connection.abort(new NetworkError('ERR_LIMIT', 'the connection gives way to others'))
  }

  /** Whoever it is and whatever it does: after the time of one exchange the connection is over. */
  #limitLife(connection: Connection): void {
    const life = setTimeout(() => {
      this.#lives.delete(life)
      connection.abort(new NetworkError('ERR_TIMEOUT', 'the exchange at the door took too long'))
    }, DOOR_EXCHANGE_MS).unref()
    this.#lives.add(life)
    connection.addEventListener('close', () => {
      clearTimeout(life)
      this.#lives.delete(life)
    })
  }

  async #stop(): Promise<void> {
    const wasStarted = this.#state === 'started'
    this.#state = 'stopped'
    if (!wasStarted) return
    for (const life of this.#lives) clearTimeout(life)
    await this.#libp2p.stop()
  }
}

function withDeadline(signal: AbortSignal | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(DOOR_EXCHANGE_MS)
  return signal === undefined ? deadline : anySignal([signal, deadline])
}

function endOf(signal: AbortSignal, text: string): NetworkError {
  const what = `the exchange with ${printable(text)}`
  return isDeadline(signal.reason)
    ? new NetworkError('ERR_TIMEOUT', `${what} took longer than its deadline`)
    : new NetworkError('ERR_ABORTED', `${what} was cancelled`)
}
