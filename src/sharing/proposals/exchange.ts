/** Takes what waits to peers, and asks them for what is new to us: when one has agreed, and from time to time. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { proposalRecordId } from '../../core/cube/index.ts'
import {
  COMMENTS_FEATURE,
  dealings,
  PROPOSAL_LIMITS,
  type HandshakeService,
  type ProposalItem,
  type ProposalsService,
} from '../../protocols/index.ts'
import { type Reads, isWritable, isPublic } from '../../cubes/index.ts'
import type { Clock, Logs, Stored } from '../../home/index.ts'
import { turns } from '../../network/index.ts'
import type { TakesProposals } from '../needs.ts'
import { deliverComments } from './deliver-comments.ts'
import { deliverPending } from './deliver.ts'
import type { ForkContent } from './fork-content.ts'
import {
  expiredProposals,
  heldComments,
  heldProposals,
  orphanedComments,
} from '../../cubes/proposals/index.ts'
import { takeRecord } from './take-record.ts'

interface ExchangeDeps {
  node: TakesProposals & Logs
  handshake: Pick<HandshakeService, 'agreed'>
  proposals: ProposalsService
  content: ForkContent
  /** Where a peer is connected from. */
  networkOf(peerId: string): string
}

/** One peer that has just agreed, both ways. A peer that takes no proposals is left alone. */
export async function meet(deps: ExchangeDeps, peerId: string, signal: AbortSignal): Promise<void> {
  const { isOffered, isAsked } = proposalsWith(deps, peerId)
  if (isOffered) await deliverAll(deps, [peerId], signal)
  if (isAsked) await ask(deps, peerId, signal)
}

/** Whether a peer may be offered and shown comments. */
export function knowsComments(handshake: ExchangeDeps['handshake'], peerId: string): boolean {
  return handshake.agreed(peerId)?.features.includes(COMMENTS_FEATURE) === true
}

/** Offers everything that is pending; comments to those who know them. */
export async function deliverAll(
  deps: ExchangeDeps,
  peers: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await deliverPending(deps.node, deps.proposals, peers, signal)
  const told = peers.filter((peerId) => knowsComments(deps.handshake, peerId))
  await deliverComments(deps.node, deps.proposals, told, signal)
}

/** What of proposals a peer is offered and asked, as far as the agreement with it reaches. */
export function proposalsWith(
  { handshake }: Pick<ExchangeDeps, 'handshake'>,
  peerId: string,
): { isOffered: boolean; isAsked: boolean } {
  const agreement = handshake.agreed(peerId)
  if (agreement?.versions['proposals'] === undefined) return { isOffered: false, isAsked: false }
  const { reads, isRead } = dealings(agreement, peerId)
  return { isOffered: isRead, isAsked: reads }
}

/** Asks several peers, side by side; and what has expired goes. */
export async function round(
  deps: ExchangeDeps,
  peers: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { node } = deps
  const expired = await expiredProposals(node.store, node.nowMs())
  const orphaned = await orphanedComments(node.store, await heldProposals(node.store, node.nowMs()))
  const del = [...expired, ...orphaned]
  if (del.length > 0) await node.store.commit({ del })
  const met = await Promise.allSettled(peers.map((peerId) => ask(deps, peerId, signal)))
  for (const [i, one] of met.entries())
    if (one.status === 'rejected')
      node.log.debug(
        { peerId: peers[i], error: one.reason as unknown },
        'a peer could not be asked for proposals',
      )
}

async function ask(deps: ExchangeDeps, peerId: string, signal: AbortSignal): Promise<void> {
  const cubes = await cubesOfInterest(deps.node)
  const size = PROPOSAL_LIMITS.maxCubesAsked
  for (let from = 0; from < cubes.length; from += size)
    await askAbout(deps, cubes.slice(from, from + size), peerId, signal)
}

async function askAbout(
  deps: ExchangeDeps,
  cubes: CID[],
  peerId: string,
  signal: AbortSignal,
): Promise<void> {
  const { maxItems, maxPages } = PROPOSAL_LIMITS
  let cursor: string | undefined
  for (let page = 0; page < maxPages; page++) {
    const query = { cubes, limit: maxItems, ...(cursor !== undefined && { cursor }) }
    const answer = await deps.proposals.list(peerId, query, { signal })
    const known = await knownRecords(deps.node, cubes)
    for (const item of answer.items) {
      if (!known.has(proposalRecordId(item.record).toString())) await takeHeard(deps, item, peerId, signal)
      if (turns.isOver()) await turns.next()
    }
    cursor = answer.cursor
    if (cursor === undefined) return
  }
}

/** Most of what a peer tells is no news: it need not be judged again. */
async function knownRecords(node: Stored & Clock, cubes: readonly CID[]): Promise<Set<string>> {
  const comments = await Promise.all(cubes.map((cube) => heldComments(node.store, cube.toString())))
  const lists = cubes.map((cube) => heldProposals(node.store, node.nowMs(), cube.toString()))
  const held = (await Promise.all(lists)).flat()
  const said = held.flatMap(({ stored: { decision, approvals } }) => [
    ...(decision === undefined ? [] : [decision]),
    ...approvals,
  ])
  return new Set([
    ...held.map(({ id }) => id),
    ...comments.flat().map(({ id }) => id),
    ...said.map((record) => proposalRecordId(record).toString()),
  ])
}

async function takeHeard(
  { node, content, networkOf }: ExchangeDeps,
  item: ProposalItem,
  peerId: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const refusal = await takeRecord(node, content, item, { peerId, network: networkOf(peerId) }, signal)
    if (refusal !== undefined) node.log.debug({ peerId, ...refusal }, 'a proposal of a peer was not taken')
  } catch (error) {
    node.log.debug({ peerId, error }, 'a proposal of a peer was not taken')
  }
}

/** Our own cubes that others can propose to, and those with a proposal that nobody has decided, as far as is known here. */
async function cubesOfInterest(node: Reads & Clock): Promise<CID[]> {
  const own = (await node.cubes.list()).filter((record) => isWritable(record) && isPublic(record, undefined))
  const open = (await heldProposals(node.store, node.nowMs())).filter(({ state }) => state === 'open')
  const ids = new Set([...own.map(({ cube }) => cube), ...open.map(({ upstream }) => upstream)])
  return [...ids].map(parseCid)
}
