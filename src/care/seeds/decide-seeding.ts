/**
 * What becomes of the cubes that seeds are about: which are taken, brought up to date, kept or let go. Invariants: what is
 * held for a seed and what is taken for it is never more than its budget, and all together never more than there is room
 * for; nothing is let go that the owner keeps, and nothing of a shunned author is taken or stays for a seed. Pure.
 */
import { seedId, type Seed } from '../../cubes/seeds/index.ts'
import { fairShares, type ShareItem, sum } from './fair-shares.ts'

/** A cube that is here or offered by peers. */
export interface SeedCandidate {
  cube: string
  /** By its genesis, the first one first. */
  authors: readonly string[]
  /** Of what is here, what it says itself; of the others, what peers say. */
  topics: readonly string[]
  networks: readonly string[]
  /** What it takes with its index: counted where it is here, else expected. */
  bytes: number
  /** What it would grow by, where an attempt to bring it up to date has told; 0 where nothing is known. */
  growsBy: number
  here?: { seq: number; seed?: string; wasHere: boolean }
  /** The newest head that a peer offers. */
  offeredSeq?: number
  /** The owner keeps it whatever seeds say: own, followed, pinned, of a trusted author, or needed here. */
  isKept: boolean
  /** Its author is blocked or quarantined, or has taken it back. */
  isShunned: boolean
}

export interface Charge {
  cube: string
  /** `seedId` of the one whose budget it takes from. */
  seed: string
}

export interface Seeding {
  /** Not here yet; in the order in which they come. */
  take: Charge[]
  /** Here, and newer with peers. */
  refresh: Charge[]
  /** Here because the owner keeps it, about a seed, and newer with peers: it takes from no budget. */
  renew: string[]
  /** Here, and from now on for this seed. */
  charge: Charge[]
  /** Was taken for a seed that has no room for it any more, or is gone. */
  drop: string[]
  /** Stays as any other cube: no seed is responsible for it. */
  release: string[]
  /** Offered and without room, by `seedId`. */
  leftOut: Map<string, { cubes: number; bytes: number }>
}

/** @param seeds in the order in which they take @param roomBytes for all of them together */
export function decideSeeding(
  seeds: readonly Seed[],
  candidates: readonly SeedCandidate[],
  roomBytes: number,
): Seeding {
  const decided: Seeding = {
    take: [],
    refresh: [],
    renew: candidates.filter((one) => isToRenew(seeds, one)).map(({ cube }) => cube),
    charge: [],
    drop: [],
    release: [],
    leftOut: new Map(),
  }
  const open = new Map(
    candidates.filter(({ isKept, isShunned }) => !isKept && !isShunned).map((one) => [one.cube, one]),
  )
  const wanted = new Set<string>()
  let room = roomBytes
  for (const seed of seeds) {
    const about = [...open.values()].filter((one) => isAbout(seed, one))
    const most = Math.max(0, Math.min(seed.maxBytes, room))
    const chosen = lastingShares(
      about.flatMap((one) => itemsOf(one, seedId(seed))),
      most,
    )
    for (const { cube, bytes } of chosen) {
      room -= bytes
      wanted.add(cube)
      open.delete(cube)
    }
    settleChosen(decided, seedId(seed), about, chosen)
  }
  for (const { cube, here, isKept } of candidates)
    if (here?.seed !== undefined && !wanted.has(cube))
      (isKept || here.wasHere ? decided.release : decided.drop).push(cube)
  return decided
}

function isToRenew(seeds: readonly Seed[], candidate: SeedCandidate): boolean {
  const { here, offeredSeq = 0, isKept, isShunned } = candidate
  if (here === undefined || !isKept || isShunned || offeredSeq <= here.seq) return false
  return seeds.some((seed) => isAbout(seed, candidate))
}

export function isAbout(
  { kind, what }: Pick<Seed, 'kind' | 'what'>,
  { cube, authors, topics }: Pick<SeedCandidate, 'cube' | 'authors' | 'topics'>,
): boolean {
  if (kind === 'cube') return cube === what
  return kind === 'author' ? authors.includes(what) : topics.includes(what)
}

/** The cube as it is, or as it comes; and what it would grow by. An older state is better than none. */
function itemsOf(
  { cube, authors, networks, bytes, growsBy, here }: SeedCandidate,
  seed: string,
): ShareItem[] {
  const held = here === undefined ? 0 : here.seed === seed ? 2 : 1
  const item: ShareItem = { cube, author: authors[0] ?? '', networks, bytes, held }
  if (here === undefined || growsBy === 0) return [item]
  return [item, { ...item, bytes: growsBy, held: 0, needs: item }]
}

/** Divisions made to find out what may grow. Guess: the second one settles it, but for chains that somebody has built. */
const mostTries = 4

/** What would have to go once it has grown does not grow: it would be fetched to be deleted. */
function lastingShares(items: readonly ShareItem[], maxBytes: number, tries = mostTries): ShareItem[] {
  if (tries === 0)
    return fairShares(
      items.filter(({ needs }) => needs === undefined),
      maxBytes,
    )
  const chosen = fairShares(items, maxBytes)
  const grown = new Map(chosen.flatMap(({ cube, bytes, needs }) => (needs ? [[cube, bytes]] : [])))
  if (grown.size === 0) return chosen
  const isIn = new Set(chosen)
  const later = items.flatMap((item): ShareItem[] => {
    const growth = grown.get(item.cube)
    if (growth !== undefined && item.needs !== undefined) return []
    if (!isIn.has(item)) return [item]
    return [{ ...item, bytes: item.bytes + (growth ?? 0), held: 2 }]
  })
  const lasting = new Set(fairShares(later, maxBytes).flatMap(({ cube, needs }) => (needs ? [] : [cube])))
  const isGone = (cube: string): boolean => grown.has(cube) && !lasting.has(cube)
  if (![...grown.keys()].some(isGone)) return chosen
  return lastingShares(
    items.filter(({ cube, needs }) => needs === undefined || !isGone(cube)),
    maxBytes,
    tries - 1,
  )
}

function settleChosen(
  decided: Seeding,
  seed: string,
  about: readonly SeedCandidate[],
  chosen: readonly ShareItem[],
): void {
  const byCube = new Map(about.map((one) => [one.cube, one]))
  const grows = new Set(chosen.filter(({ needs }) => needs !== undefined).map(({ cube }) => cube))
  const kept = chosen.filter(({ needs }) => needs === undefined).map(({ cube }) => cube)
  for (const cube of kept) {
    const { here, offeredSeq = 0, growsBy } = byCube.get(cube) as SeedCandidate
    if (here === undefined) decided.take.push({ cube, seed })
    else {
      if (here.seed !== seed) decided.charge.push({ cube, seed })
      const isRoom = growsBy === 0 || grows.has(cube)
      if (offeredSeq > here.seq && isRoom) decided.refresh.push({ cube, seed })
    }
  }
  const isIn = new Set(kept)
  const out = about.filter(({ cube }) => !isIn.has(cube))
  const grown = about.filter(({ cube, growsBy }) => isIn.has(cube) && growsBy > 0 && !grows.has(cube))
  decided.leftOut.set(seed, {
    cubes: out.length + grown.length,
    bytes: sum(out.map(({ bytes }) => bytes)) + sum(grown.map(({ growsBy }) => growsBy)),
  })
}
