// One head or withdrawal, held against what is known: cheap questions first, the signature last. Pure but for the quota
// it spends. Spec: protocols/announce/spec.md, "Validation".
import type { CID } from 'multiformats/cid'
import { decideHead, isJump, type Head } from '../../core/cube/index.ts'
import { bytesEqual } from '../../core/codec/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { formatDid, isKeyKnown } from '../../core/identity/index.ts'
import { keysOf } from '../../core/policy/index.ts'
import type { GossipVerdict } from '../../network/index.ts'
import { claimOf, isSelfSigned, verifyStatement, type Statement } from '../statement.ts'
import { authorId } from './author-id.ts'
import { isOnItsWay } from './fetching.ts'
import { ANNOUNCE_LIMITS } from './limits.ts'
import { parseAnnouncement, topicOf } from './messages.ts'
import type { Observation } from './ports.ts'
import { spend, spendFreshKey } from './quotas.ts'
import type { AnnounceState, Followed } from './announce-state.ts'

interface Received {
  bytes: Uint8Array
  /** Absent for an answer to a question of ours. */
  topic: string | undefined
  peerId: string
}

/** `newer` is worth fetching; `seen` is not, but perhaps worth knowing; `unknown` is about a cube that is not followed. */
export type Judgement =
  | { type: 'newer'; verdict: GossipVerdict; reason: string; followed: Followed; head: Head }
  | {
      type: 'seen'
      verdict: GossipVerdict
      reason: string
      observation?: Observation
      /** A newer roster may explain it: the peer is asked about the cube. */
      ask?: CID
    }

export function judge(
  state: AnnounceState,
  received: Received,
  nowMs: number,
): Judgement | { type: 'unknown'; statement: Statement } {
  const { bytes, topic, peerId } = received
  let statement: Statement
  try {
    statement = parseAnnouncement(bytes)
  } catch (error) {
    if (!(error instanceof MemCubeError)) return seen('reject', 'not an announcement')
    return seen(error.code === 'ERR_INCOMPATIBLE' ? 'ignore' : 'reject', error.message)
  }
  const { cube } = claimOf(statement)
  if (topic !== undefined && topic !== topicOf(state.networkName, cube))
    return seen('reject', 'it belongs to another topic')
  if (statement.type === 'head' && statement.head.expires <= nowMs) return seen('ignore', 'it has expired')
  const followed = state.cubes.get(cube.toString())
  if (followed === undefined) return { type: 'unknown', statement }
  return compare(state, followed, statement, { bytes, topic, peerId }, nowMs)
}

function compare(
  state: AnnounceState,
  followed: Followed,
  statement: Statement,
  { bytes, topic, peerId }: Received,
  nowMs: number,
): Judgement {
  const { cube, author, seq } = claimOf(statement)
  const mark = followed.marks.get(authorId(author))
  if (mark !== undefined && bytesEqual(mark.head, bytes))
    return seen('ignore', 'it is known', { type: 'current', cube, peerId })
  if (mark !== undefined && seq < mark.seq)
    return seen('ignore', 'it is older than what is known', {
      type: 'rollback',
      cube,
      have: mark.seq,
      got: seq,
      peerId,
    })
  // Checked when it came first; another peer that has it is another source.
  if (statement.type === 'head' && isOnItsWay(followed, author, bytes)) {
    return { type: 'newer', verdict: 'ignore', reason: 'it is on its way', followed, head: statement.head }
  }
  if (topic !== undefined && !spend(state.quotas, peerId, nowMs))
    return seen('ignore', 'the peer is over its quota')
  const authors = keysOf(followed.authors.standing)
  if (!authors.some((key) => bytesEqual(key, author))) {
    if (!mayProve(state, author, peerId, nowMs)) return seen('ignore', OVER_FRESH)
    return byStranger(statement, topic !== undefined)
  }
  try {
    verifyStatement(statement, followed.genesis, authors)
  } catch (error) {
    return seen(
      'reject',
      error instanceof MemCubeError ? error.message : 'its signature could not be checked',
    )
  }
  return decide(followed, statement, bytes, peerId)
}

const OVER_FRESH = 'the peer is over its quota of authors that were never met'

/** A key that was never met costs 30 times a signature. Those of cubes that are followed are the home's own business. */
function mayProve(state: AnnounceState, author: Uint8Array, peerId: string, nowMs: number): boolean {
  return isKeyKnown(author) || spendFreshKey(state.freshKeys, peerId, nowMs)
}

/** A roster that is not here yet may name its author, so it proves nothing false; and nothing is done with it. */
function byStranger(statement: Statement, isGossip: boolean): Judgement {
  if (!isSelfSigned(statement)) return seen('reject', 'its signature does not hold')
  const { cube, author } = claimOf(statement)
  const reason = `it is signed by ${formatDid(author)}, who is no author of the cube as far as is known here`
  return { type: 'seen', verdict: 'ignore', reason, ...(isGossip ? { ask: cube } : {}) }
}

/** What a true statement means, given the highest one accepted from its author. */
function decide(followed: Followed, statement: Statement, bytes: Uint8Array, peerId: string): Judgement {
  const { cube, author, seq } = claimOf(statement)
  const mark = followed.marks.get(authorId(author))
  if (statement.type === 'withdrawal') {
    if (mark !== undefined && seq <= mark.seq) return seen('ignore', 'it is older than what is known')
    if (mark !== undefined && isJump(mark, { seq })) return tooFarAhead(cube, seq, peerId)
    return seen('accept', 'the cube is withdrawn', {
      type: 'withdrawn',
      cube,
      withdrawal: statement.withdrawal,
      bytes,
      peerId,
    })
  }
  const decision = decideHead(mark, statement.head)
  switch (decision.type) {
    case 'accept':
      return { type: 'newer', verdict: 'accept', reason: 'it is newer', followed, head: statement.head }
    case 'same':
      return seen('ignore', 'it says what is known', { type: 'current', cube, peerId })
    case 'rollback':
      return seen('ignore', 'it is older than what is known', {
        type: 'rollback',
        cube,
        have: decision.have,
        got: decision.got,
        peerId,
      })
    case 'quarantine':
      return tooFarAhead(cube, seq, peerId)
    case 'forked':
      return forked(followed, mark!.head, bytes, peerId)
  }
}

function tooFarAhead(cube: CID, got: number, peerId: string): Judgement {
  return seen('ignore', 'its number is too far ahead', { type: 'quarantine', cube, got, peerId })
}

/** Evidence against an author: passed on and shown once, so that every node sees both heads. */
function forked(followed: Followed, known: Uint8Array, other: Uint8Array, peerId: string): Judgement {
  const id = Buffer.from(other).toString('base64')
  if (followed.forks.has(id) || followed.forks.size >= MAX_FORKS) return seen('ignore', 'this fork is known')
  followed.forks.add(id)
  return seen('accept', 'its author signed two heads with one number', {
    type: 'forked',
    cube: followed.cube,
    known,
    other,
    peerId,
  })
}

// One would be enough to distrust an author. A guess.
const MAX_FORKS = 16

/**
 * A statement about a cube that is not followed: of no use here, but the mesh of a topic is shared by many cubes, so what
 * is signed by whom it names and newer than the last one is passed on.
 */
export function judgePassing(
  state: AnnounceState,
  statement: Statement,
  peerId: string,
  nowMs: number,
): { verdict: GossipVerdict; reason: string } {
  const { cube, author, seq } = claimOf(statement)
  const id = `${cube.toString()}/${authorId(author)}`
  const last = state.passing.get(id)
  if (last !== undefined && seq <= last)
    return { verdict: 'ignore', reason: 'it is older than what was passed on' }
  if (!spend(state.quotas, peerId, nowMs)) return { verdict: 'ignore', reason: 'the peer is over its quota' }
  if (!mayProve(state, author, peerId, nowMs)) return { verdict: 'ignore', reason: OVER_FRESH }
  if (!isSelfSigned(statement)) return { verdict: 'reject', reason: 'its signature does not hold' }
  state.passing.delete(id)
  state.passing.set(id, seq)
  const oldest =
    state.passing.size > ANNOUNCE_LIMITS.maxPassing ? state.passing.keys().next().value : undefined
  if (oldest !== undefined) state.passing.delete(oldest)
  return { verdict: 'accept', reason: 'it is passed on' }
}

function seen(verdict: GossipVerdict, reason: string, observation?: Observation): Judgement {
  return { type: 'seen', verdict, reason, ...(observation === undefined ? {} : { observation }) }
}
