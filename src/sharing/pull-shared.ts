/** Pulls a cube with several authors: the newest head of each that may follow the one known, then where they agree. */
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../core/codec/index.ts'
import { MemCubeError } from '../core/errors.ts'
import { formatDid } from '../core/identity/index.ts'
import { encodeRoster, readAuthors, verifyAuthors, type Authors } from '../core/policy/index.ts'
import { headEntry, highWater } from '../storage/index.ts'
import {
  type Changes,
  type Reads,
  type Shelved,
  type Signer,
  type Trust,
  sharedCommit,
  authorsOf,
  type CubeRecord,
  describeState,
  hasState,
  headIn,
  knownHeads,
} from '../cubes/index.ts'
import { type Clock, type Logs, NodeError, type CallOptions } from '../home/index.ts'
import type { Pulls } from './needs.ts'
import { heedSuccessors } from '../cubes/rotation/index.ts'
import { keepFork } from './evidence.ts'
import type { AskedPeers } from './ask-peers.ts'
import type { Offer } from './interface.ts'
import { chooseHead, type OfferedHead } from './choose-head.ts'
import {
  commitsToPull,
  commitTakenBack,
  decideAuthors,
  seqTakenBack,
  sortByAuthor,
} from './decide-shared-pull.ts'
import { fetchTellingStates, type TellingStates } from './fetch-telling-states.ts'
import { newestGiven, type Given } from './newest-given.ts'
import { requireRights } from './head-rights.ts'
import { inBlocks } from './in-blocks.ts'
import { learnAuthors } from './learn-authors.ts'
import { refusalOf } from './pull-refusals.ts'
import { requireNotBlocked } from './require-not-blocked.ts'
import type { NetworkServices } from './services.ts'
import { pullFromAny } from './pull-from-any.ts'
import { settleShared } from './settle-shared.ts'

interface SharedCube {
  cube: CID
  genesis: Uint8Array
  authors: Authors
  /** Why some of what peers say of its authors is not believed. */
  disputed?: readonly MemCubeError[]
}

interface SharedPull {
  blocks: number
  bytes: number
  from: string
  /** Heads that were not taken, and why. */
  refused?: string[]
}

interface SharedOptions extends CallOptions {
  depth?: number | undefined
  /** Whether there is nobody left to ask. */
  asked?: AskedPeers['asked']
}

/**
 * The authors of a cube by what is known here and what peers offer: the longest chain that goes on from ours.
 * Undefined while the genesis, with one author, says all.
 */
export async function sharedAuthors(
  node: Shelved,
  known: CubeRecord | undefined,
  offers: readonly Offer[],
): Promise<SharedCube | undefined> {
  const [first] = offers
  let best: Authors | undefined = known?.rosters && (await authorsOf(node, known))
  const disputed = new Map<string, NodeError>()
  for (const { cube, genesis, rosters, peerId } of offers) {
    if (rosters === undefined) continue
    const offered = readAuthors(cube, genesis, rosters)
    const whose = decideAuthors(best, offered)
    if (whose === 'theirs') best = verifyAuthors(cube, genesis, rosters)
    else if (whose === 'disputed') disputed.set(peerId, otherAuthors(peerId))
  }
  if (first === undefined) return undefined
  if (best === undefined && first.genesis.authors.length > 1)
    best = verifyAuthors(first.cube, first.genesis, [])
  return (
    best && {
      cube: first.cube,
      genesis: first.genesisBytes,
      authors: best,
      disputed: [...disputed.values()],
    }
  )
}

function otherAuthors(peerId: string): NodeError {
  return new NodeError(
    'ERR_DENIED',
    `${peerId} has other authors for the cube: two changes were signed on the same ones, and the one known here stays`,
    { hint: 'ask the authors which of the two they mean' },
  )
}

/** The caller holds the cube's lock. @throws ERR_ROLLBACK, ERR_DENIED, ERR_UNVERIFIABLE, ERR_UNREACHABLE */
export async function pullShared(
  node: Pulls,
  services: NetworkServices,
  shared: SharedCube,
  offers: readonly OfferedHead[],
  options: SharedOptions,
): Promise<SharedPull> {
  const total: SharedPull = { blocks: 0, bytes: 0, from: offers[0]?.peers[0] ?? services.host.peerId }
  const refusals: MemCubeError[] = [...(shared.disputed ?? [])]
  let fine = 0
  const takeNewest = async (
    newest: OfferedHead,
    heads: readonly OfferedHead[],
  ): Promise<Given<SharedPull>> => {
    const take = (offer: OfferedHead): Promise<SharedPull> =>
      takeHead(node, services, shared, offer, offers, options)
    // Perhaps others, who are not asked yet, give the newest.
    if (options.asked !== 'all') return { given: await take(newest) }
    const known = await highWater(node.store, shared.cube.toString(), formatDid(newest.head.author))
    return newestGiven(known, heads, newest, take, options.signal)
  }
  const { heads: offered, strangers } = sortByAuthor(shared.authors.standing, offers)
  refusals.push(...strangers.map(({ head }) => noAuthor(formatDid(head.author))))
  for (const { author, heads } of offered) {
    if (author === node.author.did) {
      addTo(total, await takeOwnBack(node, services, shared, heads, options))
      continue
    }
    try {
      const choice = await choose(node, shared, author, heads)
      if (choice !== undefined) {
        const { given, refused } = await takeNewest(choice, heads)
        addTo(total, given)
        if (refused !== undefined) refusals.push(new NodeError('ERR_UNREACHABLE', refused))
      }
      fine++
    } catch (error) {
      options.signal.throwIfAborted()
      if (!(error instanceof MemCubeError)) throw error
      refusals.push(error)
    }
  }
  for (const { code, message } of refusals)
    node.events.emit('refused', { cube: shared.cube.toString(), code, message })
  if (fine === 0 && refusals.length > 0) throw refusals[0]
  const peers = [...new Set(offers.flatMap((offer) => offer.peers))]
  await learnAndSettle(node, services, shared, peers, options, total, true)
  return refusals.length === 0 ? total : { ...total, refused: refusals.map(({ message }) => message) }
}

/** Takes one more head, that gossip brought. The caller holds the cube's lock. @throws as `pullShared` */
export async function pullOneShared(
  node: Pulls,
  services: NetworkServices,
  shared: SharedCube,
  offer: OfferedHead,
  options: SharedOptions,
): Promise<SharedPull> {
  const total = await takeHead(node, services, shared, offer, [], options)
  await learnAndSettle(node, services, shared, offer.peers, options, total)
  return total
}

/** The head that came alone may lead to the first roster of its cube. The caller holds the cube's lock. @throws as `pullShared` */
export async function settleFirstRoster(node: Pulls, shared: SharedCube): Promise<void> {
  const authors = await learnAuthors(node, shared)
  if (authors.rosters.length === 0) return
  await heedSuccessors(node, authors)
  // The state of its head is what was just pulled.
  await settleShared(node, { cube: shared.cube, authors, fetchState: () => Promise.resolve() })
}

interface ChooseNeeds extends Reads, Trust, Changes, Logs, Clock {}

/** The head of an author to take; undefined when what is held is as new. */
async function choose(
  node: ChooseNeeds,
  { cube }: SharedCube,
  author: string,
  heads: readonly OfferedHead[],
): Promise<OfferedHead | undefined> {
  await requireNotBlocked(node, author)
  const known = await highWater(node.store, cube.toString(), author)
  const choice = chooseHead(known, heads)
  if (choice.type === 'pull') return choice.offer
  if (choice.type === 'current') return undefined
  if (choice.type === 'forked' && known !== undefined)
    await keepFork(node, cube.toString(), known.head, choice.offer.bytes)
  throw refusalOf(choice, { cube })
}

/** Fetches the states that this home needs of a head, then raises its author's mark. */
async function takeHead(
  node: Reads & Logs & Clock,
  services: NetworkServices,
  shared: SharedCube,
  offer: OfferedHead,
  offers: readonly OfferedHead[],
  options: SharedOptions,
): Promise<SharedPull> {
  const { cube, authors } = shared
  const id = cube.toString()
  const { head, bytes } = offer
  const author = formatDid(head.author)
  const record = await node.cubes.get(id)
  const held = await knownHeads(node, id, authors)
  const others = [...held, ...offers]
    .map((one) => one.head)
    .filter((one) => !bytesEqual(one.author, head.author))
  await requireRights(node, authors, head, others)
  const complete = new Set(
    [record?.commit, ...held.flatMap((one) => Object.values(one.head.refs))].map(String),
  )
  const total: SharedPull = { blocks: 0, bytes: 0, from: offer.peers[0] ?? services.host.peerId }
  for (const commit of commitsToPull(authors.standing, offer, record)) {
    if (complete.has(commit.toString())) continue
    addTo(total, await fetchCommit(node, services, shared, commit, offer.peers, options))
  }
  await node.store.commit({
    put: [headEntry(id, author, { seq: head.seq, head: bytes })],
    audit: [{ time: node.nowMs(), kind: 'pull', cube, head: head.seq, author }],
  })
  return total
}

interface TakeOwnBackNeeds extends Reads, Signer, Changes, Logs, Clock {}

/**
 * Of a cube from a backup, what this home signed itself after it: others have it. What it signs next stays above every
 * number that it used. Of any other cube nobody knows this home's heads better than it does itself.
 */
async function takeOwnBack(
  node: TakeOwnBackNeeds,
  services: NetworkServices,
  shared: SharedCube,
  heads: readonly OfferedHead[],
  options: SharedOptions,
): Promise<SharedPull> {
  const { cube } = shared
  const id = cube.toString()
  const total: SharedPull = { blocks: 0, bytes: 0, from: services.host.peerId }
  const before = await node.cubes.get(id)
  if (before?.restored === undefined) return total
  const mark = await highWater(node.store, id, node.author.did)
  const last = mark && headIn(mark.head)
  // The number of the mark was raised as it was restored.
  const known = last && mark && { seq: last.seq, head: mark.head }
  const choice = chooseHead(known, heads)
  if (choice.type === 'forked' && known !== undefined)
    await keepFork(node, id, known.head, choice.offer.bytes)
  if (choice.type !== 'pull') return total
  const { head, bytes, peers } = choice.offer
  for (const commit of Object.values(head.refs))
    addTo(total, await fetchCommit(node, services, shared, commit, peers, options))
  const record = await node.cubes.resolve(id)
  const commit = commitTakenBack(record, choice.offer)
  const next = { ...record, head: bytes, commit, ...(await describeState(node, commit)) }
  await node.ledger.change({
    record: next,
    put: [headEntry(id, node.author.did, { seq: seqTakenBack(mark, choice.offer), head: bytes })],
    audit: [{ time: node.nowMs(), kind: 'pull', cube, commit, head: head.seq, author: node.author.did }],
  })
  return total
}

async function fetchCommit(
  node: Shelved & Logs,
  services: NetworkServices,
  { cube, genesis, authors }: SharedCube,
  commit: CID,
  peers: readonly string[],
  options: SharedOptions,
  near?: CID,
): Promise<SharedPull> {
  const { signal, depth } = options
  const record = await node.cubes.get(cube.toString())
  const have = near ?? (record && sharedCommit(record))
  const request = {
    cube,
    commit,
    genesis,
    rosters: authors.rosters.map(encodeRoster),
    ...(have !== undefined && { have: [have] }),
    ...(depth !== undefined && { depth }),
    flip: services.receiver.flipFor({ authors }),
  }
  const call = { signal, progress: inBlocks(options) }
  let failure: unknown
  const pulled = await pullFromAny(services, peers, request, call, (peerId, error) => {
    node.log.warn({ peerId, cube: cube.toString(), error }, 'a peer could not be pulled from')
    failure = error
  })
  if (pulled !== undefined) {
    const { blocks, bytes } = pulled.result
    return { blocks, bytes, from: pulled.peerId }
  }
  throw (
    failure ??
    new NodeError('ERR_UNREACHABLE', `nobody could be asked for ${commit}`, { hint: 'pull again later' })
  )
}

/** Learns the authors from the heads that came, then goes where they agree. */
async function learnAndSettle(
  node: Pulls,
  services: NetworkServices,
  shared: SharedCube,
  peers: readonly string[],
  options: SharedOptions,
  total: SharedPull,
  arePeersAsked = false,
): Promise<void> {
  const { cube } = shared
  const authors = await learnAuthors(node, shared)
  if (authors !== shared.authors) await heedSuccessors(node, authors)
  const known = await node.cubes.get(cube.toString())
  const fetch = async (commit: CID, near?: CID): Promise<void> =>
    addTo(total, await fetchCommit(node, services, { ...shared, authors }, commit, peers, options, near))
  const telling = await tellingStates(node, { ...shared, authors }, known, fetch, options)
  const record = await settleShared(node, {
    cube,
    authors,
    arePeersAsked,
    async fetchState(commit) {
      if ((await node.cubes.get(cube.toString()))?.commit.equals(commit) === true) return
      await fetch(commit)
    },
  })
  if (telling.isDone && record.told !== true)
    await node.ledger.change({ record: { ...record, told: true }, audit: [] })
  // What the index learnt before was told by less.
  if (known !== undefined && known.told !== true && telling.fetched > 0) await node.recall.tellAgain(record)
}

/** So that it is known who wrote what, when the index is told of it. */
async function tellingStates(
  node: Reads,
  { cube, authors }: SharedCube,
  known: CubeRecord | undefined,
  fetch: (commit: CID, near: CID) => Promise<void>,
  { signal, depth }: SharedOptions,
): Promise<TellingStates> {
  // A part of the history tells of a part of its memories.
  if (depth !== undefined) return { fetched: 0, isDone: false }
  const heads = await knownHeads(node, cube.toString(), authors)
  const tips = new Map(
    heads.flatMap(({ head }) => Object.values(head.refs)).map((commit) => [commit.toString(), commit]),
  )
  const held: CID[] = []
  for (const commit of tips.values())
    if ((await node.store.has(commit)) && (await hasState(node, commit))) held.push(commit)
  return fetchTellingStates(node, cube, { tips: held, known }, fetch, signal)
}

function addTo(total: SharedPull, { blocks, bytes, from }: SharedPull): void {
  total.blocks += blocks
  total.bytes += bytes
  if (blocks > 0) total.from = from
}

export function noAuthor(did: string): NodeError {
  return new NodeError('ERR_DENIED', `the head is signed by ${did}, who is no author of the cube any more`, {
    hint: 'nothing of it was taken; another peer may have heads of its authors',
  })
}
