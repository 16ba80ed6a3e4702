/** The network of a life, as the rest of the node sees it. */
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import type { NetworkHost } from '../network/index.ts'
import type { FetchBlock, CubeHint } from '../protocols/index.ts'
import { type CubeRecord, fields, named, type Unnamed } from '../cubes/index.ts'
import type { Block } from '../core/codec/index.ts'
import type { Genesis, Head } from '../core/cube/index.ts'
import type { CallOptions } from '../home/index.ts'
import { succession } from '../cubes/rotation/index.ts'

const pulledFrom = z.object({
  peer: fields.text,
  blocks: fields.count,
  bytes: fields.count.describe('over the wire; what came from two peers is counted at both'),
  code: fields.text
    .optional()
    .describe(
      'why nothing more was asked of it: ERR_TIMEOUT of one that was slow, ERR_UNVERIFIABLE of one that lied',
    ),
})
export type PulledFrom = z.infer<typeof pulledFrom>

const pulledBranch = z.object({
  name: fields.text,
  commit: fields.maybe.describe('null where its author shows it no more: what was fetched stays'),
  memories: fields.count,
})
export type PulledBranch = z.infer<typeof pulledBranch>

export const pulledCube = z.object({
  cube: fields.text,
  name: fields.text,
  commit: fields.text,
  memories: fields.count,
  blocks: fields.count,
  bytes: fields.count,
  ms: z.number(),
  from: fields.text,
  sources: z
    .array(pulledFrom)
    .optional()
    .describe(
      'peers that were asked for the blocks, with what came from each; of a large cube several give a share each',
    ),
  asked: fields.count.describe('nodes that were asked for the newest head'),
  answered: fields.count.describe('those of them that answered: one that is behind looks like the newest'),
  headTime: z.number().describe('when the head that is here was signed, by its author: ms since 1970'),
  branches: z
    .array(pulledBranch)
    .optional()
    .describe('branches that are fetched beside the one that is read here, because somebody asked for them'),
  filter: fields.texts
    .optional()
    .describe('of a part that is held: what its keys begin with; `memories` counts the part'),
  of: fields.count.optional().describe('of a part: memories of the whole, as its author counts them'),
  diverged: fields.texts
    .optional()
    .describe('commits of other authors that the branch here does not have: an author has to merge them'),
  successors: z
    .array(succession)
    .optional()
    .describe('authors with a new key: what was decided here about the old one holds for the new one'),
  refused: fields.texts.optional().describe('heads of authors that were offered and not taken, and why'),
  withdrawn: z
    .boolean()
    .optional()
    .describe('its author has taken the cube back: what is here stays, and nothing newer will come'),
})
export type PulledCube = Unnamed<z.infer<typeof pulledCube>>

export interface PullOptions extends CallOptions {
  from: string | undefined
  /** Peers that are connected, to ask these and nobody else. */
  among?: readonly string[]
  depth: number | undefined
  /** Branches to fetch as well, now and at each later pull. */
  branches?: readonly string[]
  /** What the keys of the part that is wanted begin with; the whole when not given. */
  filter?: readonly string[] | undefined
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

/** An offer, and the network of the peer that makes it. */
export interface SeenOffer extends Offer {
  network: string
}

/** Cubes that one peer tells of in one look; a page of discovery. */
export const lookPage = 64

export interface LookQuery {
  /** As it is compared. Without it and `cubes`, whatever there is. */
  topic?: string
  /** At most `lookPage` are asked for. */
  cubes?: CID[]
  /** Where a link said that they are. */
  addresses?: string[]
  /** Dials these and whoever the DHT knows first; of a query for neither a topic nor cubes nobody is known. */
  isWide: boolean
}

export interface FetchedBlocks {
  /** Each verified by its CID. */
  blocks: Block[]
  /** Peers that were asked. */
  peers: number
}

/** A cube as a stranger describes it: id, author and head are proven, the words are the peer's hint. */
const discoveredCube = z.object({
  cube: fields.text,
  name: fields.text,
  about: fields.maybe,
  topics: fields.texts,
  ...named.author,
  licence: fields.maybe,
  memories: fields.count,
  /** Nodes that offered it now. */
  seeds: fields.count,
})
export type DiscoveredCube = Unnamed<z.infer<typeof discoveredCube>>

export const discovery = z.object({
  cubes: z.array(discoveredCube),
  leftOut: fields.count.describe('cubes that peers offered too, and that are not shown'),
  blocked: fields.count.describe('cubes of authors whom you blocked, which are not shown'),
  asked: fields.count.describe('connected nodes'),
  answered: fields.count.describe('of those that were asked'),
})
export type Discovery = Unnamed<z.infer<typeof discovery>>

/** What came of offering to peers. */
export interface Delivery {
  /** Peers that keep it now. */
  took: string[]
  /** Peers that said no, or could not be asked. */
  refused: { peerId: string; code: string; message: string }[]
}

/** A peer that is connected. */
export const shownPeer = z.object({
  peerId: fields.text,
  addresses: fields.texts,
  agent: fields.maybe,
  relayed: z.boolean().optional().describe('true for one that is reached through a relay alone'),
  agreement: z
    .object({
      /** `ok` where each reads what the other writes. */
      result: fields.text.describe('ok, read-only, store-only or none'),
      hash: fields.text,
      reason: fields.sentence.optional().describe('why it is not ok'),
    })
    .nullable(),
  refusal: z
    .object({ code: fields.text, message: fields.sentence })
    .nullable()
    .describe('why there is no agreement, when one of the two said no'),
})
export type ShownPeer = z.infer<typeof shownPeer>

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
  /** A page of what some peers offer; the next call of the same query goes on. Nobody to ask gives nothing. */
  look(query: LookQuery, signal: AbortSignal): Promise<SeenOffer[]>
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
