// What a node does about heads: judges those that come, fetches the newer ones, asks peers for those that it missed, and
// publishes its own until somebody has heard. Invariant: a mark is never lowered, and nothing older than a mark is
// fetched; a message is rejected only for what is provably false. Pure. Spec: protocols/announce/spec.md, "States".
import { authorId } from './author-id.ts'
import { createFollowed, followedBy, raiseMark, takeRosters } from './followed.ts'
import { dropPast, dueFetches, endFetch, offer } from './fetching.ts'
import { judge, judgePassing, type Judgement } from './judge.ts'
import { ANNOUNCE_LIMITS } from './limits.ts'
import { announceTopics, topicOf } from './messages.ts'
import { addEntry, dueEntries, endPublish, hurryEntries } from './outbox.ts'
import type { CandidateOutcome, FollowedCube, HighWaterMark } from './ports.ts'
import {
  addPeer,
  answered,
  askEverybody,
  compared,
  compareFailed,
  dueQuestions,
  noteJudged,
} from './questions.ts'
import { createQuotas, spend } from './quotas.ts'
import type { Candidate, Followed, AnnounceState, AnnounceInput, AnnounceOutput } from './announce-state.ts'

export function createAnnounceState(networkName: string): AnnounceState {
  return {
    networkName,
    cubes: new Map(),
    peers: new Map(),
    outbox: new Map(),
    publishing: new Map(),
    quotas: createQuotas(),
    freshKeys: createQuotas(),
    retold: createQuotas(),
    passing: new Map(),
    topics: new Set(),
    hearAll: false,
  }
}

export function handle(state: AnnounceState, input: AnnounceInput, nowMs: number): AnnounceOutput[] {
  switch (input.type) {
    case 'followed':
      return follow(state, input.cube, nowMs)
    case 'unfollowed':
      state.cubes.delete(input.cube)
      return topicChanges(state)
    case 'markRaised':
      return raise(state, input.cube, input.mark)
    case 'hearAllSet':
      state.hearAll = input.on
      return topicChanges(state)
    case 'gossipReceived':
      return gossiped(state, input.topic, input.bytes, input.peerId, nowMs)
    case 'headReceived':
      return told(state, input, nowMs)
    case 'peerConnected':
      return connected(state, input, nowMs)
    case 'peerDisconnected':
      state.peers.delete(input.peerId)
      return []
    case 'compared':
      return compared(state, input.peerId, nowMs)
    case 'compareFailed':
      return compareFailed(state, input, nowMs)
    case 'answered':
      answered(state, input)
      return []
    case 'candidateEnded':
      return ended(state, input, nowMs)
    case 'entryAdded':
      addEntry(state, input.entry, nowMs)
      return dueEntries(state, nowMs)
    case 'published':
      return endPublish(state, input.id, input.peers, nowMs)
    case 'ticked':
      return [...dueEntries(state, nowMs), ...dueFetches(state, nowMs), ...dueQuestions(state, nowMs)]
  }
}

function follow(state: AnnounceState, wanted: FollowedCube, nowMs: number): AnnounceOutput[] {
  const { cube, marks, rosters = [] } = wanted
  const known = state.cubes.get(cube.toString())
  const followed = known ?? createFollowed(wanted)
  state.cubes.set(cube.toString(), followed)
  takeRosters(followed, rosters)
  for (const mark of marks) raiseMark(followed, mark)
  const questions = known === undefined ? askEverybody(state, cube) : []
  return [...topicChanges(state), ...questions, ...dueFetches(state, nowMs)]
}

/** Subscribes to what is wanted and to nothing else. */
function topicChanges(state: AnnounceState): AnnounceOutput[] {
  const wanted = new Set(
    state.hearAll
      ? announceTopics(state.networkName)
      : [...state.cubes.values()].map(({ cube }) => topicOf(state.networkName, cube)),
  )
  const outputs: AnnounceOutput[] = []
  for (const topic of wanted) if (!state.topics.has(topic)) outputs.push({ type: 'subscribe', topic })
  for (const topic of state.topics) if (!wanted.has(topic)) outputs.push({ type: 'unsubscribe', topic })
  state.topics.clear()
  for (const topic of wanted) state.topics.add(topic)
  return outputs
}

function raise(state: AnnounceState, cube: string, mark: HighWaterMark): AnnounceOutput[] {
  const followed = state.cubes.get(cube)
  if (followed === undefined) return []
  raiseMark(followed, mark)
  dropPast(followed, mark.author, mark.seq)
  return []
}

function gossiped(
  state: AnnounceState,
  topic: string,
  bytes: Uint8Array,
  peerId: string,
  nowMs: number,
): AnnounceOutput[] {
  const judgement = judge(state, { bytes, topic, peerId }, nowMs)
  if (judgement.type === 'unknown') {
    const { verdict, reason } = judgePassing(state, judgement.statement, peerId, nowMs)
    return [{ type: 'verdict', verdict, reason }]
  }
  return [
    { type: 'verdict', verdict: judgement.verdict, reason: judgement.reason },
    ...act(state, judgement, { bytes, peerId, isAsked: false }, nowMs),
  ]
}

/** What a peer says when asked; rosters that go on from those known are the authors from now on. */
function told(
  state: AnnounceState,
  { bytes, peerId, rosters = [] }: { bytes: Uint8Array; peerId: string; rosters?: readonly Uint8Array[] },
  nowMs: number,
): AnnounceOutput[] {
  const followed = rosters.length > 0 ? followedBy(state, bytes) : undefined
  if (followed !== undefined) takeRosters(followed, rosters)
  const judgement = judge(state, { bytes, topic: undefined, peerId }, nowMs)
  if (judgement.type === 'unknown') return []
  noteJudged(state, peerId, bytes, judgement)
  return act(state, judgement, { bytes, peerId, isAsked: true }, nowMs)
}

function act(
  state: AnnounceState,
  judgement: Judgement,
  said: { bytes: Uint8Array; peerId: string; isAsked: boolean },
  nowMs: number,
): AnnounceOutput[] {
  const { peerId } = said
  if (judgement.type === 'newer') {
    offer(judgement.followed, { head: judgement.head, ...said }, nowMs)
    return dueFetches(state, nowMs)
  }
  const { observation } = judgement
  if (judgement.ask !== undefined && state.peers.has(peerId))
    return [{ type: 'ask', peerId, cubes: [judgement.ask] }]
  return observation === undefined ? [] : [{ type: 'observed', observation }]
}

function ended(
  state: AnnounceState,
  { cube, bytes, outcome }: { cube: string; bytes: Uint8Array; outcome: CandidateOutcome },
  nowMs: number,
): AnnounceOutput[] {
  const followed = state.cubes.get(cube)
  const accepted = followed && endFetch(followed, bytes, outcome, nowMs)
  if (followed === undefined || accepted === undefined) return dueFetches(state, nowMs)
  const { author, seq } = accepted.head
  raiseMark(followed, { author, seq, head: bytes })
  return [...retell(state, followed, accepted, nowMs), ...dueFetches(state, nowMs)]
}

/** What gossip has lost here it may have lost at those who are further from its author: they need not ask one after another. */
function retell(
  state: AnnounceState,
  { cube }: Followed,
  { bytes, head, isAsked }: Candidate,
  nowMs: number,
): AnnounceOutput[] {
  if (!isAsked || !spend(state.retold, state.networkName, nowMs, ANNOUNCE_LIMITS.maxRetold)) return []
  const id = `retold/${cube.toString()}/${authorId(head.author)}/${head.seq}`
  return [{ type: 'publish', id, topic: topicOf(state.networkName, cube), bytes }]
}

function connected(
  state: AnnounceState,
  peer: { peerId: string; compares?: boolean },
  nowMs: number,
): AnnounceOutput[] {
  if (!addPeer(state, peer, nowMs)) return []
  hurryEntries(state, nowMs)
  return dueQuestions(state, nowMs)
}
