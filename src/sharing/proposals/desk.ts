/** Proposals on the network, wired: the book that peers offer to, the content of forks, delivery and questions. */
import type { CID } from 'multiformats/cid'
import { anySignal } from '../../core/signals/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import {
  createProposals,
  PROPOSAL_LIMITS,
  type ProposalItem,
  type Refusal,
  type SyncDeps,
} from '../../protocols/index.ts'
import { type Forgets, type Tells, type Trust, isShunned } from '../../cubes/index.ts'
import { type Clock, type Logs, type Stored, Kicked } from '../../home/index.ts'
import type { TakesProposals } from '../needs.ts'
import { deliverProposal } from './deliver.ts'
import type { Delivery } from '../interface.ts'
import { deliverAll, knowsComments, meet, proposalsWith, round } from './exchange.ts'
import { createForkContent, type ForkContent } from './fork-content.ts'
import { heldProposals, type HeldProposal } from '../../cubes/proposals/index.ts'
import { recordPage } from './record-page.ts'
import { takeRecord } from './take-record.ts'

interface ProposalDesk {
  start(): void
  /** Connected peers that take proposals. */
  peers(): string[]
  stop(): Promise<void>
  /** Offers a proposal of ours to peers now. */
  deliver(id: string, peers: readonly string[], signal: AbortSignal): Promise<Delivery>
  /** Something of ours waits to be delivered. */
  changed(): void
}

/** @param deps those of sync, by which the content of forks is pulled */
export function createProposalDesk(node: TakesProposals & Forgets & Logs, deps: SyncDeps): ProposalDesk {
  const { network, handshake } = deps
  const content = createForkContent(node, deps)
  const networkOf = (peerId: string): string =>
    network.peers().find((peer) => peer.peerId === peerId)?.network ?? ''
  const proposals = createProposals({
    ...deps,
    book: {
      take: (item, peerId, { signal }) =>
        takeOffer(node, content, item, { peerId, network: networkOf(peerId) }, signal),
      page: (query, peerId) => recordPage(node, query, knowsComments(handshake, peerId)),
    },
  })
  const exchange = { node, handshake, proposals, content, networkOf }
  const connected = (): string[] => network.peers().map(({ peerId }) => peerId)
  const peers = (): string[] => connected().filter((peerId) => proposalsWith(exchange, peerId).isOffered)
  const asked = (): string[] => connected().filter((peerId) => proposalsWith(exchange, peerId).isAsked)
  const stopping = new AbortController()
  const working = new Set<Promise<void>>()
  let stops: (() => void)[] = []

  const { signal } = stopping
  const trying = (work: Promise<unknown>): Promise<void> =>
    work.then(
      () => undefined,
      (error: unknown) => node.log.debug({ error }, 'proposals could not be exchanged; it is tried again'),
    )
  const background = (work: Promise<unknown>): void => {
    const settled = trying(work).then(() => void working.delete(settled))
    working.add(settled)
  }
  // With many cubes or slow peers a round may take longer than the time to the next one.
  const asking = new Kicked(() => trying(round(exchange, asked(), signal)), signal)
  const offering = new Kicked(() => trying(deliverAll(exchange, peers(), signal)), signal)
  return {
    peers,
    start() {
      proposals.start()
      const { askEveryMs, offerEveryMs } = PROPOSAL_LIMITS
      const timers = [
        setInterval(() => asking.kick(), askEveryMs).unref(),
        setInterval(() => offering.kick(), offerEveryMs).unref(),
      ]
      stops = [
        ...timers.map((timer) => () => clearInterval(timer)),
        handshake.onAgreed((peerId) => background(meet(exchange, peerId, signal))),
      ]
    },
    async stop() {
      for (const stop of stops.splice(0)) stop()
      stopping.abort()
      await proposals.stop()
      await content.stop()
      await Promise.all([...working, asking.settled(), offering.settled()])
    },
    deliver: (id, to, given) => deliverProposal(node, proposals, id, to, anySignal([given, signal])),
    changed: () => offering.kick(),
  }
}

/** As `takeRecord`, and tells of what was refused. */
async function takeOffer(
  node: TakesProposals,
  content: ForkContent,
  item: ProposalItem,
  from: { peerId: string; network: string },
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const { peerId } = from
  const tell = ({ code, message }: { code: string; message: string }): void =>
    void node.events.emit('refused', { peerId, code, message })
  try {
    const refusal = await takeRecord(node, content, item, from, signal)
    if (refusal !== undefined) tell(refusal)
    return refusal
  } catch (error) {
    if (error instanceof MemCubeError) tell(error)
    throw error
  }
}

/** The commits of a fork that are offered to a cube: they may leave here although the fork is no cube of this home. */
export function createProposedOf(node: Stored & Trust & Tells & Clock): (fork: CID) => Promise<CID[]> {
  let held: Promise<HeldProposal[]> | undefined
  const load = async (): Promise<HeldProposal[]> =>
    (await heldProposals(node.store, node.nowMs())).filter(({ stored }) => !stored.mine)
  node.events.on('proposalChanged', () => {
    held = undefined
  })
  return async (fork) => {
    held ??= load()
    const found: CID[] = []
    for (const { proposal, author } of await held)
      if (proposal.fork.equals(fork) && !(await isShunned(node, author))) found.push(proposal.commit)
    return found
  }
}
