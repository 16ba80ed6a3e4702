// A graph is written while questions, and what replaces it, go on.
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { AwayStore } from '../../src/recall/store/away-store.ts'
import type { VectorStore } from '../../src/recall/store/vector-store.ts'
import { Vectors } from '../../src/recall/vectors/vectors.ts'
import { createRandom } from '../../scripts/bench/shared/random.ts'
import { folder } from './an-index.ts'

const DIMENSIONS = 16
const POINTS = 40
const random = createRandom(1)

function unit(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5)
  const length = Math.hypot(...vector)
  return vector.map((one) => one / length)
}

/** Vectors in a graph that nobody saved yet, over a database that is a map. */
function grown() {
  const meta = new Map<string, string>()
  const rows = new Map<number, { passage: number; generation: number; vector: unknown }>()
  const store = {
    put: (passage: number, generation: number, vector: unknown) =>
      void rows.set(passage, { passage, generation, vector }),
    all: () => rows.values(),
    generationOf: (passage: number) => rows.get(passage)?.generation,
    meta: (name: string) => meta.get(name),
    setMeta: (name: string, value: string) => void meta.set(name, value),
    removeMeta: (name: string) => void meta.delete(name),
  } as unknown as VectorStore
  const away = { all: () => [], newestRemoved: () => 0 } as unknown as AwayStore
  const path = folder()
  const vectors = new Vectors(path, store, away, 0)
  for (let passage = 0; passage < POINTS; passage++) vectors.put(passage, { vector: unit() })
  while (vectors.work(Infinity, () => undefined)) continue
  return { vectors, saved: () => meta.get('graph'), files: () => readdirSync(path) }
}

test('a graph that was saved is recorded, and its links are kept in its place', async () => {
  const { vectors, saved, files } = grown()
  await vectors.save()
  expect(JSON.parse(saved() ?? '{}')).toMatchObject({ file: files()[0], generation: POINTS })
  expect(vectors.isUnsaved).toBe(false)
})

test.each<[string, (vectors: Vectors) => void]>([
  ['by vectors that were read back', (vectors) => vectors.load()],
  ['by another graph of the same vectors', (vectors) => vectors.index?.startAnew()],
])('a graph that is replaced meanwhile %s is not recorded, and leaves no file', async (_how, replace) => {
  const { vectors, saved, files } = grown()
  const saving = vectors.save()
  replace(vectors)
  await saving
  expect(saved()).toBeUndefined()
  expect(files()).toEqual([])
  // What replaced it grows, and is saved as itself.
  while (vectors.work(Infinity, () => undefined)) continue
  await vectors.save()
  expect(files()).toHaveLength(1)
})
