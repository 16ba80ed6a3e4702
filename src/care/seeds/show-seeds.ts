/** What is mirrored for others, how much of each budget it takes, and what did not fit. */
import { z } from 'zod'
import { type Caching, fields, named, type Reads, type Unnamed } from '../../cubes/index.ts'
import { listSeeded, listSeeds, type Seed, seedId, seedKinds } from '../../cubes/seeds/index.ts'

export const shownSeed = z.object({
  kind: z.enum(seedKinds),
  what: fields.text.describe('the topic, the did:key of the author, or the id of the cube'),
  name: fields.maybe.describe('of a cube that is here: what it is called'),
  ...named.ofAuthor,
  maxBytes: fields.count,
  bytes: fields.count.describe('what its cubes take, with their index, as the cache counts it'),
  cubes: fields.count,
  leftOut: fields.count.describe('cubes that were offered when it was last looked for, and did not fit'),
  leftOutBytes: fields.count.describe('what those would take, about'),
  lookedMs: fields.timeMs.nullable().describe('when the last look was kept; null before the first'),
})
export type ShownSeed = Unnamed<z.infer<typeof shownSeed>>

export async function showSeeds(node: Reads & Caching): Promise<ShownSeed[]> {
  const seeds = await listSeeds(node)
  if (seeds.length === 0) return []
  const seeded = [...(await listSeeded(node)).values()]
  const { cubes } = await node.cache.holdings()
  return Promise.all(
    seeds.map(async (seed) => {
      const sizes = seeded.flatMap(({ cube, seed: id }) =>
        id === seedId(seed) ? (cubes.get(cube) ?? []) : [],
      )
      return { ...(await wordsOf(node, seed)), ...numbersOf(seed, sizes) }
    }),
  )
}

async function wordsOf(
  { cubes }: Reads,
  { kind, what }: Seed,
): Promise<Pick<ShownSeed, 'kind' | 'what' | 'name' | 'author'>> {
  const name = kind === 'cube' ? ((await cubes.get(what))?.name ?? null) : null
  return { kind, what, name, ...(kind === 'author' && { author: what }) }
}

function numbersOf(
  { maxBytes, look }: Seed,
  sizes: readonly number[],
): Omit<ShownSeed, 'kind' | 'what' | 'name' | 'author'> {
  return {
    maxBytes,
    bytes: sizes.reduce((sum, one) => sum + one, 0),
    cubes: sizes.length,
    leftOut: look?.leftOut ?? 0,
    leftOutBytes: look?.leftOutBytes ?? 0,
    lookedMs: look?.atMs ?? null,
  }
}
