/** Takes what a peer says that somebody said of a proposal: judged, and kept in one synced batch. */
import type { Comment } from '../../core/cube/index.ts'
import { judgeComment, type KnownComment, PROPOSAL_LIMITS, type Refusal } from '../../protocols/index.ts'
import {
  commentEntry,
  commentName,
  countComments,
  heldComments,
  type HeldComment,
  speakersFor,
} from '../../cubes/proposals/index.ts'
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
    const known = await knownAmong(node, held, view.authors)
    const said = { id, comment }
    const alone = judgeComment(view, known, said, node.nowMs())
    // All that is kept is counted only for who has a say.
    const crowd = alone.type === 'keep' ? await loadCrowd(node) : noCrowd
    const ofLargest = await knownAmong(node, crowd.held, crowd.authors)
    const judgement =
      crowd.held.length === 0
        ? alone
        : judgeComment(view, known, said, node.nowMs(), { count: crowd.count, ofLargest })
    if (judgement.type !== 'keep') return judgement.type === 'refused' ? judgement.refusal : undefined
    const evicted = [...held, ...crowd.held].filter((one) => judgement.evict.includes(one.id))
    await node.store.commit({
      put: [commentEntry(comment, id, { record: bytes, receivedMs: node.nowMs() })],
      del: evicted.map((one) => commentName(one.upstream, one.fork, one.id)),
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

async function knownAmong(
  node: TakesProposals,
  held: readonly HeldComment[],
  authors: readonly Uint8Array[],
): Promise<KnownComment[]> {
  const isStranger = await strangersAmong(node, held, authors)
  return held.map(({ id, comment, stored, author }) => ({
    id,
    comment,
    receivedMs: stored.receivedMs,
    isStranger: isStranger(author),
  }))
}

interface Crowd {
  count: number
  held: HeldComment[]
  authors: Uint8Array[]
}

const noCrowd: Crowd = { count: 0, held: [], authors: [] }

/** How many comments are kept here, and where that is too many, those about the cube that most are about. */
async function loadCrowd(node: TakesProposals): Promise<Crowd> {
  const { count, largest } = await countComments(node.store)
  if (count < PROPOSAL_LIMITS.commentsInAll || largest === undefined) return { count, held: [], authors: [] }
  return {
    count,
    held: await heldComments(node.store, largest),
    authors: [...(await speakersFor(node, largest))],
  }
}
