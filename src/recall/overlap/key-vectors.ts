/** The vectors of what stands under keys of a cube. */
import type { Catalogue } from '../catalogue.ts'
import type { KeyVector } from '../recall.ts'
import type { Tables } from '../store/tables.ts'
import type { Meaning } from '../vectors/meaning.ts'

interface VectorSource {
  tables: Pick<Tables, 'memories' | 'places' | 'tags'>
  catalogue: Catalogue
  /** Undefined while there is no vector. */
  meaning: Meaning | undefined
}

export async function keyVectors(
  { tables, catalogue, meaning }: VectorSource,
  cube: number,
  keys: readonly string[],
): Promise<KeyVector[]> {
  if (meaning === undefined) return []
  const standing = keys.flatMap((key) => {
    const place = tables.places.byKey(cube, key)
    const row = place && tables.memories.byId(place.memory)
    return row === undefined ? [] : [{ key, row, passage: catalogue.firstPassage(row.id) }]
  })
  await meaning.know(standing.map(({ passage }) => passage))
  return standing.flatMap(({ key, row, passage }) => {
    const vector = meaning.read(passage)
    if (vector === undefined) return []
    const tags = JSON.parse(tables.tags.nameOf(row.tags) || '[]') as string[]
    return [{ key, memory: row.cid, tags, created: row.created, ...vector }]
  })
}
