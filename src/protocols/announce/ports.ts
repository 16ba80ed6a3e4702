// What announce needs of the node: what it knows of the cubes it follows, and who pulls a head that is newer.
import type { CID } from 'multiformats/cid'
import type { Head, Withdrawal } from '../../core/cube/index.ts'

/** The highest head ever accepted from one author of a cube. Survives expiry and restart. */
export interface HighWaterMark {
  author: Uint8Array
  seq: number
  /** Bytes of the signed head (or withdrawal) with that `seq`. */
  head: Uint8Array
}

/** A cube that this node follows. */
export interface FollowedCube {
  cube: CID
  /** Bytes of its genesis block: without it no signature can be checked. */
  genesis: Uint8Array
  marks: HighWaterMark[]
  /** Its rosters, first to newest, verified before; absent while the genesis says all. */
  rosters?: readonly Uint8Array[]
}

/** A head that is newer than what this node has, signature checked; `peers` can serve it, best first. */
export interface HeadCandidate {
  cube: CID
  head: Head
  headBytes: Uint8Array
  peers: string[]
  /** The rosters by which its author may sign it. */
  rosters?: readonly Uint8Array[]
}

/**
 * What became of a candidate: `accepted` (flipped, its mark raised), `refused` (the peer's bytes were false; try another
 * peer), `failed` (try again later).
 */
export type CandidateOutcome = 'accepted' | 'refused' | 'failed'

/** What announce saw that is not a newer head, for the node to record or show. */
export type Observation =
  | { type: 'withdrawn'; cube: CID; withdrawal: Withdrawal; bytes: Uint8Array; peerId: string }
  | { type: 'forked'; cube: CID; known: Uint8Array; other: Uint8Array; peerId: string }
  | { type: 'rollback'; cube: CID; have: number; got: number; peerId: string }
  | { type: 'quarantine'; cube: CID; got: number; peerId: string }
  | { type: 'current'; cube: CID; peerId: string }

/** The node's part in following cubes. */
export interface AnnouncePorts {
  /** Pulls and flips a newer head. Must not throw. */
  pullHead(candidate: HeadCandidate, options: { signal: AbortSignal }): Promise<CandidateOutcome>
  /** Something worth keeping or logging was seen. */
  observed(observation: Observation): void
  /** An entry of the outbox has reached at least one peer: remove it. */
  delivered(entryId: string): void
}

/** Something to publish: a signed head or withdrawal that waits in the outbox. */
export interface OutboxEntry {
  id: string
  cube: CID
  bytes: Uint8Array
}
