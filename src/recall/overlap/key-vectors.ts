/** The vectors of what stands under keys of a cube. */
import type { Catalogue } from '../catalogue.ts'
import type { KeyVector } from '../recall.ts'
import type { Tables } from '../store/tables.ts'
import type { Arena } from '../vectors/arena.ts'

interface VectorSource {
  tables: Pick<Tables, 'memories' | 'places' | 'tags'>
  catalogue: Catalogue
  /** Undefined while there is no vector. */
  arena: Arena | undefined
}

export function keyVectors(
  { tables, catalogue, arena }: VectorSource,
  cube: number,
  keys: readonly string[],
): KeyVector[] {
  if (arena === undefined) return []
  return keys.flatMap((key) => {
    const place = tables.places.byKey(cube, key)
    const row = place && tables.memories.byId(place.memory)
    const vector = row && arena.read(catalogue.firstPassage(row.id))
    if (row === undefined || vector === undefined) return []
    const tags = JSON.parse(tables.tags.nameOf(row.tags) || '[]') as string[]
    return [{ key, memory: row.cid, tags, created: row.created, ...vector }]
  })
}
