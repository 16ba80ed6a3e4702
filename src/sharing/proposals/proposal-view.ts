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

export async function viewOf(node: Reads & Trust & Signer & Clock, record: ProposalRecord): Promise<View> {
  const upstream = record.upstream.toString()
  const author = formatDid(record.author)
  const all = await heldProposals(node.store, node.nowMs())
  const speakers = await speakersFor(node, upstream)
  const isStranger = await strangersAmong(node, all, speakers)
  for (const held of all) held.isStranger = !held.stored.mine && isStranger(held.author)
  const known = all.filter((held) => held.upstream === upstream)
  const cube = await node.cubes.get(upstream)
  const isServed = cube !== undefined && isPublic(cube, await node.authors.get(cube.author))
  const isAboutMine =
    record.t !== 'memcube/proposal' &&
    known.some(({ id, proposal, stored }) =>
      stored.mine && record.t === 'memcube/comment'
        ? proposal.fork.equals(record.fork)
        : stored.mine && id === record.proposal.toString(),
    )
  return {
    serves: isServed || isAboutMine,
    authors: speakers,
    isBlocked: await isShunned(node, author),
    known,
    elsewhere: all.filter((held) => held.upstream !== upstream),
    isStranger: (await strangersAmong(node, [{ author }], speakers))(author),
  }
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
