/** Our own word on a proposal, as records for a batch: it waits to be delivered from the moment that it is durable. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { signApproval, signDecision } from '../../core/cube/index.ts'
import { type Signer, type Signs, signingKey } from '../../cubes/index.ts'
import type { Clock } from '../../home/index.ts'
import type { RecordPut } from '../../storage/index.ts'
import { proposalEntry, type HeldProposal, type Pending } from '../../cubes/proposals/index.ts'

type Decided = ({ state: 'accepted'; commit: CID } | { state: 'declined' }) & { reason?: string }

export function decisionEntry(node: Signs & Clock, held: HeldProposal, decided: Decided): RecordPut {
  const decision = signDecision({ ...claim(node, held), ...decided }, signingKey(node))
  return proposalEntry(held, { ...held.stored, decision, pending: waiting(held, 'decision') })
}

export function approvalEntry(node: Signs & Clock, held: HeldProposal): RecordPut {
  const approval = signApproval({ ...claim(node, held), commit: held.proposal.commit }, signingKey(node))
  return proposalEntry(held, {
    ...held.stored,
    approvals: [...held.stored.approvals, approval],
    pending: waiting(held, 'approval'),
  })
}

function claim(
  node: Signer & Clock,
  { id, upstream }: HeldProposal,
): { proposal: CID; upstream: CID; author: Uint8Array; time: number } {
  return {
    proposal: parseCid(id),
    upstream: parseCid(upstream),
    author: node.author.publicKey,
    time: node.nowMs(),
  }
}

function waiting({ stored }: HeldProposal, kind: Pending): Pending[] {
  return [...new Set([...stored.pending, kind])]
}
