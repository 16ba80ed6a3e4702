/** Brings what is here in step with what was decided, without asking anybody: records of what is for which seed, and cubes that go. */
import type { Caching, Tells } from '../../cubes/index.ts'
import { listSeeded, seededEntry, seededName, type Seeded } from '../../cubes/seeds/index.ts'
import type { Lock } from '../../home/index.ts'
import { evictCube, type Evicting } from '../cache/index.ts'
import type { SeedCandidate, Seeding } from './decide-seeding.ts'
import type { SeedMemory } from './seed-memory.ts'

/** Under which records of seeds are written. */
export const seedsLock: Lock = { kind: 'seeds' }

/** The caller holds the lock of seeds. @returns cubes that went */
export async function settleSeeds(
  node: Evicting & Tells & Caching,
  { charge, drop, release, take }: Pick<Seeding, 'charge' | 'drop' | 'release' | 'take'>,
  candidates: readonly SeedCandidate[],
  memory: Pick<SeedMemory, 'isUnfinished'>,
): Promise<string[]> {
  const byCube = new Map(candidates.map((one) => [one.cube, one]))
  const taken = new Set(take.map(({ cube }) => cube))
  const lost = [...(await listSeeded(node)).values()].flatMap(({ cube, seed }) =>
    byCube.has(cube) || taken.has(cube) || memory.isUnfinished(seed, cube) ? [] : [cube],
  )
  const put = charge.map(({ cube, seed }) => seededEntry(seededOf(byCube.get(cube) as SeedCandidate, seed)))
  const del = [...release, ...lost].map((cube) => seededName(cube))
  for (const cube of lost) await node.cache.discard(cube)
  if (put.length + del.length > 0) await node.store.commit({ put, del })
  const gone: string[] = []
  for (const cube of drop) if (await evictCube(node, cube, true)) gone.push(cube)
  if (gone.length > 0) node.events.emit('cacheShrunk', gone.length)
  return gone
}

export function seededOf({ cube, authors, networks, here }: SeedCandidate, seed: string): Seeded {
  const wasHere = here !== undefined && (here.seed === undefined || here.wasHere)
  return { cube, seed, authors: [...authors], networks: [...networks], wasHere }
}
