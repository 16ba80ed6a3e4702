/** Takes to peers what is signed here: a proposal to the seeds of its upstream, a decision to whoever keeps the proposal. */
import { MemCubeError } from '../../core/errors.ts'
import type { ProposalItem, ProposalsService } from '../../protocols/index.ts'
import type { Clock, Locks, Logs, Stored } from '../../home/index.ts'
import { heldProposals, proposalEntry, type HeldProposal, type Pending } from '../../cubes/proposals/index.ts'
import { proposalsLock } from './proposal-view.ts'
import type { Delivery } from '../interface.ts'

/** Offers everything that is pending. */
export async function deliverPending(
  node: Stored & Logs & Clock & Locks,
  proposals: Pick<ProposalsService, 'offer'>,
  peers: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const held of await heldProposals(node.store, node.nowMs())) {
    // Nobody takes a proposal that has been replaced.
    const kinds = held.state === 'superseded' ? [] : held.stored.pending
    if (kinds.length > 0) await deliver(node, proposals, held, kinds, peers, signal)
  }
}

/** Offers one proposal of ours, also when somebody has it already. */
export async function deliverProposal(
  node: Stored & Logs & Clock & Locks,
  proposals: Pick<ProposalsService, 'offer'>,
  id: string,
  peers: readonly string[],
  signal: AbortSignal,
): Promise<Delivery> {
  const held = (await heldProposals(node.store, node.nowMs())).find((one) => one.id === id)
  if (held === undefined) return { took: [], refused: [] }
  return deliver(node, proposals, held, ['proposal'], peers, signal)
}

/** To all peers side by side; what one of them has taken is pending no longer. */
async function deliver(
  node: Stored & Logs & Clock & Locks,
  proposals: Pick<ProposalsService, 'offer'>,
  held: HeldProposal,
  kinds: readonly Pending[],
  peers: readonly string[],
  signal: AbortSignal,
): Promise<Delivery> {
  const delivery: Delivery = { took: [], refused: [] }
  const done = new Set<Pending>()
  const offerTo = async (peerId: string): Promise<void> => {
    for (const kind of kinds) {
      for (const item of itemsOf(held, kind)) await proposals.offer(peerId, item, { signal })
      done.add(kind)
    }
    delivery.took.push(peerId)
  }
  await Promise.all(
    peers.map((peerId) =>
      offerTo(peerId).catch((error: unknown) => {
        node.log.debug({ peerId, proposal: held.id, error }, 'a peer did not take a proposal')
        delivery.refused.push({ peerId, ...reasonOf(error) })
      }),
    ),
  )
  if (done.size > 0) await clearPending(node, held, done)
  return delivery
}

function reasonOf(error: unknown): { code: string; message: string } {
  if (error instanceof MemCubeError) return { code: error.code, message: error.message }
  return { code: 'ERR_TIMEOUT', message: 'the peer did not answer' }
}

function itemsOf({ stored }: HeldProposal, kind: Pending): ProposalItem[] {
  if (kind === 'proposal') return [{ record: stored.record, genesis: stored.genesis }]
  if (kind === 'approval') return stored.approvals.map((record) => ({ record }))
  return stored.decision === undefined ? [] : [{ record: stored.decision }]
}

/** Only what was offered: something else may have been said of it meanwhile. */
async function clearPending(
  node: Stored & Clock & Locks,
  offered: HeldProposal,
  done: Set<Pending>,
): Promise<void> {
  await node.exclusive(proposalsLock, async () => {
    const all = await heldProposals(node.store, node.nowMs(), offered.upstream)
    const now = all.find(({ id }) => id === offered.id)
    if (now === undefined) return
    const pending = now.stored.pending.filter((kind) => !done.has(kind))
    await node.store.commit({ put: [proposalEntry(now, { ...now.stored, pending })] })
  })
}
