/** What seeds may be about: the cubes of others that are here, and those that peers offer, each as the decision takes it. */
import { formatDid } from '../../core/identity/index.ts'
import { type CubeRecord, type Reads, type Trust, isShunned, isWritable } from '../../cubes/index.ts'
import type { Seed, Seeded } from '../../cubes/seeds/index.ts'
import type { Clock } from '../../home/index.ts'
import type { SeenOffer } from '../../sharing/index.ts'
import { isKept, neededCubes } from '../cache/index.ts'
import { isAbout, type SeedCandidate } from './decide-seeding.ts'
import type { SeedMemory } from './seed-memory.ts'

/** What a memory takes with its blocks and its index, where nobody knows yet. Guess: 600 bytes of text. */
const expectedPerMemory = 3_072
/** And what a cube takes besides. Guess. */
const expectedPerCube = 8_192
/**
 * What a cube is taken to have at most, whatever peers say: a hint may name any number, and the sum over all that are offered
 * at once has to stay one that can be counted. Guess: 1 TiB.
 */
const mostExpected = 2 ** 40
/** Networks remembered for a cube: more say the same. Guess. */
export const mostNetworks = 8

export interface Around {
  seeds: readonly Seed[]
  seeded: ReadonlyMap<string, Seeded>
  offers: readonly SeenOffer[]
  /** What each cube of others takes here. */
  sizes: ReadonlyMap<string, number>
  memory: SeedMemory
}

export async function seedCandidates(node: Reads & Trust & Clock, around: Around): Promise<SeedCandidate[]> {
  const offered = groupOffers(around.offers)
  const needed = await neededCubes(node)
  const found: SeedCandidate[] = []
  for (const record of await node.cubes.list()) {
    const offers = offered.get(record.cube) ?? []
    offered.delete(record.cube)
    // A part is served to nobody, and whoever asked for it wanted no more.
    if (isWritable(record) || record.part !== undefined) continue
    const isOwnersWish = await isKept(node, record, needed)
    found.push(await heldCandidate(node, around, record, offers, isOwnersWish))
  }
  for (const [cube, offers] of offered) {
    const candidate = await offeredCandidate(node, around, cube, offers)
    if (candidate !== undefined) found.push(candidate)
  }
  return found.filter(
    (one) => one.here?.seed !== undefined || around.seeds.some((seed) => isAbout(seed, one)),
  )
}

async function heldCandidate(
  node: Trust & Clock,
  { seeded, sizes, memory }: Around,
  record: CubeRecord,
  offers: readonly SeenOffer[],
  isOwnersWish: boolean,
): Promise<SeedCandidate> {
  const { cube, seq } = record
  const here = seeded.get(cube)
  const authors = here?.authors ?? [record.author]
  // What could not be fetched a moment ago is not asked for again: else a cube that never comes takes the turn of others.
  const isWaiting = memory.isWaiting(cube, node.nowMs())
  const offeredSeq = isWaiting ? 0 : Math.max(0, ...offers.map(({ head }) => head.seq))
  return {
    cube,
    authors,
    topics: record.info.topics,
    networks: networksOf(here?.networks ?? [], offers),
    bytes: sizes.get(cube) ?? 0,
    growsBy: offeredSeq > seq ? Math.min(memory.sizeOf(cube, offeredSeq) ?? 0, mostExpected) : 0,
    here: { seq, wasHere: here?.wasHere ?? true, ...(here !== undefined && { seed: here.seed }) },
    ...(offeredSeq > 0 && { offeredSeq }),
    isKept: isOwnersWish,
    isShunned: record.withdrawn === true || (await isAnyShunned(node, [...authors, record.author])),
  }
}

/** Undefined for one that there is no use in asking for now. */
async function offeredCandidate(
  node: Trust & Clock,
  { memory }: Around,
  cube: string,
  offers: readonly SeenOffer[],
): Promise<SeedCandidate | undefined> {
  const [first] = offers
  const offeredSeq = Math.max(...offers.map(({ head }) => head.seq))
  if (first === undefined || memory.isWaiting(cube, node.nowMs()) || memory.isMisfit(cube, offeredSeq))
    return undefined
  const authors = first.genesis.authors.map((author) => formatDid(author))
  const signers = offers.map(({ head }) => formatDid(head.author))
  const memories = Math.max(...offers.map(({ hint }) => hint?.memories ?? 0))
  return {
    cube,
    authors,
    topics: [...new Set(offers.flatMap(({ hint }) => hint?.topics ?? []))],
    networks: networksOf([], offers),
    bytes: Math.min(
      memory.sizeOf(cube, offeredSeq) ?? expectedPerCube + memories * expectedPerMemory,
      mostExpected,
    ),
    growsBy: 0,
    offeredSeq,
    isKept: false,
    isShunned: await isAnyShunned(node, [...authors, ...signers]),
  }
}

function groupOffers(offers: readonly SeenOffer[]): Map<string, SeenOffer[]> {
  const byCube = new Map<string, SeenOffer[]>()
  for (const offer of offers) {
    const cube = offer.cube.toString()
    const known = byCube.get(cube)
    if (known === undefined) byCube.set(cube, [offer])
    else known.push(offer)
  }
  return byCube
}

function networksOf(known: readonly string[], offers: readonly SeenOffer[]): string[] {
  return [...new Set([...known, ...offers.map(({ network }) => network)])].slice(0, mostNetworks)
}

async function isAnyShunned(node: Trust, authors: readonly string[]): Promise<boolean> {
  for (const author of new Set(authors)) if (await isShunned(node, author)) return true
  return false
}
