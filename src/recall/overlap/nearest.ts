/** The memories of a cube that are nearest to each of some texts. */
import type { Catalogue } from '../catalogue.ts'
import type { Embedder } from '../embedder/embedder.ts'
import type { NearMemory, NearestAnswer } from '../recall.ts'
import type { TextStore } from '../store/text-store.ts'
import type { PassageFilter, VectorIndex } from '../vectors/vector-index.ts'

export interface NearestDeps {
  catalogue: Catalogue
  texts: TextStore
  vectors(): VectorIndex | undefined
  embedder: Embedder
}

/** What has no vector yet is not found; the answer says how many that are. */
export async function nearestMemories(
  { catalogue, texts, vectors, embedder }: NearestDeps,
  cube: number,
  asked: readonly string[],
  count: number,
): Promise<NearestAnswer> {
  const filter = filterOf(catalogue, cube)
  const index = vectors()
  let waiting = 0
  for (const passage of filter.passages()) if (index?.arena.has(passage) !== true) waiting++
  const near: NearMemory[][] = []
  for (const text of asked) {
    const embedded = embedder.embedQuery(text)
    const { vector } = embedded instanceof Promise ? await embedded : embedded
    const found = vector === undefined ? [] : (index?.nearest(vector, count, filter) ?? [])
    const memories = new Set(found.map(({ passage }) => catalogue.memoryOf(passage)))
    near.push(
      [...memories].flatMap((id) => {
        const row = texts.byId(id)
        return row === undefined ? [] : [{ key: row.key, memory: row.memory }]
      }),
    )
  }
  return { near, waiting }
}

/** All of a cube, whether valid now or not. */
function filterOf(catalogue: Catalogue, cube: number): PassageFilter {
  const memories: number[] = []
  let count = 0
  for (let memory = 1; memory < catalogue.memoryBound; memory++) {
    if (catalogue.cubeOf(memory) !== cube) continue
    memories.push(memory)
    count += catalogue.passageCount(memory)
  }
  return {
    count,
    passes: (passage) => catalogue.cubeOf(catalogue.memoryOf(passage)) === cube,
    *passages() {
      for (const memory of memories) yield* catalogue.passagesOf(memory)
    },
  }
}
