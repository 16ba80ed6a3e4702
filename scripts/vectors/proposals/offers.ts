// What a keeper makes of an offer, given what it keeps: one case for each line of the table that needs no peer.
import {
  parseProposalRecord,
  proposalRecordId,
  signApproval,
  signComment,
  signDecision,
  signProposal,
  type Approval,
  type Comment,
  type Decision,
  type Proposal,
} from '../../../src/core/cube/index.ts'
import {
  judgeComment,
  judgeOffer,
  PROPOSAL_LIMITS,
  type JudgeView,
  type KnownComment,
  type KnownProposal,
} from '../../../src/protocols/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { hex } from '../protocols/plain.ts'
import * as sample from './sample.ts'

const { alice, bob, fork, proposalFields, TIME } = sample

export interface Kept {
  proposal: Uint8Array
  decision?: Uint8Array
  approvals?: Uint8Array[]
  comments?: Uint8Array[]
  receivedMs?: number
}

export interface OfferCase {
  name: string
  record: Uint8Array
  genesis?: Uint8Array
  kept?: Kept[]
  serves?: boolean
  /** Of the upstream. */
  authors?: Uint8Array[]
  isBlocked?: boolean
  nowMs?: number
}

/** The view that a keeper with these records has. */
export function viewOf(
  kept: readonly Kept[],
  { serves, isBlocked, authors }: Pick<JudgeView, 'serves' | 'isBlocked' | 'authors'>,
): JudgeView {
  return { serves, isBlocked, authors, known: kept.map(toKnown), elsewhere: [], isStranger: false }
}

function toKnown({ proposal, decision, approvals = [], receivedMs = TIME }: Kept): KnownProposal {
  const parsed = decision === undefined ? undefined : (parseProposalRecord(decision) as Decision)
  return {
    id: proposalRecordId(proposal).toString(),
    proposal: parseProposalRecord(proposal) as Proposal,
    state: parsed?.state ?? 'open',
    receivedMs,
    approvals: approvals.map((bytes) => parseProposalRecord(bytes) as Approval),
    ...(parsed !== undefined && { decision: parsed }),
  }
}

export function judge({
  record,
  genesis,
  kept = [],
  serves = true,
  isBlocked = false,
  authors = [alice.publicKey],
  nowMs = TIME,
}: OfferCase): string {
  const id = proposalRecordId(record).toString()
  try {
    const view = viewOf(kept, { serves, isBlocked, authors })
    const parsed = parseProposalRecord(record)
    const judged =
      parsed.t === 'memcube/comment'
        ? judgeComment(view, kept.flatMap(commentsOf), { id, comment: parsed }, nowMs)
        : judgeOffer(view, { id, record: parsed, genesis }, nowMs)
    if (judged.type === 'refused') return judged.refusal.class
    return judged.type
  } catch {
    return 'unverifiable'
  }
}

function commentsOf({ comments = [], receivedMs = TIME }: Kept): KnownComment[] {
  return comments.map((bytes) => ({
    id: proposalRecordId(bytes).toString(),
    comment: parseProposalRecord(bytes) as Comment,
    receivedMs,
    isStranger: false,
  }))
}

const later = (ms: number): Uint8Array => signProposal({ ...proposalFields, time: TIME + ms }, bob.secret)

function cases(): OfferCase[] {
  const { proposal, accepted, declined, approval, comment, acceptedFields, approvalFields } = sample
  const said = (fields: object, secret = alice.secret): Uint8Array =>
    signComment({ ...sample.commentFields, ...fields }, secret)
  const loud = Array.from({ length: PROPOSAL_LIMITS.commentsInTime }, (_, i) => said({ text: `${i}` }))
  const genesis = fork.bytes
  const kept = [{ proposal }]
  const decided = [{ proposal, decision: declined }]
  const day = 86_400_000
  const again = signDecision({ ...sample.declinedFields, time: TIME + 2 }, alice.secret)
  const many = Array.from({ length: PROPOSAL_LIMITS.proposalsPerAuthor }, (_, i) => ({ proposal: later(i) }))
  const settled = many.map((one) => ({ ...one, receivedMs: TIME - PROPOSAL_LIMITS.rateMs }))
  const forAnother = { ...approvalFields, commit: sample.commitOf('other') }
  return [
    { name: 'a proposal', record: proposal, genesis },
    { name: 'a proposal to a cube that is not served', record: proposal, genesis, serves: false },
    { name: 'a proposal of a blocked author', record: proposal, genesis, isBlocked: true },
    { name: 'a proposal from the future', record: later(day + 1), genesis },
    { name: 'a proposal that is kept', record: proposal, genesis, kept },
    { name: 'an expired proposal', record: proposal, genesis, nowMs: TIME + PROPOSAL_LIMITS.lifetimeMs },
    { name: 'a newer proposal of the same fork', record: later(1), genesis, kept },
    { name: 'an older proposal of the same fork', record: proposal, genesis, kept: [{ proposal: later(1) }] },
    { name: 'the 21st proposal of an author in an hour', record: later(100), genesis, kept: many },
    { name: 'the 21st proposal of an author an hour later', record: later(100), genesis, kept: settled },
    { name: 'a proposal without a genesis', record: proposal },
    { name: 'a proposal with the genesis of another cube', record: proposal, genesis: sample.stranger.bytes },
    { name: 'a decision about a proposal that is not kept', record: declined },
    { name: 'a decline', record: declined, kept },
    {
      name: 'a decline by one who is no author of the upstream',
      record: declined,
      kept,
      authors: [bob.publicKey],
    },
    { name: 'a decline that is kept', record: declined, kept: decided },
    { name: 'a second decline', record: again, kept: decided },
    { name: 'an acceptance after a decline', record: accepted, kept: decided },
    { name: 'a decline after an acceptance', record: declined, kept: [{ proposal, decision: accepted }] },
    {
      name: 'an acceptance by its proposer',
      record: signDecision({ ...acceptedFields, author: bob.publicKey }, bob.secret),
      kept,
    },
    { name: 'a comment', record: comment, kept },
    { name: 'a comment of the proposer', record: sample.answer, kept },
    { name: 'a comment on a proposal that is not kept', record: comment },
    { name: 'a comment that is kept', record: comment, kept: [{ proposal, comments: [comment] }] },
    { name: 'a comment on a proposal that is decided', record: comment, kept: decided },
    { name: 'a comment from the future', record: said({ time: TIME + day + 1 }), kept },
    {
      name: 'a comment of somebody else',
      record: said({ author: sample.eve.publicKey }, sample.eve.secret),
      kept,
    },
    { name: 'a comment in the name of an author', record: said({}, sample.eve.secret), kept },
    {
      name: 'the 21st comment of an author in an hour',
      record: comment,
      kept: [{ proposal, comments: loud }],
    },
    {
      name: 'the 21st comment of an author an hour later',
      record: comment,
      kept: [{ proposal, comments: loud, receivedMs: TIME - PROPOSAL_LIMITS.rateMs }],
    },
    { name: 'an approval', record: approval, kept },
    { name: 'an approval that is kept', record: approval, kept: [{ proposal, approvals: [approval] }] },
    ...moreApprovals(),
    { name: 'an approval of another commit', record: signApproval(forAnother, alice.secret), kept },
    {
      name: 'an approval by the proposer',
      record: signApproval({ ...approvalFields, author: bob.publicKey }, bob.secret),
      kept,
    },
  ]
}

/** Which of two faults is told, and what counts as kept: by its author, before any signature is looked at. */
function moreApprovals(): OfferCase[] {
  const { proposal, approval, approvalFields, declined, acceptedFields } = sample
  const ofMany = Array.from({ length: PROPOSAL_LIMITS.approvalsPerProposal }, (_, i) => {
    const { publicKey, secret } = keyPairFromSecret(new Uint8Array(32).fill(100 + i))
    return signApproval({ ...approvalFields, author: publicKey }, secret)
  })
  const signed = (fields: object, secret = alice.secret): Uint8Array =>
    signApproval({ ...approvalFields, ...fields }, secret)
  const kept = [{ proposal, approvals: [approval] }]
  const full = [{ proposal, approvals: ofMany }]
  const other = { commit: sample.commitOf('other') }
  const heard = Array.from({ length: PROPOSAL_LIMITS.commentsPerAuthor }, (_, i) =>
    signComment({ ...sample.commentFields, text: `${i}` }, alice.secret),
  )
  return [
    { name: 'another approval of one author', record: signed({ time: TIME + 5 }), kept },
    {
      name: 'another approval of one author with a false signature',
      record: signed({ time: TIME + 5 }, bob.secret),
      kept,
    },
    { name: 'another approval of one author, of another commit', record: signed(other), kept },
    { name: 'the 17th approval', record: approval, kept: full },
    { name: 'the 17th approval, of another commit', record: signed(other), kept: full },
    { name: 'an approval that is kept among 16', record: ofMany[3]!, kept: full },
    {
      name: 'a decline with a false signature after a decline',
      record: signDecision({ ...sample.declinedFields, time: TIME + 2 }, bob.secret),
      kept: [{ proposal, decision: declined }],
    },
    {
      name: 'an acceptance with a false signature after a decline',
      record: signDecision(acceptedFields, bob.secret),
      kept: [{ proposal, decision: declined }],
    },
    {
      name: 'the 33rd comment of one author on a fork',
      record: sample.comment,
      kept: [{ proposal, comments: heard, receivedMs: TIME - PROPOSAL_LIMITS.rateMs }],
    },
    {
      name: 'the 21st comment of an author in the last millisecond of the hour',
      record: sample.comment,
      kept: [{ proposal, comments: heard.slice(0, 20), receivedMs: TIME - PROPOSAL_LIMITS.rateMs + 1 }],
    },
    { name: 'a proposal a day ahead', record: later(86_400_000), genesis: fork.bytes },
  ]
}

export function validOffers() {
  return {
    about:
      'What a keeper of the upstream makes of an offer at `nowMs`, given the authors of the upstream and the proposals that it keeps, with the time at which each came: keep, known, or the class of its refusal.',
    cases: cases().map(writeOffer),
  }
}

export function writeOffer(one: OfferCase) {
  return {
    name: one.name,
    nowMs: one.nowMs ?? TIME,
    serves: one.serves ?? true,
    isBlocked: one.isBlocked ?? false,
    authors: (one.authors ?? [alice.publicKey]).map(hex),
    kept: (one.kept ?? []).map(
      ({ proposal, decision, approvals = [], comments = [], receivedMs = TIME }) => ({
        proposal: hex(proposal),
        decision: decision === undefined ? null : hex(decision),
        approvals: approvals.map(hex),
        comments: comments.map(hex),
        receivedMs,
      }),
    ),
    record: hex(one.record),
    genesis: one.genesis === undefined ? null : hex(one.genesis),
    judgement: judge(one),
  }
}
