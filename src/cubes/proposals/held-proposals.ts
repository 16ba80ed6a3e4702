/**
 * The proposals of this home: one record each under its upstream, with the signed bytes of all that was said of it, and
 * what of ours still has to be delivered. Who reads gets them parsed, with the state that follows from all of one cube.
 */
import { parseProposalRecord, type Approval, type Decision, type Proposal } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { isExpired, isNewer, type KnownProposal, type ProposalState } from '../../protocols/index.ts'
import type { RecordName, RecordPut, Store } from '../../storage/index.ts'

/** What is signed here and has not reached anybody yet. */
export type Pending = 'proposal' | 'decision' | 'approval'

/** As it is stored. All but `receivedMs`, `contentBytes`, `pending` and `mine` is signed by its authors. */
export interface StoredProposal {
  record: Uint8Array
  /** Genesis block of the fork. */
  genesis: Uint8Array
  receivedMs: number
  /** Bytes that were fetched for it; 0 for a fork of this home. */
  contentBytes: number
  decision?: Uint8Array
  approvals: Uint8Array[]
  pending: Pending[]
  /** Whether this home made it. */
  mine: boolean
  /** The network of the peer that brought it. */
  network?: string
}

export interface HeldProposal extends KnownProposal {
  /** Cube id of the upstream, as text. */
  upstream: string
  /** `did:key` of who proposes. */
  author: string
  stored: StoredProposal
}

/** Those to one cube, or all; what has expired is left out. */
export async function heldProposals(
  store: Pick<Store, 'records'>,
  nowMs: number,
  upstream?: string,
): Promise<HeldProposal[]> {
  const held: HeldProposal[] = []
  const prefix = upstream === undefined ? '' : `${upstream}/`
  for await (const [key, stored] of store.records<StoredProposal>('proposals').readable(prefix)) {
    const one = parseStored(key, stored)
    if (!isExpired(one.proposal, nowMs)) held.push(one)
  }
  const newest = newestOfEach(held)
  for (const one of held) one.state = stateOf(one, newest)
  return held
}

/** The names of those that have expired. */
export async function expiredProposals(store: Pick<Store, 'records'>, nowMs: number): Promise<RecordName[]> {
  const names: RecordName[] = []
  for await (const [key, stored] of store.records<StoredProposal>('proposals').readable())
    if (isExpired(parseStored(key, stored).proposal, nowMs)) names.push({ space: 'proposals', key })
  return names
}

/** To write with a batch. */
export function proposalEntry(
  { upstream, id }: Pick<HeldProposal, 'upstream' | 'id'>,
  stored: StoredProposal,
): RecordPut {
  return { ...proposalName(upstream, id), value: stored }
}

export function proposalName(upstream: string, id: string): RecordName {
  return { space: 'proposals', key: `${upstream}/${id}` }
}

function parseStored(key: string, stored: StoredProposal): HeldProposal {
  const slash = key.indexOf('/')
  const proposal = parseProposalRecord(stored.record) as Proposal
  return {
    id: key.slice(slash + 1),
    upstream: key.slice(0, slash),
    author: formatDid(proposal.author),
    proposal,
    state: 'open',
    receivedMs: stored.receivedMs,
    contentBytes: stored.contentBytes,
    ...(stored.network !== undefined && { network: stored.network }),
    approvals: stored.approvals.map((bytes) => parseProposalRecord(bytes) as Approval),
    ...(stored.decision !== undefined && { decision: parseProposalRecord(stored.decision) as Decision }),
    stored,
  }
}

/** Of those that take the place of one another, as `isOfSame` says. One look at each: thousands may be held. */
function newestOfEach(all: readonly HeldProposal[]): ReadonlyMap<string, HeldProposal> {
  const newest = new Map<string, HeldProposal>()
  for (const one of all) {
    const before = newest.get(placeOf(one))
    if (before === undefined || isNewer(one.proposal, one.id, before)) newest.set(placeOf(one), one)
  }
  return newest
}

function placeOf({ proposal, author }: HeldProposal): string {
  return `${proposal.fork.toString()}/${author}`
}

function stateOf(one: HeldProposal, newest: ReadonlyMap<string, HeldProposal>): ProposalState {
  if (one.decision !== undefined) return one.decision.state
  return newest.get(placeOf(one)) === one ? 'open' : 'superseded'
}
