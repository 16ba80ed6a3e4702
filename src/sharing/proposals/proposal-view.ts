/** What is known here of a record about a proposal: what it is judged by. */
import type { ProposalRecord } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import type { JudgeView } from '../../protocols/index.ts'
import { type Reads, type Signer, type Trust, isAtLeast, isPublic, isShunned } from '../../cubes/index.ts'
import { heldProposals, type HeldProposal, speakersFor } from '../../cubes/proposals/index.ts'
import type { Clock, Lock } from '../../home/index.ts'

/** Name of the lock under which proposals are written. */
export const proposalsLock: Lock = { kind: 'proposals' }

export type View = Omit<JudgeView, 'known' | 'elsewhere'> & Record<'known' | 'elsewhere', HeldProposal[]>

/**
 * What is kept for the same cube, and nothing where no such record is taken here anyway. Whether there is room among those of all
 * cubes, `withElsewhere` tells: it reads each of them.
 */
export async function viewOf(node: Reads & Trust & Signer & Clock, record: ProposalRecord): Promise<View> {
  const upstream = record.upstream.toString()
  const author = formatDid(record.author)
  const cube = await node.cubes.get(upstream)
  const isServed = cube !== undefined && isPublic(cube, await node.authors.get(cube.author))
  const isBlocked = await isShunned(node, author)
  // A proposal that was made here is told of to others; what they say of it may come without the cube.
  const mayBeAboutMine = record.t !== 'memcube/proposal'
  const speakers = await speakersFor(node, upstream)
  const isRead = !isBlocked && (isServed || mayBeAboutMine)
  const known = isRead
    ? await markStrangers(node, await heldProposals(node.store, node.nowMs(), upstream), speakers)
    : []
  return {
    serves: isServed || (mayBeAboutMine && known.some((held) => isAbout(held, record))),
    authors: speakers,
    isBlocked,
    known,
    elsewhere: [],
    isStranger: (await strangersAmong(node, [{ author }], speakers))(author),
  }
}

/** The view with what is kept for other cubes: for a record that would be kept if there is room. */
export async function withElsewhere(
  node: Reads & Trust & Signer & Clock,
  view: View,
  record: ProposalRecord,
): Promise<View> {
  const upstream = record.upstream.toString()
  const others = (await heldProposals(node.store, node.nowMs())).filter((held) => held.upstream !== upstream)
  return { ...view, elsewhere: await markStrangers(node, others, view.authors) }
}

async function markStrangers(
  node: Trust & Signer,
  held: HeldProposal[],
  speakers: readonly Uint8Array[],
): Promise<HeldProposal[]> {
  const isStranger = await strangersAmong(node, held, speakers)
  for (const one of held) one.isStranger = !one.stored.mine && isStranger(one.author)
  return held
}

/** Whether a record is about a proposal of this home. */
function isAbout({ id, proposal, stored }: HeldProposal, record: ProposalRecord): boolean {
  if (!stored.mine || record.t === 'memcube/proposal') return false
  return record.t === 'memcube/comment'
    ? proposal.fork.equals(record.fork)
    : id === record.proposal.toString()
}

/** Who is neither followed nor trusted here, nor an author of the cube that it is about. */
export async function strangersAmong(
  node: Trust & Signer,
  held: readonly { author: string }[],
  speakers: readonly Uint8Array[],
): Promise<(author: string) => boolean> {
  const known = new Set([node.author.did, ...speakers.map(formatDid)])
  for (const author of new Set(held.map((one) => one.author))) {
    const decided = await node.authors.get(author)
    const tier = decided?.tier ?? (decided?.followed === true ? 'followed' : 'community')
    if (decided?.blocked !== true && isAtLeast(tier, 'followed')) known.add(author)
  }
  return (author) => !known.has(author)
}
