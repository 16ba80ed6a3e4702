/** What the state of announce holds, what comes to it, and what it answers. */
import type { CID } from 'multiformats/cid'
import type { Genesis, Head } from '../../core/cube/index.ts'
import type { Authors } from '../../core/policy/index.ts'
import type { GossipVerdict } from '../../network/index.ts'
import type {
  CandidateOutcome,
  FollowedCube,
  HeadCandidate,
  HighWaterMark,
  Observation,
  OutboxEntry,
} from './ports.ts'
import type { Comparing } from './comparing.ts'
import type { Quotas } from './quotas.ts'

/** A head that is newer than what was accepted. */
export interface Candidate {
  head: Head
  bytes: Uint8Array
  /** Peers that offered it, the one to ask first in front. */
  peers: string[]
  phase: 'waiting' | 'fetching'
  tries: number
  dueMs: number
  /** Gossip has not brought it: who accepts it passes it on. */
  isAsked: boolean
  /** When its present fetch began. */
  sinceMs?: number
}

/** What comes of one author's heads: numbers of different authors say nothing about each other. */
export interface Lane {
  candidate: Candidate | undefined
  /** A head that is newer than the one being fetched. */
  next: Candidate | undefined
}

interface WaitingEntry {
  entry: OutboxEntry
  tries: number
  dueMs: number
}

export interface Followed {
  cube: CID
  genesis: Genesis
  /** Who may sign now; the newest that was ever proven. */
  authors: Authors
  rosters: readonly Uint8Array[]
  /** By author, as hex. */
  marks: Map<string, HighWaterMark>
  /** Newer heads, by author as hex. */
  lanes: Map<string, Lane>
  /** Forked heads that were shown, so that each is shown and passed on once. */
  forks: Set<string>
  /** Digest over the marks of those who may sign now; counted anew when they change. */
  digest: Uint8Array | undefined
}

export interface ConnectedPeer {
  /** When it was asked last; undefined for one that has just come. */
  askedMs: number | undefined
  /** What is known of its cubes, of a peer that compares. */
  comparing?: Comparing
  /** Comparisons with it that brought nothing true, one after another. */
  failures?: number
  /** It is asked about every cube, and not compared with, until then. */
  compareAgainMs?: number
}

export interface AnnounceState {
  readonly networkName: string
  /** By the text of the cube id. */
  readonly cubes: Map<string, Followed>
  readonly peers: Map<string, ConnectedPeer>
  /** By the text of the cube id: what is to be said of it now. */
  readonly outbox: Map<string, WaitingEntry>
  /** Entries on their way by id, and the cube of each. */
  readonly publishing: Map<string, string>
  readonly quotas: Quotas
  readonly freshKeys: Quotas
  /** Heads that were found by asking and passed on. */
  readonly retold: Quotas
  /** Highest `seq` passed on for cubes that are not followed. */
  readonly passing: Map<string, number>
  readonly topics: Set<string>
  hearAll: boolean
}

export type AnnounceInput =
  | { type: 'followed'; cube: FollowedCube }
  | { type: 'unfollowed'; cube: string }
  | { type: 'markRaised'; cube: string; mark: HighWaterMark }
  | { type: 'hearAllSet'; on: boolean }
  | { type: 'gossipReceived'; topic: string; bytes: Uint8Array; peerId: string }
  /** A peer said this when asked. */
  | { type: 'headReceived'; bytes: Uint8Array; peerId: string; rosters?: readonly Uint8Array[] }
  /** A peer is connected and has agreed; it compares, or is asked about every cube. */
  | { type: 'peerConnected'; peerId: string; compares?: boolean }
  /** What was planned for a `compare` was asked. */
  | { type: 'compared'; peerId: string }
  /** It was not: the peer is not able to compare, has too much to do, or answered nothing, or nothing true. */
  | { type: 'compareFailed'; peerId: string; why: 'unable' | 'busy' | 'failed' }
  /** All that a peer said when asked was received: the statements of each cube. */
  | { type: 'answered'; peerId: string; items: readonly (readonly Uint8Array[])[] }
  | { type: 'peerDisconnected'; peerId: string }
  | { type: 'candidateEnded'; cube: string; bytes: Uint8Array; outcome: CandidateOutcome }
  | { type: 'entryAdded'; entry: OutboxEntry }
  | { type: 'published'; id: string; peers: number }
  | { type: 'ticked' }

export type AnnounceOutput =
  /** For the gossip network: pass it on or not. `reason` is for the log. */
  | { type: 'verdict'; verdict: GossipVerdict; reason: string }
  | { type: 'fetch'; candidate: HeadCandidate }
  | { type: 'ask'; peerId: string; cubes: CID[] }
  /** Compare what is known of this peer with what it has: `planComparison`. */
  | { type: 'compare'; peerId: string }
  | { type: 'publish'; id: string; topic: string; bytes: Uint8Array }
  | { type: 'delivered'; id: string }
  | { type: 'subscribe'; topic: string }
  | { type: 'unsubscribe'; topic: string }
  | { type: 'observed'; observation: Observation }
