/**
 * One round of work for seeds: looks around a little, decides, lets go what has to go, and has a few cubes fetched
 * (`fetch-for-seeds.ts`), each by a pull as any other, so with its handshake and every proof. What it costs does not grow with what there is.
 */
import { parseCid } from '../../core/codec/index.ts'
import { listSeeded, listSeeds, type Seed, seedEntry, seedId } from '../../cubes/seeds/index.ts'
import { lookPage, type NodeNetwork, type SeenOffer } from '../../sharing/index.ts'
import { decideSeeding, isAbout, type SeedCandidate, type Seeding } from './decide-seeding.ts'
import { sum } from './fair-shares.ts'
import { type Begun, fetchAll } from './fetch-for-seeds.ts'
import type { Seeds } from './needs.ts'
import { seedCandidates } from './seed-candidates.ts'
import type { SeedMemory } from './seed-memory.ts'
import { seedsLock, settleSeeds } from './settle-seeds.ts'

/** Topics and authors looked for in one round; the others have their turn in the next ones. Guess. */
const mostQueries = 4
/** What is written of a look is written again when it is so old, though nothing changed. Guess. */
const lookWorthMs = 3_600_000

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
  const gone = await settleSeeds(node, decided, candidates, memory)
  for (const cube of gone) noteGone(memory, byCube.get(cube))
  await keepLooks(node, seeds, candidates, decided)
  const used = new Map(seeds.map((seed) => [seedId(seed), 0]))
  for (const { cube, seed } of (await listSeeded(node)).values())
    used.set(seed, (used.get(seed) ?? 0) + (sizes.get(cube) ?? 0))
  return {
    peers: peersOf(offers),
    networks: networksOf(offers),
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

function networksOf(offers: readonly SeenOffer[]): Map<string, Set<string>> {
  const networks = new Map<string, Set<string>>()
  for (const { cube, network } of offers) {
    const known = networks.get(cube.toString())
    if (known === undefined) networks.set(cube.toString(), new Set([network]))
    else known.add(network)
  }
  return networks
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
