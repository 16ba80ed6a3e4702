/** Takes a proposal, a decision or an approval from a peer: judged, its content fetched, kept in one synced batch. */
import type { CID } from 'multiformats/cid'
import {
  parseProposalRecord,
  proposalRecordId,
  type Approval,
  type Comment,
  type Decision,
  type Proposal,
  type ProposalRecord,
} from '../../core/cube/index.ts'
import { bytesEqual } from '../../core/codec/index.ts'
import { judgeOffer, type ProposalItem, type Refusal } from '../../protocols/index.ts'
import { type Signer, type Tells } from '../../cubes/index.ts'
import type { Clock, Stored } from '../../home/index.ts'
import type { TakesProposals } from '../needs.ts'
import { proposalsLock, viewOf, withElsewhere, type View } from './proposal-view.ts'
import { takeComment } from './take-comment.ts'
import { contentMark, type ForkContent } from './fork-content.ts'
import {
  proposalEntry,
  proposalName,
  type HeldProposal,
  type StoredProposal,
} from '../../cubes/proposals/index.ts'

interface Offered {
  id: string
  record: Exclude<ProposalRecord, Comment>
  bytes: Uint8Array
  genesis: Uint8Array | undefined
  /** The network of the peer that brings it. */
  network: string
}

/** @throws MemCubeError for bytes that prove nothing, and for content that cannot be fetched */
export async function takeRecord(
  node: TakesProposals,
  content: ForkContent,
  { record: bytes, genesis }: ProposalItem,
  { peerId, network }: { peerId: string; network: string },
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const record = parseProposalRecord(bytes)
  const id = proposalRecordId(bytes).toString()
  if (record.t === 'memcube/comment') return takeComment(node, { id, comment: record, bytes })
  const offered = { id, record, bytes, genesis, network }
  const { judgement } = await judged(node, offered)
  if (judgement.type !== 'keep') return judgement.type === 'refused' ? judgement.refusal : undefined
  if (record.t !== 'memcube/proposal' || genesis === undefined) return keep(node, offered, 0)
  // One fork at a time: both of two would stage under one mark.
  return node.exclusive({ kind: 'fork content', name: record.fork.toString() }, async () => {
    try {
      const contentBytes = await content.fetch(record, genesis, peerId, signal)
      return await keep(node, offered, contentBytes)
    } finally {
      // Kept or not: what strangers had staged here must not pile up.
      await node.store.clearStaging(contentMark(record.fork))
    }
  })
}

/** By what is kept for the same cube first: all that is kept is read for those alone that would be kept. */
async function judged(
  node: TakesProposals,
  offered: Offered & { contentBytes?: number },
): Promise<{ view: View; judgement: ReturnType<typeof judgeOffer> }> {
  const view = await viewOf(node, offered.record)
  const judgement = judgeOffer(view, offered, node.nowMs())
  if (judgement.type !== 'keep' || offered.record.t !== 'memcube/proposal') return { view, judgement }
  const whole = await withElsewhere(node, view, offered.record)
  return { view: whole, judgement: judgeOffer(whole, offered, node.nowMs()) }
}

/** Judged again: while the content came, another may have taken the place. */
function keep(node: TakesProposals, offered: Offered, contentBytes: number): Promise<Refusal | undefined> {
  return node.exclusive(proposalsLock, async () => {
    const { record } = offered
    const { view, judgement } = await judged(node, { ...offered, contentBytes })
    if (judgement.type !== 'keep') return judgement.type === 'refused' ? judgement.refusal : undefined
    const evicted = [...view.known, ...view.elsewhere].filter(({ id }) => judgement.evict.includes(id))
    const del = evicted.map(({ upstream, id }) => proposalName(upstream, id))
    if (record.t === 'memcube/proposal') await keepProposal(node, record, offered, contentBytes, del)
    else await keepVerdict(node, view, record, offered.bytes)
    return undefined
  })
}

async function keepProposal(
  node: Signer & Stored & Tells & Clock,
  { fork, upstream, author }: Proposal,
  { id, bytes, network, genesis = new Uint8Array() }: Offered,
  contentBytes: number,
  del: ReturnType<typeof proposalName>[],
): Promise<void> {
  const stored: StoredProposal = {
    record: bytes,
    genesis,
    receivedMs: node.nowMs(),
    contentBytes,
    approvals: [],
    pending: [],
    // It may come back to a home that was restored from before.
    mine: bytesEqual(author, node.author.publicKey),
    network,
  }
  await node.store.commit({
    blocks: [{ cid: fork, bytes: genesis }],
    put: [proposalEntry({ upstream: upstream.toString(), id }, stored)],
    del,
    clearStaging: [contentMark(fork)],
  })
  changed(node, upstream, id, 'open')
}

async function keepVerdict(
  node: Stored & Tells,
  { known }: View,
  record: Decision | Approval,
  bytes: Uint8Array,
): Promise<void> {
  const about = known.find(({ id }) => id === record.proposal.toString())
  if (about === undefined) return
  const { stored } = about
  const isDecision = record.t === 'memcube/decision'
  const next = isDecision
    ? { ...stored, decision: bytes }
    : { ...stored, approvals: [...stored.approvals, bytes] }
  await node.store.commit({ put: [proposalEntry(about, next)] })
  changed(node, record.upstream, about.id, isDecision ? record.state : about.state)
}

function changed(node: Tells, upstream: CID, id: string, state: HeldProposal['state']): void {
  node.events.emit('proposalChanged', { id, cube: upstream.toString(), state })
}
