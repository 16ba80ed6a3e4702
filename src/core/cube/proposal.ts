/** Proposals, and what authors of the upstream say of them. Spec: protocols/proposals/spec.md, "Records". */
import type { CID } from 'multiformats/cid'
import { cidFor, DAG_CBOR, decode, encode, type Block } from '../codec/index.ts'
import { formatDid } from '../identity/index.ts'
import { CubeError } from './cube-error.ts'
import {
  kindOf,
  readRecord,
  wireRecord,
  WRITTEN_VERSION,
  type Fields,
  type Kind,
  type Parts,
  type Version,
} from './form.ts'
import { cubeIdOf, type Genesis } from './genesis.ts'
import { APPROVALS_PREFIX } from './keys.ts'
import { createMemory } from './memory.ts'
import { bytes, integer, isMap, link, oneOf, optional, text, type Shape } from './shape.ts'
import { requireSigned, signRecord } from './signed.ts'

/** Largest record in bytes, and largest text in one: the record fits with room, and a page of 64 into a frame. */
export const PROPOSAL_RECORD_BYTES = 4_096
export const PROPOSAL_TEXT_BYTES = 2_048

/** An author of a fork offers a commit of it to the cube that it was forked from. */
export interface Proposal {
  v: Version
  t: 'memcube/proposal'
  /** The cube that it is offered to, and the fork that it comes from. */
  upstream: CID
  fork: CID
  commit: CID
  /** A commit that both have: what the changes are counted from. */
  base: CID
  message: string
  /** The proposal of the same fork that this one takes the place of, and which revision it is by that: claims. */
  revises?: CID
  revision?: number
  author: Uint8Array
  /** Milliseconds since the Unix epoch. */
  time: number
  sig: Uint8Array
}

/** An author of the upstream has taken a proposal in, or will not. */
export interface Decision {
  v: Version
  t: 'memcube/decision'
  /** CID of the proposal's record. */
  proposal: CID
  upstream: CID
  state: 'accepted' | 'declined'
  /** The commit of the upstream that has it: with `accepted`, and only then. */
  commit?: CID
  reason?: string
  author: Uint8Array
  time: number
  sig: Uint8Array
}

/** An author of the upstream agrees with a proposal, as it is at this commit. */
export interface Approval {
  v: Version
  t: 'memcube/approval'
  upstream: CID
  proposal: CID
  commit: CID
  author: Uint8Array
  time: number
  sig: Uint8Array
}

/** What its proposer or an author of the upstream says of what a fork proposes, whichever revision that is at. */
export interface Comment {
  v: Version
  t: 'memcube/comment'
  upstream: CID
  fork: CID
  /** The revision that it was said of. */
  proposal: CID
  text: string
  author: Uint8Array
  time: number
  sig: Uint8Array
}

export type ProposalRecord = Proposal | Decision | Approval | Comment

const words = text(PROPOSAL_TEXT_BYTES)
/** In version 1 a record has no fields but those. */
const revising: Shape = { revises: optional(link), revision: optional(integer(2)) }
const signedKind = (t: ProposalRecord['t'], fields: Shape, later: Shape = {}): Kind =>
  kindOf(t, 'author', ({ v, key }: Parts) => ({
    upstream: link,
    author: key,
    time: integer(0),
    sig: bytes(64),
    ...fields,
    ...(v === 2 && later),
  }))
const kinds: Readonly<Record<ProposalRecord['t'], Kind>> = {
  'memcube/proposal': signedKind(
    'memcube/proposal',
    { fork: link, commit: link, base: link, message: words },
    revising,
  ),
  'memcube/decision': signedKind('memcube/decision', {
    proposal: link,
    state: oneOf('accepted', 'declined'),
    commit: optional(link),
    reason: optional(words),
  }),
  'memcube/approval': signedKind('memcube/approval', { proposal: link, commit: link }),
  'memcube/comment': signedKind('memcube/comment', {
    fork: link,
    proposal: link,
    text: text(PROPOSAL_TEXT_BYTES, 1),
  }),
}

/** One of the four, by its `t`. @throws {CubeError} ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_LIMIT above 4 KiB */
export function parseProposalRecord(record: Uint8Array): ProposalRecord {
  const value = decode(requireSmall(record))
  const kind = isMap(value) && typeof value['t'] === 'string' ? value['t'] : ''
  if (!Object.hasOwn(kinds, kind))
    throw new CubeError('ERR_UNVERIFIABLE', 'expected a proposal, a decision, an approval or a comment')
  const parsed = readRecord<ProposalRecord>(kinds[kind as ProposalRecord['t']], value)
  const fault = faultIn(parsed)
  if (fault !== undefined)
    throw new CubeError('ERR_UNVERIFIABLE', `not a ${kinds[parsed.t].name}: expected ${fault}`)
  return parsed
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT above 4 KiB */
export function encodeProposalRecord(record: ProposalRecord): Uint8Array {
  const wire = wireRecord(kinds[record.t], record)
  const fault = faultIn(record)
  if (fault !== undefined)
    throw new CubeError('ERR_INVALID_INPUT', `this cannot be a ${kinds[record.t].name}: expected ${fault}`)
  return requireSmall(encode(wire))
}

/** What names a record: the CID of its bytes as a dag-cbor block. */
export function proposalRecordId(record: Uint8Array): CID {
  return cidFor(DAG_CBOR, record)
}

/** The key of an approval in the tree that takes the proposal in. @param proposal id, as text */
export function approvalKey(proposal: string, { author }: Pick<Approval, 'author'>): string {
  return `${APPROVALS_PREFIX}${proposal}/${formatDid(author)}`
}

/** The memory that holds an approval: the same record gives the same block, whoever writes it. @param record its bytes */
export function approvalMemory(record: Uint8Array, { v, time }: Pick<Approval, 'v' | 'time'>): Block {
  return createMemory({
    v,
    type: 'plaintext',
    media: 'application/vnd.ipld.dag-cbor',
    body: record,
    tags: [],
    created: time,
    provenance: { activity: 'approval' },
    governance: {},
  }).block
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT */
export function signProposal(fields: Fields<Proposal>, secret: Uint8Array): Uint8Array {
  return encodeProposalRecord(
    signRecord(kinds['memcube/proposal'], { v: WRITTEN_VERSION, t: 'memcube/proposal', ...fields }, secret),
  )
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT */
export function signDecision(fields: Fields<Decision>, secret: Uint8Array): Uint8Array {
  return encodeProposalRecord(
    signRecord(kinds['memcube/decision'], { v: WRITTEN_VERSION, t: 'memcube/decision', ...fields }, secret),
  )
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT */
export function signApproval(fields: Fields<Approval>, secret: Uint8Array): Uint8Array {
  return encodeProposalRecord(
    signRecord(kinds['memcube/approval'], { v: WRITTEN_VERSION, t: 'memcube/approval', ...fields }, secret),
  )
}

/** @throws {CubeError} ERR_INVALID_INPUT, ERR_LIMIT */
export function signComment(fields: Fields<Comment>, secret: Uint8Array): Uint8Array {
  return encodeProposalRecord(
    signRecord(kinds['memcube/comment'], { v: WRITTEN_VERSION, t: 'memcube/comment', ...fields }, secret),
  )
}

/**
 * That an author of the fork signed it, and that the fork is one of the upstream it names.
 * @throws {CubeError} ERR_UNVERIFIABLE
 */
export function verifyProposal(proposal: Proposal, fork: Genesis): void {
  const id = cubeIdOf(fork)
  if (!proposal.fork.equals(id))
    throw new CubeError('ERR_UNVERIFIABLE', `the proposal is of the fork ${proposal.fork}, not of ${id}`)
  if (fork.forkOf?.cube.equals(proposal.upstream) !== true)
    throw new CubeError('ERR_UNVERIFIABLE', `the cube ${id} is no fork of ${proposal.upstream}`)
  requireSigned(kinds[proposal.t], proposal, fork.authors)
}

/**
 * That an author of the upstream signed it, and for this upstream; a comment its proposer too.
 * @param authors public keys of those who may speak @throws {CubeError} ERR_UNVERIFIABLE
 */
export function verifyVerdict(
  verdict: Decision | Approval | Comment,
  upstream: CID,
  authors: readonly Uint8Array[],
): void {
  if (!verdict.upstream.equals(upstream))
    throw new CubeError('ERR_UNVERIFIABLE', `signed for the cube ${verdict.upstream}, not for ${upstream}`)
  requireSigned(kinds[verdict.t], verdict, authors)
}

function faultIn(record: ProposalRecord): string | undefined {
  if (record.t === 'memcube/proposal')
    return (record.revises === undefined) === (record.revision === undefined)
      ? undefined
      : 'a revision to say which one it is and of what'
  if (record.t !== 'memcube/decision') return undefined
  const hasCommit = record.commit !== undefined
  if (record.state === 'accepted') return hasCommit ? undefined : 'an accepted one to name its commit'
  return hasCommit ? 'a declined one to name no commit' : undefined
}

function requireSmall(record: Uint8Array): Uint8Array {
  if (record.length <= PROPOSAL_RECORD_BYTES) return record
  throw new CubeError(
    'ERR_LIMIT',
    `the record has ${record.length} bytes; at most ${PROPOSAL_RECORD_BYTES} are allowed`,
  )
}
