// What the services of the protocols offer to the node. Each `create…` is in the service.ts of its folder.
import type { NetworkHost } from '../network/index.ts'
import type { Refusal } from './errors.ts'
import type { FollowedCube, AnnouncePorts, OutboxEntry } from './announce/ports.ts'
import type { Agreement, HelloProfile } from './handshake/agreement.ts'
import type { Comparison } from './compare/comparison.ts'
import type { Watch } from './compare/messages.ts'
import type { ProposalBook, ProposalItem, ProposalPage, ProposalQuery } from './proposals/ports.ts'
import type { ObserveExchange } from './sync/exchange.ts'
import type {
  CubeSource,
  FetchBlock,
  HeadsPage,
  HeadsQuery,
  PullProgress,
  PullRequest,
  PullResult,
  Receiver,
} from './sync/ports.ts'
import type { Pace } from './sync/client-state.ts'

/** The part of a pino logger that protocols use. */
export interface ProtocolLogger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

interface Shared {
  network: NetworkHost
  logger: ProtocolLogger
  /** Milliseconds since the Unix epoch. */
  now(): number
}

interface Service {
  /** Registers its protocols and listeners; call before the network starts, or right after. */
  start(): void
  /** Ends what is under way. Idempotent. */
  stop(): Promise<void>
}

export interface HandshakeDeps extends Shared {
  /** Cryptographically random bytes. */
  random(length: number): Uint8Array
  profile: HelloProfile
}

export interface HandshakeService extends Service {
  /**
   * What was agreed with a peer, asking it first if nobody has on this connection.
   * @throws ProtocolError with the refusal (ERR_INCOMPATIBLE), or when the peer speaks no handshake (ERR_INCOMPATIBLE,
   *   field `protocols`); ERR_TIMEOUT, ERR_ABORTED
   */
  agreementFor(peerId: string, options?: { signal?: AbortSignal }): Promise<Agreement>
  /** What was agreed with a peer that is connected, if anything yet. */
  agreed(peerId: string): Agreement | undefined
  /** Why nothing was agreed with a peer that is connected, when the last handshake was refused. */
  refusal(peerId: string): Refusal | undefined
  /** Forgets this agreement with a peer, or any if none is given, so that the next `agreementFor` asks again; a newer one is kept. */
  forget(peerId: string, agreement?: Pick<Agreement, 'hash'>): void
  /** Called for each new agreement. @returns a function that stops it. */
  onAgreed(listener: (peerId: string, agreement: Agreement) => void): () => void
}

export interface SyncDeps extends Shared {
  handshake: HandshakeService
  source: CubeSource
  receiver: Receiver
  /** Told of each exchange when it has ended. */
  observe?: ObserveExchange
}

export interface CallOptions {
  signal?: AbortSignal
  progress?(progress: PullProgress): void
}

/** Peers that have the same commit. */
export interface OtherSources {
  /** Those that may be asked now, the best first. */
  peers(): readonly string[]
  /** One of them could not give what it was asked for; what this throws ends the pull. Slow and busy ones are not told of. */
  failed(peerId: string, error: unknown): void
}

export interface PullOptions extends CallOptions {
  /** They are asked for shares of what is pulled, where it is much. */
  others?: OtherSources
  /** Told every few seconds how fast the peer is, unless it is this side that is slow. */
  paced?(pace: Pace): void
  /** Others give the same: how fast the peer is has to be known sooner. */
  isRaced?: boolean
}

/** What a peer is to be asked in one comparison. */
export interface PlannedComparison {
  /** Cubes that it is told of first, page by page. */
  watches: readonly Watch[]
  /** How many cubes it compares then. */
  count: number
  comparison: Comparison
}

export interface SyncService extends Service {
  /**
   * One page of a peer's heads; each item's signature has been checked against its genesis, its age and `seq` have not.
   * @throws ProtocolError ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_TIMEOUT, ERR_LIMIT
   */
  heads(peerId: string, query: HeadsQuery, options?: CallOptions): Promise<HeadsPage>
  /**
   * Compares what this node believes of a peer with what the peer has. The outcome is in the planned comparison.
   * @param plan what to ask under an agreement, whose hash it is given
   * @throws ProtocolError ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_TIMEOUT, ERR_LIMIT
   */
  compare(
    peerId: string,
    plan: (agreement: Uint8Array) => Promise<PlannedComparison>,
    options?: CallOptions,
  ): Promise<void>
  /**
   * Pulls one commit from one peer: pack, verify, flip. Interrupted at any moment the old commit is intact and what was
   * staged is used next time.
   * @throws ProtocolError ERR_NOT_FOUND when the peer does not have it (or not for us), ERR_UNVERIFIABLE, ERR_LIMIT,
   *   ERR_INCOMPATIBLE, ERR_TIMEOUT, ERR_ABORTED
   */
  pull(peerId: string, request: PullRequest, options?: PullOptions): Promise<PullResult>
  /** As `pull`, block by block, for peers that speak no sync. `genesis` may be left out: it is fetched by the cube id. */
  pullByBlocks(
    fetchBlock: FetchBlock,
    request: Omit<PullRequest, 'genesis'> & { genesis?: Uint8Array },
    options?: CallOptions & { concurrency?: number },
  ): Promise<PullResult>
}

export interface AnnounceDeps extends Shared {
  handshake: HandshakeService
  sync: SyncService
  ports: AnnouncePorts
  /** Name of the network, part of the topics. */
  networkName: string
}

export interface AnnounceService extends Service {
  /** Hears and asks for heads of this cube from now on. Again with other marks: replaces them. */
  follow(cube: FollowedCube): void
  unfollow(cube: string): void
  /** A mark was raised outside of a candidate (own publish, a pull by hand). */
  raise(cube: string, mark: { author: Uint8Array; seq: number; head: Uint8Array }): void
  /** Subscribes to all shards, as a seed of everything does. */
  hearAll(on: boolean): void
  /** Publishes and keeps publishing until a peer has it; `ports.delivered` follows. */
  publish(entry: OutboxEntry): void
  /** Asks connected peers for heads of these cubes (all followed ones by default) now. */
  askNow(cubes?: string[]): Promise<void>
}

export interface ProposalsDeps extends Shared {
  handshake: HandshakeService
  book: ProposalBook
}

export interface ProposalsService extends Service {
  /**
   * Offers one record; returns when the peer has it durably, and the fork's content too.
   * @throws ProtocolError with the peer's refusal; ERR_INCOMPATIBLE where it takes no proposals, ERR_TIMEOUT, ERR_ABORTED
   */
  offer(peerId: string, item: ProposalItem, options?: CallOptions): Promise<void>
  /** One page of a peer's records; nothing in it has been checked. @throws ProtocolError */
  list(peerId: string, query: ProposalQuery, options?: CallOptions): Promise<ProposalPage>
}
