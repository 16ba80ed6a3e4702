/** The network of a life, as the rest of the node sees it. */
import type { CID } from 'multiformats/cid'
import type { NetworkHost } from '../network/index.ts'
import type { FetchBlock, CubeHint } from '../protocols/index.ts'
import type { CubeRecord } from '../cubes/index.ts'
import type { Block } from '../core/codec/index.ts'
import type { Genesis, Head } from '../core/cube/index.ts'
import type { CallOptions } from '../home/index.ts'
import type { Succession } from '../cubes/rotation/index.ts'

export interface PulledCube {
  cube: string
  name: string
  commit: string
  memories: number
  blocks: number
  bytes: number
  ms: number
  from: string
  /** Nodes that were asked for the newest head, and those of them that answered: a few that are behind look like the newest. */
  asked: number
  answered: number
  /** When the head that is here now was signed, by its author's clock: milliseconds since the Unix epoch. */
  headTime: number
  /** Commits of other authors that the branch here does not have: an author has to merge them. */
  diverged?: string[]
  /** Authors with a new key: what was decided here about the old one holds for the new one. */
  successors?: Succession[]
  /** Heads of authors that were offered and not taken, and why. */
  refused?: string[]
  /** Its author has taken it back: what is here stays readable here, and nothing newer will come. */
  withdrawn?: boolean
}

export interface PullOptions extends CallOptions {
  from: string | undefined
  /** Peers that are connected, to ask these and nobody else. */
  among?: readonly string[]
  depth: number | undefined
}

export interface Offer {
  peerId: string
  cube: CID
  genesis: Genesis
  genesisBytes: Uint8Array
  head: Head
  bytes: Uint8Array
  hint: CubeHint | undefined
  /** Verified with the heads; absent while the genesis says all. */
  rosters: readonly Uint8Array[] | undefined
}

export interface FetchedBlocks {
  /** Each verified by its CID. */
  blocks: Block[]
  /** Peers that were asked. */
  peers: number
}

/** A cube as a stranger describes it: id, author and head are proven, the words are the peer's hint. */
export interface DiscoveredCube {
  cube: string
  name: string
  about: string | null
  topics: string[]
  author: string
  licence: string | null
  memories: number
  /** Nodes that offered it now. */
  seeds: number
}

export interface Discovery {
  cubes: DiscoveredCube[]
  /** Cubes that were offered too, and are not shown. */
  leftOut: number
}

/** What came of offering to peers. */
export interface Delivery {
  /** Peers that keep it now. */
  took: string[]
  /** Peers that said no, or could not be asked. */
  refused: { peerId: string; code: string; message: string }[]
}

export interface ShownPeer {
  peerId: string
  addresses: string[]
  agent: string | null
  /** `result` is `ok` where each reads what the other writes; `reason` says why it is not. */
  agreement: { result: string; hash: string; reason?: string } | null
  /** Why there is no agreement, when one of the two said no. */
  refusal: { code: string; message: string } | null
}

export interface NodeNetwork {
  readonly host: NetworkHost
  addresses(): string[]
  peers(): ShownPeer[]
  /** Whether there is an agreement with a peer: in a swarm it has proven that it holds the content secret. */
  hasAgreed(peerId: string): boolean
  /** @returns a function that stops it */
  onAgreed(listener: (peerId: string) => void): () => void
  /** Agrees anew with all who are connected: in a new epoch of a swarm everybody proves anew what it holds. */
  agreeAgain(): void
  connect(address: string, signal: AbortSignal): Promise<string>
  pull(cube: string, options: PullOptions): Promise<PulledCube>
  /** What peers that are connected have of these cubes, at most 256, all asked at once: heads whose signatures hold. */
  offers(cubes: CID[], signal: AbortSignal): Promise<Offer[]>
  /** Takes heads that somebody hands over who is no peer, with blocks from a source of their own; all of it is verified. */
  take(cube: CID, offers: Offer[], source: FetchBlock, signal: AbortSignal): Promise<void>
  /** Blocks of a cube that this home lost, from whoever has them; those that nobody sent are left out. */
  fetchBlocks(cube: string, cids: readonly CID[], signal: AbortSignal): Promise<FetchedBlocks>
  discover(topic: string | undefined, signal: AbortSignal): Promise<Discovery>
  /** Offers a cube, or stops, as its record says. @returns nodes known to provide it, this one counted. */
  seed(record: CubeRecord, signal: AbortSignal): Promise<number>
  /** Offers a cube no more, because it is not held any more. */
  withdraw(record: CubeRecord): void
  ticket(record: CubeRecord): string
  /** What is followed or blocked has changed. */
  wishesChanged(): void
  /** Finds seeds of the upstream and offers them a proposal. */
  propose(proposal: { id: string; upstream: string }, signal: AbortSignal): Promise<Delivery>
  /** What was said of a proposal waits to be delivered. */
  proposalsChanged(): void
  /** Writes what waits to be kept of exchanges with peers. */
  flushSyncLog(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}
