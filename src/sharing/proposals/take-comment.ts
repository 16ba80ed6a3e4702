/** Takes what a peer says that somebody said of a proposal: judged, and kept in one synced batch. */
import type { Comment } from '../../core/cube/index.ts'
import { judgeComment, type KnownComment, type Refusal } from '../../protocols/index.ts'
import { commentEntry, commentName, heldComments } from '../../cubes/proposals/index.ts'
import type { TakesProposals } from '../needs.ts'
import { proposalsLock, strangersAmong, viewOf } from './proposal-view.ts'

/** @throws MemCubeError for what proves nothing */
export function takeComment(
  node: TakesProposals,
  { id, comment, bytes }: { id: string; comment: Comment; bytes: Uint8Array },
): Promise<Refusal | undefined> {
  return node.exclusive(proposalsLock, async () => {
    const upstream = comment.upstream.toString()
    const view = await viewOf(node, comment)
    const held = await heldComments(node.store, upstream)
    const isStranger = await strangersAmong(node, held, view.authors)
    const known = held.map((one): KnownComment => ({
      id: one.id,
      comment: one.comment,
      receivedMs: one.stored.receivedMs,
      isStranger: isStranger(one.author),
    }))
    const judgement = judgeComment(view, known, { id, comment }, node.nowMs())
    if (judgement.type !== 'keep') return judgement.type === 'refused' ? judgement.refusal : undefined
    const evicted = held.filter((one) => judgement.evict.includes(one.id))
    await node.store.commit({
      put: [commentEntry(comment, id, { record: bytes, receivedMs: node.nowMs() })],
      del: evicted.map((one) => commentName(upstream, one.fork, one.id)),
    })
    const about = view.known.find((one) => one.id === comment.proposal.toString())
    node.events.emit('proposalChanged', {
      id: comment.proposal.toString(),
      cube: upstream,
      state: about?.state ?? 'open',
    })
    return undefined
  })
}
