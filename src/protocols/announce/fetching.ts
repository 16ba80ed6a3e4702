// Newer heads on their way here: one pull for each cube at a time, a few in all, the next source after one that failed.
// Pure. Spec: protocols/announce/spec.md, "Fetching".
import type { Head } from '../../core/cube/index.ts'
import { bytesEqual } from '../../core/codec/index.ts'
import { authorId } from './author-id.ts'
import { ANNOUNCE_LIMITS, retryMs } from './limits.ts'
import type { CandidateOutcome } from './ports.ts'
import type { AnnounceOutput, AnnounceState, Followed } from './announce-state.ts'
import type { Candidate, Lane } from './announce-state.ts'

interface Offered {
  head: Head
  bytes: Uint8Array
  peerId: string
  isAsked: boolean
}

/** Whether these bytes are already waiting or being fetched. */
export function isOnItsWay(followed: Followed, author: Uint8Array, bytes: Uint8Array): boolean {
  const lane = followed.lanes.get(authorId(author))
  return [lane?.candidate, lane?.next].some((known) => known !== undefined && bytesEqual(known.bytes, bytes))
}

/** A peer has a newer head. */
export function offer(followed: Followed, { head, bytes, peerId, isAsked }: Offered, nowMs: number): void {
  const id = authorId(head.author)
  const lane: Lane = followed.lanes.get(id) ?? { candidate: undefined, next: undefined }
  followed.lanes.set(id, lane)
  // A fetch under way goes on; what is newer still comes after it.
  const { candidate } = lane
  const slot = candidate?.phase === 'fetching' && head.seq > candidate.head.seq ? 'next' : 'candidate'
  const present = lane[slot]
  if (present === undefined || head.seq > present.head.seq) {
    lane[slot] = { head, bytes, peers: [peerId], phase: 'waiting', tries: 0, dueMs: nowMs, isAsked }
  } else if (head.seq === present.head.seq) {
    present.isAsked &&= isAsked
    addSource(present, peerId, nowMs)
  }
}

/** Another peer has it, or the same one says so again: a reason to try at once. */
function addSource(candidate: Candidate, peerId: string, nowMs: number): void {
  if (!candidate.peers.includes(peerId)) {
    if (candidate.peers.length >= ANNOUNCE_LIMITS.maxSources) return
    candidate.peers.push(peerId)
  }
  candidate.dueMs = nowMs
}

/** Starts what is due, as far as there is room. */
export function dueFetches(state: AnnounceState, nowMs: number): AnnounceOutput[] {
  const cubes = [...state.cubes.values()]
  let room = roomFor(cubes, nowMs)
  return cubes.flatMap((followed): AnnounceOutput[] => {
    const candidate = room > 0 && !isFetching(followed) ? firstDue(followed, nowMs) : undefined
    if (candidate === undefined) return []
    candidate.phase = 'fetching'
    candidate.sinceMs = nowMs
    room--
    const { head, bytes, peers } = candidate
    const { cube, rosters } = followed
    const by = rosters.length > 0 ? { rosters } : {}
    return [{ type: 'fetch', candidate: { cube, head, headBytes: bytes, peers: [...peers], ...by } }]
  })
}

/** Slow fetches hold places of their own: whoever trickles holds up nobody else. */
function roomFor(cubes: readonly Followed[], nowMs: number): number {
  const { maxFetches, maxSlowFetches, slowFetchMs } = ANNOUNCE_LIMITS
  const under = cubes.flatMap(({ lanes }) =>
    [...lanes.values()].flatMap(({ candidate }) => (candidate?.phase === 'fetching' ? [candidate] : [])),
  )
  const slow = under.filter(({ sinceMs = nowMs }) => nowMs - sinceMs >= slowFetchMs).length
  return maxFetches - (under.length - Math.min(slow, maxSlowFetches))
}

function isFetching({ lanes }: Followed): boolean {
  return [...lanes.values()].some(({ candidate }) => candidate?.phase === 'fetching')
}

function firstDue({ lanes }: Followed, nowMs: number): Candidate | undefined {
  const waiting = [...lanes.values()].flatMap(({ candidate }) => candidate ?? [])
  return waiting.find(({ dueMs }) => dueMs <= nowMs)
}

/** A fetch is over. Returns what is accepted now, if it is. */
export function endFetch(
  followed: Followed,
  bytes: Uint8Array,
  outcome: CandidateOutcome,
  nowMs: number,
): Candidate | undefined {
  const lane = [...followed.lanes.values()].find(
    ({ candidate }) => candidate?.phase === 'fetching' && bytesEqual(candidate.bytes, bytes),
  )
  const candidate = lane?.candidate
  if (lane === undefined || candidate === undefined) return undefined
  if (outcome === 'accepted') {
    takeNext(lane)
    return candidate
  }
  // A peer that gave false bytes is not asked again for this head; with nobody left, anti-entropy finds it anew.
  // One that passed it on may not have it yet itself: the next one is asked first.
  const first = candidate.peers.shift()!
  if (outcome === 'failed') candidate.peers.push(first)
  if (candidate.peers.length === 0 || lane.next !== undefined) takeNext(lane)
  else {
    candidate.phase = 'waiting'
    candidate.dueMs = nowMs + retryMs(candidate.tries++)
  }
  return undefined
}

function takeNext(lane: Lane): void {
  lane.candidate = lane.next
  lane.next = undefined
}

/** Drops what waits and is no longer newer than the mark of its author. */
export function dropPast(followed: Followed, author: Uint8Array, seq: number): void {
  const lane = followed.lanes.get(authorId(author))
  if (lane === undefined) return
  if (lane.next !== undefined && lane.next.head.seq <= seq) lane.next = undefined
  const { candidate } = lane
  if (candidate?.phase === 'waiting' && candidate.head.seq <= seq) takeNext(lane)
}
