/** The memories of a cube that are nearest to each of some texts. */
import type { Catalogue } from '../catalogue.ts'
import type { Embedder } from '../embedder/embedder.ts'
import type { NearMemory, NearestAnswer } from '../recall.ts'
import type { MemoryStore } from '../store/memory-store.ts'
import type { PlaceStore } from '../store/place-store.ts'
import type { Meaning } from '../vectors/meaning.ts'
import type { PassageFilter } from '../vectors/vector-index.ts'

interface NearestDeps {
  catalogue: Catalogue
  memories: MemoryStore
  places: PlaceStore
  meaning(): Meaning | undefined
  embedder: Embedder
}

/** What has no vector yet is not found; the answer says how many that are. */
export async function nearestMemories(
  { catalogue, memories, places, meaning: ask, embedder }: NearestDeps,
  cube: number,
  asked: readonly string[],
  count: number,
): Promise<NearestAnswer> {
  const filter = filterOf(catalogue, cube)
  const meaning = ask()
  let waiting = 0
  for (const passage of filter.passages()) if (meaning?.has(passage) !== true) waiting++
  const near: NearMemory[][] = []
  for (const text of asked) {
    const embedded = embedder.embedQuery(text)
    const { vector } = embedded instanceof Promise ? await embedded : embedded
    const found = vector === undefined ? [] : ((await meaning?.nearest(vector, count, filter)) ?? [])
    const ids = new Set(found.map(({ passage }) => catalogue.memoryOf(passage)))
    near.push([...ids].flatMap(standing))
  }
  return { near, waiting }

  /** Every key of the cube under which the memory stands. */
  function standing(memory: number): NearMemory[] {
    const cid = memories.byId(memory)?.cid
    if (cid === undefined) return []
    const here = [...catalogue.placesOf(memory)].filter((place) => catalogue.cubeOf(place) === cube)
    return here.flatMap((place) => {
      const row = places.byId(place)
      return row === undefined ? [] : [{ key: row.key, memory: cid }]
    })
  }
}

/** All of a cube, whether valid now or not. */
function filterOf(catalogue: Catalogue, cube: number): PassageFilter {
  const memories = new Set<number>()
  for (let place = 1; place < catalogue.placeBound; place++)
    if (catalogue.cubeOf(place) === cube) memories.add(catalogue.standingAt(place))
  let count = 0
  for (const memory of memories) count += catalogue.passageCount(memory)
  return {
    count,
    passes: (passage) => memories.has(catalogue.memoryOf(passage)),
    *passages() {
      for (const memory of memories) yield* catalogue.passagesOf(memory)
    },
  }
}
