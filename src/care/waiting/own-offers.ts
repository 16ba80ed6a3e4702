/** What became of the proposals of this home, and what others said of them. Nobody keeps what was read: it says when the newest came. */
import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import { fields, type Reads, type Signer, type Trust } from '../../cubes/index.ts'
import { heldProposals, type HeldProposal } from '../../cubes/proposals/index.ts'
import type { Clock } from '../../home/index.ts'
import { saidOf } from '../../sharing/proposals/index.ts'

export const ownOffersSchema = z.object({
  open: fields.count,
  accepted: fields.count,
  declined: fields.count,
  comments: fields.count.describe('of others'),
  newestMs: fields.timeMs
    .nullable()
    .describe('when the newest comment or decision of others was made, as they say'),
})
export type OwnOffers = z.infer<typeof ownOffersSchema>

/** One to each upstream from each fork, the newest: earlier ones were revised. Undefined where nothing was offered. */
export async function ownOffers(node: Reads & Signer & Trust & Clock): Promise<OwnOffers | undefined> {
  const mine = (await heldProposals(node.store, node.nowMs())).filter(
    ({ stored, state }) => stored.mine && state !== 'superseded',
  )
  if (mine.length === 0) return undefined
  const newest = Map.groupBy(mine, ({ upstream, proposal }) => `${upstream} ${proposal.fork}`)
  const words: number[] = []
  for (const [held] of newest.values())
    for (const { author, time } of held === undefined ? [] : await saidOf(node, held))
      if (author !== node.author.did) words.push(time)
  return summed(mine, words, node.author.did)
}

/** @param words when others commented */
export function summed(mine: readonly HeldProposal[], words: readonly number[], self: string): OwnOffers {
  const count = (state: HeldProposal['state']): number => mine.filter((one) => one.state === state).length
  const decided = mine.flatMap(({ decision }) =>
    decision === undefined || formatDid(decision.author) === self ? [] : [decision.time],
  )
  const times = [...words, ...decided]
  return {
    open: count('open'),
    accepted: count('accepted'),
    declined: count('declined'),
    comments: words.length,
    newestMs: times.length === 0 ? null : Math.max(...times),
  }
}

/** Those of several lives of one home. */
export function joinedOffers(all: readonly (OwnOffers | undefined)[]): OwnOffers | undefined {
  const there = all.filter((one) => one !== undefined)
  if (there.length === 0) return undefined
  return there.reduce((sum, one) => ({
    open: sum.open + one.open,
    accepted: sum.accepted + one.accepted,
    declined: sum.declined + one.declined,
    comments: sum.comments + one.comments,
    newestMs: Math.max(sum.newestMs ?? 0, one.newestMs ?? 0) || null,
  }))
}
