/**
 * The part of a host that lives inside libp2p, as one of its services: it registers our protocol handlers before the first
 * listener opens, so that no peer finds a node that does not speak yet, and follows who is connected.
 */
import type {
  Connection,
  IdentifyResult,
  Libp2pEvents,
  PeerId,
  PeerInfo,
  PeerStore,
  Stream,
  StreamHandlerOptions,
  TypedEventTarget,
} from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { createChannel } from './channel.ts'
import type { ChannelHandler, HandleOptions, NetworkLogger } from './interface.ts'

/** Streams of one protocol that one connection may have open towards us; the default of libp2p. */
const MAX_INBOUND_STREAMS = 32

export interface HostComponents {
  peerId: PeerId
  peerStore: PeerStore
  connectionManager: { getConnections(peerId: PeerId): Connection[] }
  transportManager: { getAddrs(): Multiaddr[] }
  events: TypedEventTarget<Libp2pEvents>
  registrar: {
    handle(
      protocol: string,
      handler: (stream: Stream, connection: Connection) => void,
      options: StreamHandlerOptions,
    ): Promise<void>
  }
}

/** What happens on the network, as seen by the host. */
interface HostEvents {
  /** A connection, of which a peer may have several. */
  opened(connection: Connection): void
  /** The peer has opened a stream of ours. */
  asked(connection: Connection): void
  connected(peerId: string): void
  disconnected(peerId: string): void
  identified(result: IdentifyResult): void
  discovered(peer: PeerInfo): void
}

export interface HostService {
  beforeStart(): Promise<void>
  start(): void
  stop(): void
}

interface Registration {
  protocol: string
  handler: ChannelHandler
  options: HandleOptions
}

/** Keeps what `handle` was given before libp2p exists, then hands each libp2p node its service. */
export class ProtocolHandlers {
  readonly #logger: NetworkLogger
  readonly #events: HostEvents
  readonly #registrations: Registration[] = []
  #components: HostComponents | undefined

  constructor(logger: NetworkLogger, events: HostEvents) {
    this.#logger = logger
    this.#events = events
  }

  handle(protocol: string, handler: ChannelHandler, options: HandleOptions): void {
    this.#registrations.push({ protocol, handler, options })
    if (this.#components === undefined) return
    void this.#register(this.#components, { protocol, handler, options }).catch((error: unknown) => {
      this.#logger.error({ protocol, err: error }, 'could not register a protocol')
    })
  }

  /** Factory for the `services` of libp2p. */
  createService(components: HostComponents): HostService {
    this.#follow(components.events)
    return {
      beforeStart: async () => {
        for (const registration of this.#registrations) await this.#register(components, registration)
        this.#components = components
      },
      start: () => {},
      stop: () => {
        this.#components = undefined
      },
    }
  }

  #follow(events: HostComponents['events']): void {
    events.addEventListener('connection:open', ({ detail }) => this.#events.opened(detail))
    events.addEventListener('peer:connect', ({ detail }) => this.#events.connected(detail.toString()))
    events.addEventListener('peer:disconnect', ({ detail }) => this.#events.disconnected(detail.toString()))
    events.addEventListener('peer:identify', ({ detail }) => this.#events.identified(detail))
    events.addEventListener('peer:discovery', ({ detail }) => this.#events.discovered(detail))
  }

  async #register(
    { registrar }: HostComponents,
    { protocol, handler, options }: Registration,
  ): Promise<void> {
    const serve = (stream: Stream, connection: Connection): void => {
      this.#events.asked(connection)
      void this.#serve(stream, connection.remotePeer.toString(), handler)
    }
    await registrar.handle(protocol, serve, {
      maxInboundStreams: options.maxInboundStreams ?? MAX_INBOUND_STREAMS,
      runOnLimitedConnection: true,
    })
  }

  async #serve(stream: Stream, peer: string, handler: ChannelHandler): Promise<void> {
    const channel = createChannel(stream, peer)
    try {
      await handler(channel, peer)
      await channel.close()
    } catch (error) {
      const err = error instanceof Error ? error : new Error(String(error))
      channel.abort(err)
      this.#logger.warn(
        { peer, protocol: stream.protocol, code: 'code' in err ? err.code : undefined, reason: err.message },
        'a stream was dropped',
      )
    }
  }
}
