/** The records that a peer may see: open proposals and decided ones, with what was said of them. */
import type { ProposalItem, ProposalPage, ProposalQuery } from '../../protocols/index.ts'
import { type Reads, type Trust, isPublic, isShunned } from '../../cubes/index.ts'
import type { Clock } from '../../home/index.ts'
import {
  heldComments,
  heldProposals,
  type HeldComment,
  type HeldProposal,
} from '../../cubes/proposals/index.ts'

/** @param isTold whether the peer knows of comments */
export async function recordPage(
  node: Reads & Trust & Clock,
  query: ProposalQuery,
  isTold: boolean,
): Promise<ProposalPage> {
  const found: { at: string; item: ProposalItem }[] = []
  for (const upstream of [...new Set(query.cubes.map(String))].sort()) {
    const cube = await node.cubes.get(upstream)
    const isServed = cube !== undefined && isPublic(cube, await node.authors.get(cube.author))
    const comments = isTold ? await heardComments(node, upstream) : []
    for (const held of await heldProposals(node.store, node.nowMs(), upstream)) {
      // What this home proposes itself is for everybody, whoever serves the upstream.
      if (!(isServed || held.stored.mine) || held.state === 'superseded') continue
      if (!(await isShunned(node, held.author))) found.push(...itemsOf(held, comments))
    }
  }
  const rest = found.filter(({ at }) => query.cursor === undefined || at > query.cursor)
  const page = rest.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(({ item }) => item),
    ...(rest.length > page.length && last !== undefined && { cursor: last.at }),
  }
}

async function heardComments(node: Reads & Trust, upstream: string): Promise<HeldComment[]> {
  const heard: HeldComment[] = []
  for (const one of await heldComments(node.store, upstream))
    if (!(await isShunned(node, one.author))) heard.push(one)
  return heard.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The proposal first: without it nobody takes what was said of it. Pages are cut by names that do not change. */
function itemsOf(
  { upstream, id, proposal, stored }: HeldProposal,
  comments: readonly HeldComment[],
): { at: string; item: ProposalItem }[] {
  const { record, genesis, decision, approvals } = stored
  const at = (order: number): string => `${upstream}/${id}/${order.toString().padStart(2, '0')}`
  return [
    { at: at(0), item: { record, genesis } },
    ...(decision === undefined ? [] : [{ at: at(1), item: { record: decision } }]),
    ...approvals.map((approval, i) => ({ at: at(2 + i), item: { record: approval } })),
    ...comments
      .filter(({ fork }) => fork === proposal.fork.toString())
      .map((one) => ({ at: `${at(99)}/${one.id}`, item: { record: one.stored.record } })),
  ]
}
