/**
 * One round of work for seeds: looks around a little, decides, lets go what has to go, and fetches a few cubes one after
 * another, each by a pull as any other, so with its handshake and every proof. What it costs does not grow with what there is.
 */
import { parseCid } from '../../core/codec/index.ts'
import { codeOf } from '../../core/errors.ts'
import type { Caching, Tells, Trust } from '../../cubes/index.ts'
import {
  listSeeded,
  listSeeds,
  type Seed,
  seedEntry,
  seedId,
  seededEntry,
  seededName,
} from '../../cubes/seeds/index.ts'
import type { Logs } from '../../home/index.ts'
import { lookPage, type NodeNetwork, type SeenOffer } from '../../sharing/index.ts'
import { evictCube, type Evicting } from '../cache/index.ts'
import { type Charge, decideSeeding, isAbout, type SeedCandidate, type Seeding } from './decide-seeding.ts'
import { seedCandidates } from './seed-candidates.ts'
import type { SeedMemory } from './seed-memory.ts'
import { seededOf, seedsLock, settleSeeds } from './settle-seeds.ts'

/** Topics and authors looked for in one round; the others have their turn in the next ones. Guess. */
const mostQueries = 4
/** Cubes fetched in one round. Guess. */
const mostFetched = 16
/** A pull that has not ended by then is given up; what came of it is kept for the next one. Guess. */
const pullMs = 180_000
/** What is written of a look is written again when it is so old, though nothing changed. Guess. */
const lookWorthMs = 3_600_000

export interface Seeds extends Evicting, Trust, Caching, Tells, Logs {}

/** What rounds have to know of each other. */
export interface RoundState {
  memory: SeedMemory
  /** Which seed is looked for next, and which cube that is here. */
  nextSeed: number
  nextCube: number
}

export interface RoundOptions {
  /** Asks the DHT too. */
  isWide: boolean
  signal: AbortSignal
}

/** @returns whether there is more to fetch at once */
export async function seedRound(
  node: Seeds,
  network: Pick<NodeNetwork, 'look' | 'pull'>,
  state: RoundState,
  options: RoundOptions,
): Promise<boolean> {
  const seeds = await listSeeds(node)
  const seeded = await listSeeded(node)
  if (seeds.length === 0 && seeded.size === 0) return false
  const offers = await lookAround(node, network, state, seeds, options)
  const begun = await node.exclusive(seedsLock, () => beginRound(node, state.memory, offers))
  const fetched = await fetchAll(node, network, state.memory, begun, options.signal)
  if (begun.gone > 0 || fetched.taken > 0)
    node.events.emit('seedsChanged', { wished: false, taken: fetched.taken, dropped: begun.gone })
  return fetched.isMore
}

interface Begun {
  /** Who offers what, of the peers that were asked. */
  peers: Map<string, string[]>
  candidates: Map<string, SeedCandidate>
  seeds: Map<string, Seed>
  decided: Seeding
  /** What each seed has taken of its budget. */
  used: Map<string, number>
  /** What all of them may take. */
  roomBytes: number
  /** Cubes that went. */
  gone: number
}

/** Decides of what is known, and lets go what has to go. The caller holds the lock of seeds. */
async function beginRound(node: Seeds, memory: SeedMemory, offers: readonly SeenOffer[]): Promise<Begun> {
  const seeds = await listSeeds(node)
  const seeded = await listSeeded(node)
  const { cubes: sizes, otherBytes, maxBytes } = await node.cache.holdings()
  const candidates = await seedCandidates(node, { seeds, seeded, offers, sizes, memory })
  const open = candidates.filter(({ here, isKept, isShunned }) => here && !isKept && !isShunned)
  const mayBeFor = new Set(open.map(({ cube }) => cube))
  const others = [...sizes].filter(([cube]) => !mayBeFor.has(cube))
  const roomBytes =
    maxBytes === null ? Infinity : Math.max(0, maxBytes - otherBytes - sum(others.map(([, bytes]) => bytes)))
  const decided = decideSeeding(seeds, candidates, roomBytes)
  const byCube = new Map(candidates.map((one) => [one.cube, one]))
  const gone = await settleSeeds(node, decided, candidates)
  for (const cube of gone) noteGone(memory, byCube.get(cube))
  await keepLooks(node, seeds, candidates, decided)
  const used = new Map(seeds.map((seed) => [seedId(seed), 0]))
  for (const { cube, seed } of (await listSeeded(node)).values())
    used.set(seed, (used.get(seed) ?? 0) + (sizes.get(cube) ?? 0))
  return {
    peers: peersOf(offers),
    candidates: byCube,
    seeds: new Map(seeds.map((seed) => [seedId(seed), seed])),
    decided,
    used,
    roomBytes,
    gone: gone.length,
  }
}

function peersOf(offers: readonly SeenOffer[]): Map<string, string[]> {
  const peers = new Map<string, string[]>()
  for (const { cube, peerId } of offers)
    peers.set(cube.toString(), [...(peers.get(cube.toString()) ?? []), peerId])
  return peers
}

/** What had to go is not fetched again in the belief that it is small. */
function noteGone(memory: SeedMemory, candidate: SeedCandidate | undefined): void {
  if (candidate?.here === undefined) return
  memory.noteSize(candidate.cube, Math.max(candidate.here.seq, candidate.offeredSeq ?? 0), candidate.bytes)
}

/** What did not fit, for whoever asks. */
async function keepLooks(
  node: Seeds,
  seeds: readonly Seed[],
  candidates: readonly SeedCandidate[],
  { leftOut }: Seeding,
): Promise<void> {
  const atMs = node.nowMs()
  const isNews = candidates.filter(
    ({ here, growsBy, offeredSeq }) => offeredSeq !== undefined && (here === undefined || growsBy > 0),
  )
  const put = seeds.flatMap((seed) => {
    // Where nobody told of anything, what was left out before is still the last that is known.
    if (seed.look !== undefined && !isNews.some((one) => isAbout(seed, one))) return []
    const { cubes = 0, bytes = 0 } = leftOut.get(seedId(seed)) ?? {}
    const { look } = seed
    const isSame = look?.leftOut === cubes && look.leftOutBytes === bytes && atMs - look.atMs < lookWorthMs
    return isSame ? [] : [seedEntry({ ...seed, look: { atMs, leftOut: cubes, leftOutBytes: bytes } })]
  })
  if (put.length > 0) await node.store.commit({ put })
}

async function lookAround(
  node: Seeds,
  network: Pick<NodeNetwork, 'look'>,
  state: RoundState,
  seeds: readonly Seed[],
  { isWide, signal }: RoundOptions,
): Promise<SeenOffer[]> {
  const here = [...(await listSeeded(node)).keys()]
  const offers: SeenOffer[] = []
  const page = inTurn(here, state.nextCube, lookPage)
  state.nextCube += page.length
  if (page.length > 0)
    offers.push(...(await network.look({ cubes: page.map(parseCid), isWide: false }, signal)))
  const single = seeds.filter(({ kind, what }) => kind === 'cube' && !here.includes(what))
  const wanted = inTurn(single, state.nextSeed, lookPage)
  const cubes = wanted.map(({ what }) => parseCid(what))
  const addresses = wanted.flatMap((seed) => seed.addresses ?? [])
  if (wanted.length > 0) offers.push(...(await network.look({ cubes, addresses, isWide }, signal)))
  const topics = seeds.filter(({ kind }) => kind === 'topic').map(({ what }) => ({ topic: what }))
  const isAnyAuthor = seeds.some(({ kind }) => kind === 'author')
  const queries = inTurn([...topics, ...(isAnyAuthor ? [{}] : [])], state.nextSeed, mostQueries)
  state.nextSeed += mostQueries
  for (const query of queries) offers.push(...(await network.look({ ...query, isWide }, signal)))
  return offers
}

/** So many of them, beginning with one and going on from the first after the last. */
function inTurn<T>(items: readonly T[], from: number, most: number): T[] {
  const at = items.length === 0 ? 0 : from % items.length
  return [...items.slice(at), ...items.slice(0, at)].slice(0, most)
}

async function fetchAll(
  node: Seeds,
  network: Pick<NodeNetwork, 'pull'>,
  memory: SeedMemory,
  begun: Begun,
  signal: AbortSignal,
): Promise<{ taken: number; isMore: boolean }> {
  const { take, refresh, renew } = begun.decided
  const all = [...renew.map((cube) => ({ cube, seed: undefined })), ...refresh, ...take]
  let taken = 0
  for (const { cube, seed } of all.slice(0, mostFetched)) {
    signal.throwIfAborted()
    const pull = (): Promise<unknown> => pullOffered(network, begun, cube, signal)
    const isDone =
      seed === undefined
        ? await tried(node, memory, cube, pull, signal)
        : await fetchOne(node, memory, begun, { cube, seed }, pull, signal)
    if (isDone) taken++
  }
  return { taken, isMore: taken > 0 && all.length > mostFetched }
}

/** From the peers that offered it: nobody else is asked. */
function pullOffered(
  network: Pick<NodeNetwork, 'pull'>,
  { peers }: Begun,
  cube: string,
  signal: AbortSignal,
): Promise<unknown> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(pullMs)])
  const among = [...new Set(peers.get(cube))]
  return network.pull(cube, { from: undefined, among, depth: undefined, signal: bounded, progress() {} })
}

async function tried(
  node: Seeds,
  memory: SeedMemory,
  cube: string,
  pull: () => Promise<unknown>,
  signal: AbortSignal,
  refused: () => number | undefined = () => undefined,
): Promise<boolean> {
  try {
    await pull()
    memory.noteSuccess(cube)
    return true
  } catch (error) {
    signal.throwIfAborted()
    if (refused() === undefined) memory.noteFailure(cube, node.nowMs())
    node.log.debug({ cube, code: codeOf(error), error }, 'a cube could not be fetched for a seed')
    return false
  }
}

/** @returns whether it is here, or newer than before */
async function fetchOne(
  node: Seeds,
  memory: SeedMemory,
  begun: Begun,
  charge: Charge,
  pull: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<boolean> {
  const { cube, seed } = charge
  const candidate = begun.candidates.get(cube)
  const bytes = leftFor(begun, seed)
  if (candidate === undefined || bytes <= 0) return false
  // Before the pull, so that what it brings is never here without a seed that is responsible.
  if (candidate.here === undefined) await node.store.commit({ put: [seededEntry(seededOf(candidate, seed))] })
  const allowance = node.cache.allow(cube, bytes)
  try {
    const isHere = await tried(node, memory, cube, pull, signal, allowance.refused)
    const refused = allowance.refused()
    if (refused !== undefined) memory.noteSize(cube, candidate.offeredSeq ?? 0, refused)
    else if (isHere) memory.forgetSize(cube)
    return isHere && (await keepFetched(node, memory, charge, candidate))
  } finally {
    allowance.end()
    begun.used.set(seed, (begun.used.get(seed) ?? 0) + allowance.used())
  }
}

function leftFor({ seeds, used, roomBytes }: Begun, seed: string): number {
  const ofSeed = (seeds.get(seed)?.maxBytes ?? 0) - (used.get(seed) ?? 0)
  return Math.min(ofSeed, roomBytes - sum([...used.values()]))
}

/** It may be about something else than peers said, and meanwhile nobody may want it any more. */
async function keepFetched(
  node: Seeds,
  memory: SeedMemory,
  { cube, seed }: Charge,
  candidate: SeedCandidate,
): Promise<boolean> {
  return node.exclusive(seedsLock, async () => {
    const record = await node.cubes.get(cube)
    const wish = (await listSeeds(node)).find((one) => seedId(one) === seed)
    if (record === undefined) return false
    const { authors } = candidate
    if (wish !== undefined && isAbout(wish, { cube, authors, topics: record.info.topics })) {
      await node.store.commit({ put: [seededEntry(seededOf(candidate, seed))] })
      return true
    }
    if (wish !== undefined) memory.noteMisfit(cube, record.seq)
    if (candidate.here === undefined) await evictCube(node, cube, true)
    await node.store.commit({ del: [seededName(cube)] })
    return false
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
