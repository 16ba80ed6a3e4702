/** Pulls a cube: find who has it, take the newest head that may follow ours, fetch, verify, flip. */
import { highWater } from '../storage/index.ts'
import type { CID } from 'multiformats/cid'
import { verifyBlock } from '../core/codec/index.ts'
import { parseGenesis, parseHead, verifyHead } from '../core/cube/index.ts'
import { codeOf } from '../core/errors.ts'
import { formatDid } from '../core/identity/index.ts'
import type { PullProgress, PullRequest, PullResult } from '../protocols/index.ts'
import {
  type Shelved,
  type Tells,
  findAway,
  notHere,
  branchToPull,
  sharedCommit,
  headOfBackup,
  finishRestore,
  lastAskedEntry,
  requireMadeByWriters,
} from '../cubes/index.ts'
import { type Locks, type Logs, invalidInput, NodeError, type CallOptions } from '../home/index.ts'
import type { Pulls } from './needs.ts'
import type { PulledHead } from './pulled-head.ts'
import { PolicyRefused } from '../cubes/policies/index.ts'
import { askEverybody, askPeers, type AskedPeers, type Question } from './ask-peers.ts'
import { decidePull, mayBePulled } from './decide-pull.ts'
import { heedSuccessors, type Succession } from '../cubes/rotation/index.ts'
import { keepFork } from './evidence.ts'
import type { Gathered } from './gather.ts'
import { chooseHead, findRivals, groupOffers, type OfferedHead } from './choose-head.ts'
import { fetchBranches } from './fetch-branches.ts'
import { giveUpPart, keepWishes } from './give-up-part.ts'
import { inBlocks } from './in-blocks.ts'
import { keepWithdrawal, stillTakenBack, type SignedWithdrawal } from './keep-withdrawal.ts'
import { partToPull, sharedInPart, type WantedPart } from './part-to-pull.ts'
import { newestGiven } from './newest-given.ts'
import { nobodyHas, refusalOf, takenBack } from './pull-refusals.ts'
import { pullFromAny } from './pull-from-any.ts'
import { pullShared, sharedAuthors } from './pull-shared.ts'
import { blockOffer, resolveTarget, type Target } from './pull-target.ts'
import { requireNotBlocked } from './require-not-blocked.ts'
import type { NetworkServices } from './services.ts'
import type { PulledCube, PulledFrom, PullOptions } from './interface.ts'

/**
 * @throws ERR_NOT_FOUND, ERR_UNREACHABLE, ERR_ROLLBACK, ERR_UNVERIFIABLE, ERR_DENIED, ERR_INCOMPATIBLE, ERR_LIMIT
 */
export async function pullCube(
  node: Pulls & Locks,
  services: NetworkServices,
  text: string,
  options: PullOptions,
): Promise<PulledCube> {
  const started = performance.now()
  const named =
    options.from === undefined
      ? (options.among ?? [])
      : await dialNamed(services, options.from, options.signal)
  const target = await resolveTarget(node, services, text, options.signal)
  const cube = target.cube.toString()
  // A follower may be pulling it from a slow peer just now: who asked waits no longer than he wants to.
  const pull = async (): Promise<PulledCube> => {
    const away = await findAway(node.store, cube)
    if (away?.why === 'archived') throw notHere(away)
    const known = await node.cubes.get(cube)
    if (known !== undefined && !mayBePulled(known))
      throw invalidInput(
        `${known.name} is signed by this home; there is nothing newer to pull`,
        'pull cubes of others',
      )
    // Before anybody is asked.
    partToPull(node, known, options)
    const outcome = await fetchNewest(node, services, target, named, options)
    const settled =
      known?.restored === undefined
        ? await keepWishes(node, known, await node.cubes.resolveHeld(cube))
        : await finishRestore(node, known)
    await node.store.commit({
      put: [lastAskedEntry(cube, { atMs: node.nowMs(), asked: outcome.asked, answered: outcome.answered })],
    })
    // Of main it is told though a branch beside it cannot be had.
    await services.afterPull(settled)
    const wanted = { names: options.branches ?? [], peers: outcome.sources, depth: options.depth }
    const beside = await fetchBranches(node, services, settled, wanted, options)
    const record = await node.cubes.resolveHeld(cube)
    const { diverged = [], part } = record
    const ms = Math.round(performance.now() - started)
    node.log.info({ cube, blocks: outcome.blocks, bytes: outcome.bytes, ms }, 'pulled a cube')
    return {
      cube,
      name: record.name,
      commit: record.commit.toString(),
      memories: record.memories,
      blocks: outcome.blocks + beside.blocks,
      bytes: outcome.bytes + beside.bytes,
      ms,
      from: outcome.from,
      ...(outcome.tried !== undefined && { sources: outcome.tried }),
      asked: outcome.asked,
      answered: outcome.answered,
      headTime: parseHead(record.head).time,
      ...(part !== undefined && { filter: part.filter, of: part.of }),
      ...(beside.branches.length > 0 && { branches: beside.branches }),
      ...(diverged.length > 0 && { diverged: diverged.map(String) }),
      ...(outcome.refused !== undefined && { refused: outcome.refused }),
      ...(outcome.withdrawn !== undefined && { withdrawn: outcome.withdrawn }),
      ...(outcome.successors !== undefined && { successors: outcome.successors }),
    }
  }
  return node.exclusive(cube, pull, options.signal)
}

/**
 * Takes heads that somebody hands over who is no peer, with the source of their blocks as the `sync` of the services.
 * @throws as `pullCube`
 */
export async function pullOffers(
  node: Pulls & Locks,
  services: NetworkServices,
  cube: CID,
  offers: Gathered['offers'],
  options: CallOptions,
): Promise<void> {
  await node.exclusive(cube.toString(), async () => {
    const target = { cube, addresses: [], ticketHead: undefined }
    const question = { target, named: [], held: await node.cubes.get(cube.toString()) }
    const given = { peers: [], gathered: { offers, withdrawals: [], failed: [] }, asked: 'all' as const }
    await takeNewest(node, services, question, given, { ...options, from: undefined, depth: undefined })
    await services.afterPull(await node.cubes.resolveHeld(cube.toString()))
  })
}

async function dialNamed(services: NetworkServices, address: string, signal: AbortSignal): Promise<string[]> {
  return [await services.host.dial(address, { signal })]
}

/** How many were asked for the newest head, and answered. */
interface Answers {
  asked: number
  answered: number
  /** Peers that offer the cube. */
  sources: string[]
}

interface Fetched {
  blocks: number
  bytes: number
  from: string
  /** Peers that were asked for the blocks. */
  tried?: PulledFrom[]
  refused?: string[]
  successors?: Succession[]
  withdrawn?: boolean
}

async function fetchNewest(
  node: Pulls,
  services: NetworkServices,
  target: Target,
  named: readonly string[],
  options: PullOptions,
): Promise<Fetched & Answers> {
  const question = { target, named, held: await node.cubes.get(target.cube.toString()) }
  const first = await askPeers(services, question, options.signal)
  try {
    return { ...(await takeNewest(node, services, question, first, options)), ...answersOf(first) }
  } catch (error) {
    options.signal.throwIfAborted()
    if (first.asked === 'all') throw error
    // Who had the news could not give it: perhaps somebody else can.
    const all = await askEverybody(services, question, options.signal)
    return { ...(await takeNewest(node, services, question, all, options)), ...answersOf(all) }
  }
}

function answersOf({ peers, gathered }: AskedPeers): Answers {
  const sources = [...new Set(gathered.offers.map(({ peerId }) => peerId))]
  return { asked: peers.length, answered: peers.length - gathered.failed.length, sources }
}

async function takeNewest(
  node: Pulls,
  services: NetworkServices,
  { target, held }: Question,
  { peers, gathered, asked }: AskedPeers,
  options: PullOptions,
): Promise<Fetched> {
  const answers = gathered.offers.filter(({ cube }) => cube.equals(target.cube))
  const [answer] = answers
  const newTo = held === undefined ? node.team : undefined
  if (newTo !== undefined && answer !== undefined) requireMadeByWriters(newTo, answer.genesis)
  const offers = groupOffers(answers)
  const gone = await heedWithdrawals(node, target, gathered, answers)
  const part = partToPull(node, held, options)
  const shared = await sharedAuthors(node, held, answers)
  if (shared !== undefined) {
    if (part.filter !== undefined) throw sharedInPart(target.cube)
    if (held?.part !== undefined) await giveUpPart(node, held)
    const successors = await heedSuccessors(node, shared.authors)
    const pulled = await pullShared(node, services, shared, offers, { ...options, asked })
    return successors.length === 0 ? pulled : { ...pulled, successors }
  }
  const blockOnly = blockOffer(target, offers)
  if (gone.length > 0 && held?.restored === undefined) {
    if (held === undefined) throw takenBack(target, gone)
    // Of a cube with several authors another one may offer it still.
    if ((await node.cubes.get(held.cube))?.withdrawn === true)
      return { blocks: 0, bytes: 0, from: peers[0] ?? services.host.peerId, withdrawn: true }
  }
  const author = (offers[0] ?? blockOnly)?.head.author
  // One head says little about a cube with several authors: it is pulled from nodes that give them all.
  if (author === undefined || held?.rosters !== undefined) throw nobodyHas(target, peers, gathered)
  if (newTo !== undefined) requireMadeByWriters(newTo, { authors: [author] })
  const did = formatDid(author)
  await requireNotBlocked(node, did)
  const all = blockOnly === undefined ? offers : [...offers, blockOnly]
  const isRestored = held?.restored !== undefined
  const known = isRestored ? headOfBackup(held) : await highWater(node.store, target.cube.toString(), did)
  const choice = chooseHead(known, all)
  const rivals = findRivals(known && { ...known, author }, all)
  if (rivals !== undefined) await keepFork(node, target.cube.toString(), rivals.one, rivals.other)
  const step = decidePull(choice, part.isHeld ? held : undefined, offers)
  if (step.type === 'refuse') throw refusalOf(step.choice, target)
  if (step.type === 'pull') {
    const pull = (offer: OfferedHead): Promise<Fetched> =>
      pullOffer(node, services, target, offer, gathered, { ...options, part })
    // Perhaps others, who are not asked yet, give the newest.
    if (asked !== 'all') return pull(step.offer)
    const { given, refused } = await newestGiven(known, all, step.offer, pull, options.signal)
    return refused === undefined ? given : { ...given, refused: [refused] }
  }
  return { blocks: 0, bytes: 0, from: step.peers[0] ?? services.host.peerId }
}

/** Keeps what authors have taken back. @returns what of it no offer goes beyond: who still offers the cube is behind */
async function heedWithdrawals(
  node: Pulls,
  { cube }: Target,
  { withdrawals }: Gathered,
  offers: Gathered['offers'],
): Promise<SignedWithdrawal[]> {
  const said = withdrawals.filter(({ withdrawal }) => withdrawal.cube.equals(cube))
  const gone = stillTakenBack(said, offers)
  for (const one of gone) await keepWithdrawal(node, one)
  return gone
}

async function pullOffer(
  node: Shelved & Tells & Logs,
  services: NetworkServices,
  target: Target,
  offer: OfferedHead,
  gathered: Gathered,
  options: PullOptions & { part: WantedPart },
): Promise<Fetched> {
  const cube = target.cube.toString()
  const held = await node.cubes.get(cube)
  const { filter, isHeld } = options.part
  const commit = commitToPull(offer, held?.branch)
  const genesis = gathered.offers.find((answer) => answer.cube.equals(target.cube))?.genesisBytes
  const request = {
    cube: target.cube,
    commit,
    ...(held !== undefined && isHeld && { have: [sharedCommit(held)] }),
    ...(filter !== undefined && { filter }),
    ...(options.depth !== undefined && { depth: options.depth }),
    flip: services.receiver.flipFor(offer),
  }
  const callOptions = { signal: options.signal, progress: inBlocks(options) }
  let failure: unknown
  const failed: PulledFrom[] = []
  if (genesis !== undefined) {
    const asked = { ...request, genesis }
    const pulled = await pullFromAny(services, offer.peers, asked, callOptions, (peerId, error) => {
      node.log.warn({ peerId, cube, error }, 'a peer could not be pulled from')
      node.events.emit('refused', { cube, peerId, code: codeOf(error), message: (error as Error).message })
      // Another peer would bring the same commit.
      if (error instanceof PolicyRefused) throw error
      failure = error
      failed.push({ peer: peerId, blocks: 0, bytes: 0, code: codeOf(error) })
    })
    if (pulled !== undefined) return fetched(pulled.result, pulled.peerId, failed)
  }
  if (offer.peers.length > 0) throw failure
  return pullBlocks(services, target, options.from, offer, request, callOptions)
}

/** From peers that know blocks and nothing else: each block by its CID over bitswap. */
async function pullBlocks(
  services: NetworkServices,
  target: Target,
  from: string | undefined,
  offer: PulledHead,
  request: Omit<PullRequest, 'genesis'>,
  options: { signal: AbortSignal; progress(now: PullProgress): void },
): Promise<Fetched> {
  // A connection that was made this moment is not yet among the peers.
  const named = from === undefined ? target.addresses : [from, ...target.addresses]
  const providers = [...new Set([...named, ...services.host.peers().flatMap(({ addresses }) => addresses)])]
  const session = services.host.blocks.session(target.cube, providers)
  try {
    const genesisBytes = await session.get(target.cube, { signal: options.signal })
    verifyBlock(target.cube, genesisBytes)
    verifyHead(offer.head, parseGenesis(genesisBytes))
    const result = await services.sync.pullByBlocks(
      (cid, o) => session.get(cid, o),
      { ...request, genesis: genesisBytes },
      options,
    )
    return fetched(result, 'bitswap')
  } finally {
    session.close()
  }
}

/** @param failed others that could not give it; of those that gave some of it the result tells too */
function fetched(
  { blocks, bytes, sources = [] }: PullResult,
  from: string,
  failed: readonly PulledFrom[] = [],
): Fetched {
  const gave = sources.map(({ peerId, error, ...came }) => ({
    peer: peerId,
    ...came,
    ...(error !== undefined && { code: error.code }),
  }))
  const others = failed.filter(({ peer }) => !gave.some((one) => one.peer === peer))
  const tried = [...gave, ...others]
  return { blocks, bytes, from, ...(tried.length > 0 && { tried }) }
}

/** The branch that is current here, else main. @throws ERR_UNVERIFIABLE for a head without the branch that readers read. */
function commitToPull({ head }: PulledHead, branch: string | undefined): CID {
  const found = branchToPull(head, branch)
  if (found !== undefined) return found.commit
  throw new NodeError('ERR_UNVERIFIABLE', `the head of ${head.cube} has no branch "main"`, {
    hint: 'ask its author to publish one',
  })
}
