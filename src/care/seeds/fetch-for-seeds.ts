/** Fetches for seeds what a round has decided: a few cubes one after another, each within what is left of its budget. */
import { anySignal } from '../../core/signals/index.ts'
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
/** After a pull that failed only after so long, whoever offered it waits for the next round with the rest of what he offers. Guess. */
const slowMs = 10_000

/** What a round knows when it begins to fetch. */
export interface Begun {
  /** Who offers what, of the peers that were asked. */
  peers: Map<string, string[]>
  /** Networks of those peers. */
  networks: Map<string, ReadonlySet<string>>
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
  const slow = new Set<string>()
  let [taken, tried] = [0, 0]
  for (const { cube, seed } of all) {
    signal.throwIfAborted()
    const offering = [...(begun.networks.get(cube) ?? [])]
    if (offering.length > 0 && offering.every((name) => slow.has(name))) continue
    if (tried++ === mostFetched) break
    const beganMs = node.nowMs()
    const pull = (): Promise<boolean> => tryPull(node, network, begun, cube, signal)
    const isDone =
      seed === undefined
        ? await renewOne(node, memory, cube, pull)
        : await fetchOne(node, memory, begun, { cube, seed }, pull)
    if (isDone) taken++
    else if (node.nowMs() - beganMs >= slowMs) for (const name of offering) slow.add(name)
  }
  return { taken, isMore: taken > 0 && all.length > mostFetched }
}

/** From the peers that offered it: nobody else is asked. @returns whether it came whole @throws when the signal aborts */
async function tryPull(
  { log }: Seeds,
  network: Pick<NodeNetwork, 'pull'>,
  { peers }: Begun,
  cube: string,
  signal: AbortSignal,
): Promise<boolean> {
  const bounded = anySignal([signal, AbortSignal.timeout(pullMs)])
  const among = [...new Set(peers.get(cube))]
  try {
    await network.pull(cube, { from: undefined, among, depth: undefined, signal: bounded, progress() {} })
    return true
  } catch (error) {
    signal.throwIfAborted()
    log.debug({ cube, code: codeOf(error), error }, 'a cube could not be fetched for a seed')
    return false
  }
}

/** What the owner keeps himself takes from no budget. */
async function renewOne(
  node: Seeds,
  memory: SeedMemory,
  cube: string,
  pull: () => Promise<boolean>,
): Promise<boolean> {
  const isDone = await pull()
  if (isDone) memory.noteSuccess(cube)
  else memory.noteFailure(cube, node.nowMs())
  return isDone
}

/** @returns whether it is here, or newer than before */
async function fetchOne(
  node: Seeds,
  memory: SeedMemory,
  begun: Begun,
  charge: Charge,
  pull: () => Promise<boolean>,
): Promise<boolean> {
  const { cube, seed } = charge
  const candidate = begun.candidates.get(cube)
  const bytes = leftFor(begun, seed)
  if (candidate === undefined || bytes <= 0) return false
  // Before the pull, so that what it brings is never here without a seed that is responsible.
  if (candidate.here === undefined) await node.store.commit({ put: [seededEntry(seededOf(candidate, seed))] })
  const allowance = node.cache.allow(cube, bytes)
  try {
    // Whoever waits for the same cube pulls for himself, and not within what a seed may bring.
    const isHere = await pull().finally(() => allowance.end())
    const refused = allowance.refused()
    if (isHere) memory.noteSuccess(cube)
    if (refused !== undefined) memory.noteSize(cube, candidate.offeredSeq ?? 0, refused)
    else if (isHere) memory.forgetSize(cube)
    else memory.noteFailure(cube, node.nowMs())
    if (isHere) return await keepFetched(node, memory, charge, candidate)
    // What came of it is kept for the next time, of one cube for each seed: who offers cubes that never come whole fills no disk.
    const given = refused === undefined ? memory.noteUnfinished(seed, cube) : cube
    if (given !== undefined) await node.cache.discard(given)
    return false
  } finally {
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
    const entry = seededOf(candidate, seed)
    if (wish !== undefined && isAbout(wish, { cube, authors, topics: record.info.topics })) {
      await node.store.commit({ put: [seededEntry(entry)] })
      return true
    }
    if (wish !== undefined) memory.noteMisfit(cube, record.seq)
    // What was brought up to date goes as well: else who changes a topic afterwards is mirrored for nothing.
    if (!entry.wasHere) await evictCube(node, cube, true)
    await node.store.commit({ del: [seededName(cube)] })
    return false
  })
}
