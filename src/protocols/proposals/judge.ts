// Whether to keep a record that somebody offers: cheap questions first, signatures last. Invariant: nothing is kept of
// who is blocked, of a cube that is not served, or beyond the counts; one open proposal for each fork and author. Pure.
// Spec: protocols/proposals/spec.md, "Judging an offer".
import {
  parseGenesis,
  verifyProposal,
  verifyVerdict,
  type Approval,
  type Comment,
  type Decision,
  type Proposal,
  type ProposalRecord,
} from '../../core/cube/index.ts'
import { bytesEqual } from '../../core/codec/index.ts'
import type { Refusal } from '../errors.ts'
import { PROPOSAL_LIMITS } from './limits.ts'
import type { KnownProposal } from './known-proposal.ts'
import { makeRoomFor } from './make-room.ts'

export type { KnownProposal, ProposalState } from './known-proposal.ts'

/** What is known of a record's upstream, and of proposals to it. */
export interface JudgeView {
  /** Whether this node serves the upstream, or made the proposal itself. */
  serves: boolean
  /** Who may speak for the upstream. */
  authors: readonly Uint8Array[]
  /** Whether the record's author is blocked or quarantined here. */
  isBlocked: boolean
  /** All proposals to this upstream. */
  known: readonly KnownProposal[]
  /** All proposals to other cubes. */
  elsewhere: readonly KnownProposal[]
  /** Whether nobody here follows or trusts the record's author. */
  isStranger: boolean
}

export type Judgement =
  | { type: 'known' }
  | { type: 'refused'; refusal: Refusal }
  /** Keep it; these proposals make room. */
  | { type: 'keep'; evict: string[] }

/** @throws CubeError ERR_UNVERIFIABLE for a signature that does not hold */
export function judgeOffer(
  view: JudgeView,
  offered: {
    id: string
    record: Exclude<ProposalRecord, Comment>
    genesis: Uint8Array | undefined
    contentBytes?: number
  },
  nowMs: number,
): Judgement {
  const { record } = offered
  if (!view.serves || view.isBlocked) return denied('this cube takes no such record here')
  if (record.time > nowMs + PROPOSAL_LIMITS.maxAheadMs)
    return denied('the record was signed at a time that has not come yet')
  return record.t === 'memcube/proposal'
    ? judgeProposal(view, { ...offered, proposal: record }, nowMs)
    : judgeVerdict(view, record)
}

function judgeProposal(
  view: JudgeView,
  {
    id,
    proposal,
    genesis,
    // Before it is fetched it may be as large as allowed.
    contentBytes = PROPOSAL_LIMITS.maxForkBytes,
  }: { id: string; proposal: Proposal; genesis: Uint8Array | undefined; contentBytes?: number },
  nowMs: number,
): Judgement {
  if (view.known.some((known) => known.id === id)) return { type: 'known' }
  if (isExpired(proposal, nowMs)) return denied('the proposal has expired: propose again')
  const sameFork = view.known.filter((known) => isOfSame(known.proposal, proposal))
  if (sameFork.some((known) => !isNewer(proposal, id, known)))
    return denied('a newer proposal of this fork is here')
  const overLimit = countFault(view, proposal, nowMs)
  if (overLimit !== undefined) return limit(overLimit)
  const room = makeRoomFor({ ...view, sameFork, proposal, bytes: contentBytes })
  if (room.type === 'refused') return limit(room.message)
  if (genesis === undefined) return unverifiable('a proposal comes with the genesis of its fork')
  verifyProposal(proposal, parseGenesis(genesis))
  return { type: 'keep', evict: room.evict }
}

/** Whether two proposals stand in the place of one another. */
export function isOfSame(a: Proposal, b: Proposal): boolean {
  return a.fork.equals(b.fork) && bytesEqual(a.author, b.author)
}

export function isExpired({ time }: Proposal, nowMs: number): boolean {
  return time + PROPOSAL_LIMITS.lifetimeMs <= nowMs
}

/** Every node takes the same of two for the newer: by time, then by id. */
export function isNewer(
  proposal: Proposal,
  id: string,
  than: Pick<KnownProposal, 'id' | 'proposal'>,
): boolean {
  return proposal.time > than.proposal.time || (proposal.time === than.proposal.time && id > than.id)
}

function countFault({ known }: JudgeView, proposal: Proposal, nowMs: number): string | undefined {
  const { proposalsPerAuthor, rateMs } = PROPOSAL_LIMITS
  const recent = known.filter(
    (other) => bytesEqual(other.proposal.author, proposal.author) && nowMs - other.receivedMs < rateMs,
  )
  if (recent.length >= proposalsPerAuthor)
    return `the author has made ${recent.length} proposals to this cube within an hour: try again later`
  return undefined
}

function judgeVerdict(view: JudgeView, record: Decision | Approval): Judgement {
  const about = view.known.find(({ id }) => id === record.proposal.toString())
  if (about === undefined) return denied('the proposal that this is about is not here')
  const fault = record.t === 'memcube/decision' ? decisionFault(about, record) : approvalFault(about, record)
  if (fault !== undefined) return fault
  verifyVerdict(record, record.upstream, view.authors)
  return { type: 'keep', evict: [] }
}

/** What was accepted is in the history for good, so it takes the place of a decline; nothing else is replaced. */
function decisionFault({ decision }: KnownProposal, record: Decision): Judgement | undefined {
  if (decision === undefined) return undefined
  if (bytesEqual(decision.sig, record.sig)) return { type: 'known' }
  if (decision.state === 'declined' && record.state === 'accepted') return undefined
  return denied(`the proposal is ${decision.state} already`)
}

function approvalFault({ approvals, proposal }: KnownProposal, record: Approval): Judgement | undefined {
  if (!record.commit.equals(proposal.commit))
    return unverifiable('the approval is for another commit than the one proposed')
  if (approvals.some(({ author }) => bytesEqual(author, record.author))) return { type: 'known' }
  if (approvals.length < PROPOSAL_LIMITS.approvalsPerProposal) return undefined
  return limit(`a proposal has at most ${PROPOSAL_LIMITS.approvalsPerProposal} approvals`)
}

export function denied(message: string): Judgement {
  return { type: 'refused', refusal: { class: 'denied', code: 'ERR_DENIED', message } }
}

export function limit(message: string): Judgement {
  return { type: 'refused', refusal: { class: 'limit', code: 'ERR_LIMIT', message } }
}

function unverifiable(message: string): Judgement {
  return { type: 'refused', refusal: { class: 'unverifiable', code: 'ERR_UNVERIFIABLE', message } }
}
