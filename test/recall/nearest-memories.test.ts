// What a merge asks of the index for each text that came: some comparisons, few more in a cube four times as large.
import { expect, test } from 'vitest'
import { createRandom } from '../../scripts/bench/shared/random.ts'
import { nearestMemories } from '../../src/recall/overlap/nearest.ts'
import { saveGraph } from '../../src/recall/vectors/graph-file.ts'
import { meaningHere } from '../../src/recall/vectors/meaning.ts'
import { quantise } from '../../src/recall/vectors/quantised.ts'
import { VectorIndex } from '../../src/recall/vectors/vector-index.ts'
import { folder } from './an-index.ts'

const DIMENSIONS = 32
const cube = 1

function unitVectors(count: number): Float32Array[] {
  const random = createRandom(7)
  return Array.from({ length: count }, () => {
    const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5)
    const length = Math.hypot(...vector)
    return vector.map((one) => one / length)
  })
}

/** An index at rest: memory, place and passage have one number each, from 1 on. */
async function atRest(vectors: readonly Float32Array[]) {
  const index = new VectorIndex(DIMENSIONS, 16)
  vectors.forEach((vector, at) => index.put(at + 1, quantise(vector)!))
  while (index.insertUntil(Infinity)) continue
  index.freeze((await saveGraph(folder(), index.graph!, 1)).links)
  const counts = { comparisons: 0 }
  const { arena } = index
  const similarity = arena.similarity.bind(arena)
  arena.similarity = (...asked) => (counts.comparisons++, similarity(...asked))
  const same = (one: number): number => one
  const catalogue = {
    placeBound: vectors.length + 1,
    cubeOf: (place: number) => (place > 0 && place <= vectors.length ? cube : 0),
    placesOf: (memory: number) => [memory],
    standingAt: same,
    memoryOf: same,
    firstPassage: same,
    lastPassage: same,
  }
  const memories = { byId: (id: number) => ({ cid: `cid ${id}` }) }
  const places = { byId: (id: number) => ({ key: `key ${id}` }) }
  const embedder = { embedQuery: (text: string) => ({ vector: vectors[Number(text) - 1] }) }
  const meaning = meaningHere(index, () => undefined)
  const deps = { catalogue, memories, places, embedder, meaning: () => meaning } as unknown
  return { index, counts, deps: deps as Parameters<typeof nearestMemories>[0] }
}

test('each text is found, by far fewer comparisons than a question takes', { timeout: 60_000 }, async () => {
  const each: number[] = []
  for (const size of [1_500, 4_500]) {
    const vectors = unitVectors(size)
    const { index, counts, deps } = await atRest(vectors)
    const asked = Array.from({ length: 20 }, (_, at) => `${1 + at * 70}`)
    const { near, waiting } = await nearestMemories(deps, cube, asked, 4)
    expect(near.map(([first]) => first?.key)).toEqual(asked.map((text) => `key ${text}`))
    expect(waiting).toBe(0)
    const narrow = counts.comparisons
    for (const text of asked) index.nearest(vectors[Number(text) - 1]!, 4)
    expect(narrow).toBeLessThan((counts.comparisons - narrow) * 0.75)
    each.push(narrow / asked.length)
  }
  expect(each[1]).toBeLessThan(each[0]! * 2)
})
