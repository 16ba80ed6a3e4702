/** Fetches for seeds what a round has decided: a few cubes one after another, each within what is left of its budget. */
import { codeOf } from '../../core/errors.ts'
import { listSeeds, type Seed, seedId, seededEntry, seededName } from '../../cubes/seeds/index.ts'
import type { NodeNetwork } from '../../sharing/index.ts'
import { evictCube } from '../cache/index.ts'
import { type Charge, isAbout, type SeedCandidate, type Seeding } from './decide-seeding.ts'
import { sum } from './fair-shares.ts'
import type { Seeds } from './needs.ts'
import type { SeedMemory } from './seed-memory.ts'
import { seededOf, seedsLock } from './settle-seeds.ts'

/** Cubes fetched in one round. Guess. */
const mostFetched = 16
/** A pull that has not ended by then is given up; what came of it is kept for the next one. Guess. */
const pullMs = 180_000

/** What a round knows when it begins to fetch. */
export interface Begun {
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

/** @returns how many came, and whether there is more to fetch at once */
export async function fetchAll(
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
