// What peers are asked, so that a head that gossip lost is found: when each is asked again, and about which cubes. A peer that compares
// is asked about the cubes that differ, any other about every cube that is followed. Invariant: a peer that may be asked is asked once
// in each interval, whatever it answered. Pure. Spec: protocols/announce/spec.md, "Anti-entropy".
import type { CID } from 'multiformats/cid'
import type { AnnounceOutput, AnnounceState, ConnectedPeer } from './announce-state.ts'
import { createComparing, endComparison, endQuestion, isComparable, noteHeard } from './comparing.ts'
import { followedBy } from './followed.ts'
import type { Judgement } from './judge.ts'
import { ANNOUNCE_LIMITS } from './limits.ts'

/** A peer that was asked a moment ago keeps what is known of it. @returns whether it is to be asked now */
export function addPeer(
  state: AnnounceState,
  { peerId, compares = false }: { peerId: string; compares?: boolean },
  nowMs: number,
): boolean {
  const { askedMs } = state.peers.get(peerId) ?? {}
  if (askedMs !== undefined && nowMs - askedMs < ANNOUNCE_LIMITS.askAgainMs) return false
  state.peers.set(peerId, { askedMs: undefined, ...(compares && { comparing: createComparing() }) })
  return true
}

/** Asks each peer whose time has come. */
export function dueQuestions(state: AnnounceState, nowMs: number): AnnounceOutput[] {
  return [...state.peers].flatMap(([peerId, peer]) => {
    const compares = isCompared(state, peer, nowMs)
    if (!isDue(peer, compares, nowMs)) return []
    peer.askedMs = nowMs
    if (state.cubes.size === 0) return []
    return compares ? [{ type: 'compare', peerId } as const] : asks(peerId, followedCubes(state))
  })
}

function isCompared(
  state: AnnounceState,
  { comparing, compareAgainMs = 0 }: ConnectedPeer,
  nowMs: number,
): boolean {
  return comparing !== undefined && isComparable(state) && nowMs >= compareAgainMs
}

function isDue({ askedMs }: ConnectedPeer, compares: boolean, nowMs: number): boolean {
  const { askEveryMs, compareEveryMs } = ANNOUNCE_LIMITS
  return askedMs === undefined || nowMs - askedMs >= (compares ? compareEveryMs : askEveryMs)
}

/** A cube is followed from now on: what was missed while nobody listened is asked for now, not at the next round. */
export function askEverybody(state: AnnounceState, cube: CID): AnnounceOutput[] {
  return [...state.peers.keys()].flatMap((peerId) => asks(peerId, [cube]))
}

/** A comparison is over: the peer is asked about the cubes that it has in another state, or about all where it has told untruths. */
export function compared(state: AnnounceState, peerId: string, nowMs: number): AnnounceOutput[] {
  const peer = state.peers.get(peerId)
  if (peer?.comparing === undefined) return []
  const { cubes, wasTrue } = endComparison(peer.comparing)
  if (!wasTrue) return failed(state, peerId, peer, nowMs) ?? asks(peerId, cubes)
  delete peer.failures
  return asks(peerId, cubes)
}

/**
 * A peer that refuses to compare, or with whom it fails again, is asked about every cube instead: whatever it does with comparisons,
 * its news is found. With one that may be able to another time it is tried again later.
 */
export function compareFailed(
  state: AnnounceState,
  { peerId, why }: { peerId: string; why: 'unable' | 'busy' | 'failed' },
  nowMs: number,
): AnnounceOutput[] {
  const peer = state.peers.get(peerId)
  if (peer?.comparing === undefined) return []
  if (why === 'unable') {
    delete peer.comparing
    return asks(peerId, followedCubes(state))
  }
  if (why === 'busy') peer.failures = Math.max(peer.failures ?? 0, ANNOUNCE_LIMITS.maxFailures - 1)
  return failed(state, peerId, peer, nowMs) ?? []
}

/** @returns undefined where it is compared with again in the next round */
function failed(
  state: AnnounceState,
  peerId: string,
  peer: ConnectedPeer,
  nowMs: number,
): AnnounceOutput[] | undefined {
  const { maxFailures, compareAgainMs, lastCompareAgainMs } = ANNOUNCE_LIMITS
  const failures = (peer.failures ?? 0) + 1
  peer.failures = failures
  if (failures < maxFailures) return undefined
  const againMs = Math.min(compareAgainMs * 2 ** (failures - maxFailures), lastCompareAgainMs)
  peer.compareAgainMs = nowMs + againMs
  peer.comparing = createComparing()
  return asks(peerId, followedCubes(state))
}

/** A peer said this of a cube: what is known or older need not be asked for again; anything else is, until it is known what to think of it. */
export function noteJudged(
  state: AnnounceState,
  peerId: string,
  bytes: Uint8Array,
  judgement: Judgement,
): void {
  const comparing = state.peers.get(peerId)?.comparing
  const cube = comparing && followedBy(state, bytes)?.cube
  if (comparing === undefined || cube === undefined) return
  const seen = judgement.type === 'seen' ? judgement.observation?.type : undefined
  noteHeard(comparing, cube, seen === 'current' || seen === 'rollback')
}

/** All that a peer said when asked was heard: the statements of each cube. */
export function answered(
  state: AnnounceState,
  { peerId, items }: { peerId: string; items: readonly (readonly Uint8Array[])[] },
): void {
  const comparing = state.peers.get(peerId)?.comparing
  if (comparing === undefined) return
  for (const statements of items) {
    const cube = statements[0] && followedBy(state, statements[0])?.cube
    if (cube !== undefined) endQuestion(comparing, cube, statements)
  }
}

function followedCubes(state: AnnounceState): CID[] {
  return [...state.cubes.values()].map(({ cube }) => cube)
}

function asks(peerId: string, cubes: readonly CID[]): AnnounceOutput[] {
  const { cubesPerAsk } = ANNOUNCE_LIMITS
  return Array.from({ length: Math.ceil(cubes.length / cubesPerAsk) }, (_, i) => ({
    type: 'ask',
    peerId,
    cubes: cubes.slice(i * cubesPerAsk, (i + 1) * cubesPerAsk),
  }))
}
