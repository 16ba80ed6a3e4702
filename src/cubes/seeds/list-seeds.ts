/** The seeds of a home and what is here for them, from their records. */
import type { Stored } from '../../home/index.ts'
import { seedRecords, type Seed, type Seeded } from './seed.ts'

/** In the order in which they take: single cubes, then authors, then topics, the oldest of each first. */
export async function listSeeds({ store }: Stored): Promise<Seed[]> {
  const found: Seed[] = []
  for await (const [, seed] of store.records<Seed>('meta').list(seedRecords.seeds)) found.push(seed)
  return found.sort(
    (a, b) => order[a.kind] - order[b.kind] || a.sinceMs - b.sinceMs || (a.what < b.what ? -1 : 1),
  )
}

const order = { cube: 0, author: 1, topic: 2 } as const

/** By cube id. */
export async function listSeeded({ store }: Stored): Promise<Map<string, Seeded>> {
  const found = new Map<string, Seeded>()
  for await (const [, seeded] of store.records<Seeded>('meta').list(seedRecords.seeded))
    found.set(seeded.cube, seeded)
  return found
}
