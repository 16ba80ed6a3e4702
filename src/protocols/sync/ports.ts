// What sync needs of the node: where cubes to serve come from, and where pulled ones go.
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import type { Genesis, Memory } from '../../core/cube/index.ts'
import type { TreeReader } from '../../core/tree/index.ts'
import type { Refusal } from '../errors.ts'

/** What heads are asked for: some cubes, a topic, or (neither given) everything public. */
export interface HeadsQuery {
  cubes?: CID[]
  topic?: string
  /** Where an earlier page ended; opaque. */
  cursor?: string
  /** Most items in the answer. */
  limit: number
}

/** What a server says about a cube beside what is signed: a hint, never proof. */
export interface CubeHint {
  about?: string
  topics: string[]
  licence?: string
  /** Number of memories at the head. */
  memories: number
}

/** One cube at one head. `head` is the signed head, or the signed withdrawal of a cube no longer published. */
export interface HeadItem {
  /** Bytes of the genesis block; its CID is the cube id. */
  genesis: Uint8Array
  head: Uint8Array
  hint?: CubeHint
  /** Rosters of the cube, first to newest; absent while the genesis says all. */
  rosters?: Uint8Array[]
  /** Statements of its other authors. */
  heads?: Uint8Array[]
}

export interface HeadsPage {
  items: HeadItem[]
  /** Given when there is more. */
  cursor?: string
}

/** The cubes of this node, as other peers may see them. `getMany` reads verified blocks. */
export interface CubeSource extends TreeReader, StateSource {
  /** One page of the public heads that match. Cubes that this peer may not see are left out without a trace. */
  heads(query: HeadsQuery, peerId: string): Promise<HeadsPage>
  /**
   * Commits from which on the peer may read this cube, with the history before them; no other commit of it is served or
   * confirmed. Undefined alike for a cube that is unknown, private or withdrawn.
   */
  tips(cube: CID, peerId: string): Promise<CID[] | undefined>
}

/** What peers that compare are told of cubes, in place of their heads. */
export interface StateSource {
  /**
   * A digest over the statements that a question for the heads of each cube would bring this peer (`digestOfStatements`); undefined
   * where it would bring none.
   */
  states(cubes: readonly CID[], peerId: string): Promise<readonly (Uint8Array | undefined)[]>
}

/** What a pack will cost, declared by the peer before it sends it. */
export interface PackOffer {
  cube: CID
  blocks: number
  bytes: number
  /** What of it was accepted before: a pack that turns out dearer is offered anew, as a whole. */
  accepted?: { blocks: number; bytes: number }
}

/** Where pulled blocks go. Staged blocks are kept apart under the cube's mark until the pull flips or they are discarded. */
export interface Receiver extends TreeReader {
  /** Memories of the cube that are not taken although its tree may have them: they were forgotten here. */
  forgotten?(cube: CID): readonly CID[]
  /** `undefined` to accept, or why not (quota, disk, policy). Asked again whenever a peer raises its offer. */
  mayAccept(offer: PackOffer): Promise<Refusal | undefined>
  /** Writes blocks whose hashes have just been checked, unsynced, under the staging mark of the cube. */
  stage(cube: CID, blocks: Block[]): Promise<void>
  /** Drops what is staged for the cube: it turned out not to be true. */
  discard(cube: CID): Promise<void>
}

/** A commit that is complete in the store, or a part of it, all of which has been verified. */
export interface VerifiedPull {
  cube: CID
  commit: CID
  /** Number of memories in the commit's tree; where a part was pulled, what the commit says. */
  count: number
  /** The prefixes of the part that is complete; undefined for the whole. */
  filter?: readonly string[] | undefined
  genesis: Genesis
  genesisBlock: Block
  /** True when older history was left out (`depth`). */
  shallow: boolean
  /**
   * Memories of this pull, parsed as they arrived and keyed by `memoryKey(cid)`, so that nobody has to read and parse
   * them again; bounded, so one that is missing here is in the store.
   */
  memories: ReadonlyMap<string, Memory>
}

/** What a caller wants pulled. */
export interface PullRequest {
  cube: CID
  commit: CID
  /** Bytes of the genesis block. */
  genesis: Uint8Array
  /** Commits that are complete in the store, nearest to the wanted one first; the first is what is compared with. */
  have?: CID[]
  /** Rosters of the cube, first to newest, where it has some. */
  rosters?: readonly Uint8Array[]
  /** How many commits of history to fetch; all of it when not given. */
  depth?: number
  /** Prefixes of the part to fetch, as `outermost` gives them; the whole when not given. Of `have` the same part is complete. */
  filter?: readonly string[]
  /** Makes the commit visible once all of it was verified: one synced batch that also clears the staging mark. */
  flip(pull: VerifiedPull): Promise<void>
}

export interface PullProgress {
  phase: 'blocks' | 'verify'
  done: number
  total?: number
}

/** What came from one of the peers of a pull. */
export interface SourceTotals {
  peerId: string
  /** Over the wire, what came from others as well counted too. */
  blocks: number
  bytes: number
  /** Why nothing more was asked of it. */
  error?: { code: string; message: string }
}

export interface PullResult {
  cube: CID
  commit: CID
  /** Memories in the commit's tree; where a part was pulled, what the commit says. */
  count: number
  /** Blocks and bytes that came over the wire. */
  blocks: number
  bytes: number
  shallow: boolean
  /** Whom they came from; the one that was asked for everything is the first. Absent where there are no peers. */
  sources?: SourceTotals[]
}

/** Reads one block from somewhere that speaks no sync; what comes back is verified by the caller. */
export type FetchBlock = (cid: CID, options: { signal: AbortSignal }) => Promise<Uint8Array>
