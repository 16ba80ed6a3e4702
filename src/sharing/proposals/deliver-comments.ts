/** Takes to peers what this home says of proposals: to whoever keeps them, and to who made them. */
import type { ProposalsService } from '../../protocols/index.ts'
import type { Clock, Locks, Logs, Stored } from '../../home/index.ts'
import { commentEntry, heldComments, heldProposals, type HeldComment } from '../../cubes/proposals/index.ts'
import { proposalsLock } from './proposal-view.ts'

export async function deliverComments(
  node: Stored & Logs & Clock & Locks,
  proposals: Pick<ProposalsService, 'offer'>,
  peers: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const upstreams = new Set((await heldProposals(node.store, node.nowMs())).map(({ upstream }) => upstream))
  for (const upstream of upstreams)
    for (const held of await heldComments(node.store, upstream))
      if (held.stored.pending === true && (await isTaken(node, proposals, held, peers, signal)))
        await clearPending(node, held)
}

/** Offered to all: the proposer and the other authors may be any of them. */
async function isTaken(
  node: Logs,
  proposals: Pick<ProposalsService, 'offer'>,
  { id, stored: { record } }: HeldComment,
  peers: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const answers = await Promise.allSettled(
    peers.map((peerId) => proposals.offer(peerId, { record }, { signal })),
  )
  for (const [i, answer] of answers.entries())
    if (answer.status === 'rejected')
      node.log.debug(
        { peerId: peers[i], comment: id, error: answer.reason as unknown },
        'a peer did not take a comment',
      )
  return answers.some(({ status }) => status === 'fulfilled')
}

async function clearPending(
  node: Stored & Clock & Locks,
  { id, upstream, fork }: HeldComment,
): Promise<void> {
  await node.exclusive(proposalsLock, async () => {
    const now = (await heldComments(node.store, upstream, fork)).find((one) => one.id === id)
    if (now === undefined) return
    const { pending: _, ...stored } = now.stored
    await node.store.commit({ put: [commentEntry(now.comment, id, stored)] })
  })
}
