/** What the network offers to the protocols above it. Nothing in this folder knows a message of memcube. */
import type { Blockstore } from 'interface-blockstore'
import type { Datastore } from 'interface-datastore'
import type { CID } from 'multiformats/cid'
import type { Fence } from './fence.ts'
import type { IpfsReport } from './ipfs/describe-ipfs.ts'
import type { ReachReport } from './reach/interface.ts'

/** Where a node lives; `profiles.ts` says what each one listens on and contacts. */
export type Profile = 'local' | 'lan' | 'public' | 'swarm'

export interface NetworkConfig {
  profile: Profile
  /** Multiaddrs to listen on; empty takes those of the profile, at `port`. */
  listen: string[]
  /** Port for the listen addresses of the profile; 0 or absent lets the system choose. */
  port?: number
  /** Multiaddrs of peers to dial at start and to keep dialling. */
  bootstrap: string[]
  /** Name of the network, part of every protocol id; 'main' unless told. */
  network: string
  /** Addresses to tell others besides those found, for a node behind a forwarded port. Public and swarm only. */
  announce?: string[]
  /** Protocol id of the DHT, to share one with peers that are not memcube. Default `<prefix>/kad/1.0.0`. */
  dhtProtocol?: string
  /** Takes part in the DHT of the public IPFS network too, as a client. Profile public only. */
  ipfsDht?: boolean
  /** Nodes by which that DHT is entered. Default `ipfs/ipfs-bootstrap.ts`. */
  ipfsBootstrap?: string[]
  /** Protocol id of that DHT, for a test network on this machine: profile local only. */
  ipfsProtocol?: string
  /** Prefix of the protocol ids that this layer makes up. Default `/memcube/<network>`. */
  prefix?: string
  /** The gossip topics there are: others are refused, and these are scored. Absent: any topic, unscored. */
  gossipTopics?: string[]
}

/** The part of a pino logger that this layer uses. */
export interface NetworkLogger {
  trace?(fields: object, message: string): void
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  isLevelEnabled?(level: string): boolean
}

export interface NetworkDeps {
  /** Read to answer bitswap. Never written by the network. */
  blockstore: Blockstore
  /** For libp2p's own records (DHT, addresses). Absent: in memory. */
  datastore?: Datastore
  logger: NetworkLogger
  /** Ed25519 seed, 32 bytes; the peer id follows from it. */
  nodeKey: Uint8Array
  /** Keeps known peers over restarts. */
  peerBook?: PeerBookStore
  /** False refuses every connection with that peer, both ways. Asked on each dial and each accept. */
  admits?(peerId: string): boolean
  /** False hides a block from bitswap. Bitswap does not say which peer asks. */
  mayServe?(cid: CID): boolean | Promise<boolean>
  /** False speaks no bitswap with that peer, neither asking nor answering. Asked at each message. */
  mayExchange?(peerId: string): boolean
  /** Fences the transport of a swarm: only who holds the same prologue connects. Profile swarm needs one, no other takes one. */
  fence?: Fence
}

export interface KnownPeer {
  peerId: string
  /** Dialable multiaddrs, best first. */
  addresses: string[]
  /** Unix time in ms at which the peer was last connected. */
  lastSeenMs: number
}

export interface PeerBookStore {
  load(): Promise<KnownPeer[]>
  save(peers: KnownPeer[]): Promise<void>
}

export interface ConnectedPeer {
  peerId: string
  addresses: string[]
  /** What the peer calls itself; unproven, and unknown until it has identified itself. */
  agent?: string
  /** Protocol ids the peer speaks, once it has identified itself. */
  protocols: string[]
  /** Where its connection comes from: the /24 or /48 of the address. */
  network?: string
  /** There is no connection with it but through a relay. */
  relayed?: true
}

export interface Signalled {
  signal?: AbortSignal
}

/** One stream of length-prefixed frames. One reader at a time. */
export interface Channel {
  readonly remotePeer: string
  readonly protocol: string
  /**
   * The next frame, or undefined after the peer's last one. The bytes may be a view into a larger buffer: copy what you keep.
   * @throws {NetworkError} ERR_LIMIT for a frame above 1 MiB, ERR_INVALID_INPUT for rubbish, ERR_ABORTED, ERR_TIMEOUT
   */
  read(options?: Signalled): Promise<Uint8Array | undefined>
  /**
   * Sends one frame of at most 1 MiB; resolves when the next may be written. The bytes must not change afterwards.
   * @throws {NetworkError} ERR_LIMIT, ERR_ABORTED, ERR_TIMEOUT
   */
  write(frame: Uint8Array, options?: Signalled): Promise<void>
  /** No more frames from here; the peer's can still be read. A half-closed channel that stays silent is aborted. */
  close(options?: Signalled): Promise<void>
  /** Ends both directions at once; pending reads and writes reject. */
  abort(error: Error): void
}

export type ChannelHandler = (channel: Channel, peerId: string) => Promise<void>

export interface HandleOptions {
  /** Streams of this protocol that one connection may have open at a time. Default 32. */
  maxInboundStreams?: number
}

export interface ProviderInfo {
  peerId: string
  addresses: string[]
}

/** What becomes of a message: it is passed on; it is not; or it is not, and the peer that sent it is to blame. */
export type GossipVerdict = 'accept' | 'ignore' | 'reject'
export type GossipValidator = (
  topic: string,
  bytes: Uint8Array,
  fromPeer: string,
) => GossipVerdict | Promise<GossipVerdict>
export type GossipListener = (topic: string, bytes: Uint8Array, fromPeer: string) => void

export interface Gossip {
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  topics(): string[]
  /** Peers known to be subscribed to the topic. */
  subscribers(topic: string): string[]
  /** @returns how many peers it was sent to at once; 0 is no error. */
  publish(topic: string, bytes: Uint8Array): Promise<number>
  /** Judges each message of a subscribed topic before it is delivered or passed on. One for all topics; without it all are ignored. */
  setValidator(validator: GossipValidator): void
  /** Called for each accepted message. @returns a function that stops it. */
  onMessage(listener: GossipListener): () => void
}

export interface BlockSession {
  /**
   * One block from the providers, hash verified; not stored.
   * @throws {NetworkError} ERR_NOT_FOUND when every provider said it does not have it, ERR_TIMEOUT when none sent it in time,
   *   ERR_UNREACHABLE when no provider could be dialled, ERR_UNVERIFIABLE
   */
  get(cid: CID, options?: Signalled): Promise<Uint8Array>
  close(): void
}

export interface Blocks {
  /** One block from the given multiaddrs (with /p2p/). For more than one block open a session. */
  fetch(cid: CID, options: Signalled & { providers: string[] }): Promise<Uint8Array>
  session(root: CID, providers: string[]): BlockSession
}

export interface NetworkHost {
  readonly peerId: string
  /** Dialable multiaddrs ending in /p2p/<peerId>; empty before `start`. */
  addresses(): string[]
  /** Resolves once there is an address to tell, at the latest when the signal ends or nobody is there to help: behind a router it takes a relay, or a port there. */
  located(signal: AbortSignal): Promise<void>
  /** How others reach this node; undefined before `start`, and in profiles that reach no further than is listened. */
  reach(): ReachReport | undefined
  /** How this node stands in the DHT of IPFS; undefined before `start`, and where it takes no part. */
  ipfs(): IpfsReport | undefined
  start(): Promise<void>
  /** Idempotent. A stopped host does not start again. */
  stop(): Promise<void>
  /**
   * Connects, or reuses the connection. An address that a person gave may reach further than one that was learnt from others.
   * @returns the peer id.
   * @throws {NetworkError} ERR_INVALID_INPUT, ERR_UNREACHABLE, ERR_DENIED, ERR_ABORTED
   */
  dial(address: string, options?: Signalled & { learnt?: boolean }): Promise<string>
  /** Closes all connections with the peer and stops redialling it. */
  disconnect(peerId: string): Promise<void>
  /** This node had something of use from that peer: its connections do not give way when there are too many. */
  useful(peerId: string): void
  /** Where a peer comes from (`networkOf` of its address), and whether this node had something of use from it. */
  standing(peerId: string): { network: string; useful: boolean }
  /**
   * Asks `admits` again of everybody: cuts at once every connection with a peer that is no longer admitted, and forgets it.
   * To be called after each change of the roster.
   * @returns the peers that were cut off
   */
  enforceRoster(): Promise<string[]>
  peers(): ConnectedPeer[]
  /**
   * Resolves once a peer is connected, or no dial of those under way has reached one: at once unless the node has just started.
   * @throws the reason of the signal
   */
  reached(options?: Signalled): Promise<void>
  /** @returns a function that stops it. */
  onConnect(listener: (peerId: string) => void): () => void
  /** The peer has said which protocols it speaks; comes after `onConnect`. @returns a function that stops it. */
  onIdentify(listener: (peer: ConnectedPeer) => void): () => void
  /** @returns a function that stops it. */
  onDisconnect(listener: (peerId: string) => void): () => void
  /** Serves a protocol; may be called before `start`. A handler that throws is logged and its stream aborted. */
  handle(protocol: string, handler: ChannelHandler, options?: HandleOptions): void
  /**
   * Opens a channel over the present connection, dialling known addresses when there is none.
   * @throws {NetworkError} ERR_INCOMPATIBLE when the peer does not speak the protocol, ERR_UNREACHABLE, ERR_ABORTED, ERR_TIMEOUT
   */
  open(peerId: string, protocol: string, options?: Signalled): Promise<Channel>
  /** Says on the DHT that this node has the CID, and keeps saying so until `unprovide`. */
  provide(cid: CID, options?: Signalled): Promise<void>
  /** Stops saying so. Records at other peers fade within `providerValidityMs`. */
  unprovide(cid: CID): Promise<void>
  /** Others that say they have the CID; never this node. A hint, not a proof. */
  findProviders(cid: CID, options?: Signalled): AsyncIterable<ProviderInfo>
  readonly gossip: Gossip
  readonly blocks: Blocks
  [Symbol.asyncDispose](): Promise<void>
}
