/** What this folder needs of libp2p, and what it tells of the reach of a node. */
import type {
  Connection,
  Libp2pEvents,
  Listener,
  PeerId,
  Stream,
  StreamHandlerOptions,
  Transport,
  TypedEventTarget,
} from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { ReachState } from './decide-reach.ts'

export interface ReachComponents {
  peerId: PeerId
  connectionManager: {
    getConnections(peerId?: PeerId): Connection[]
    openConnection(
      peer: PeerId | Multiaddr,
      options: { force?: boolean; signal?: AbortSignal },
    ): Promise<Connection>
  }
  transportManager: {
    getAddrs(): Multiaddr[]
    getListeners(): Listener[]
    getTransports(): Transport[]
    listen(addresses: Multiaddr[]): Promise<void>
  }
  registrar: {
    handle(
      protocol: string,
      handler: (stream: Stream, connection: Connection) => void,
      options: StreamHandlerOptions,
    ): Promise<void>
  }
  events: TypedEventTarget<Libp2pEvents>
}

export interface ReachReport {
  state: ReachState
  /** Peers that carry this node. */
  relays: string[]
  /** The address at the router that leads here. */
  mapped: { protocol: 'nat-pmp' | 'upnp'; address: string } | undefined
  /** The port to open at the router; undefined when nothing listens on TCP. */
  port: number | undefined
  /** Peers that this node carries, when it is a relay. */
  carries: number
  /** How it stands, for people. */
  summary: string
  /** What would make it better; undefined when nothing would. */
  todo: string | undefined
  /** What is wrong around the node, each with what to do about it. */
  problems: { message: string; hint: string }[]
}
