import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HierarchicalNSW } from 'hnswlib-node'
import { describe, expect, it } from 'vitest'
import { loadGraph, saveGraph } from '../../src/recall/vectors/graph-file.ts'
import { quantise } from '../../src/recall/vectors/quantised.ts'
import { VectorIndex } from '../../src/recall/vectors/vector-index.ts'
import { createRandom } from '../../scripts/bench/shared/random.ts'
import { folder } from './an-index.ts'

const DIMENSIONS = 16
/** More than one step packs. */
const POINTS = 5_000
const random = createRandom(1)

function unit(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5)
  const length = Math.hypot(...vector)
  return vector.map((one) => one / length)
}

function graphOf(points: number): HierarchicalNSW {
  const index = new VectorIndex(DIMENSIONS, 0)
  for (let passage = 0; passage < points; passage++) index.put(passage, quantise(unit())!)
  while (index.insertUntil(Infinity)) continue
  return index.graph!
}

const found = (graph: HierarchicalNSW, query: Float32Array): number[] => {
  graph.setEf(64)
  return graph.searchKnn(Array.from(query), 10).neighbors
}

describe('the file of a graph', () => {
  it('brings back the graph that was saved: the same neighbours, in fewer bytes', async () => {
    const path = folder()
    const graph = graphOf(POINTS)
    graph.markDelete(17)
    const whole = join(path, 'whole')
    graph.writeIndexSync(whole)
    const record = await saveGraph(path, graph, 7)
    const again = loadGraph(path, record, DIMENSIONS)!
    const queries = Array.from({ length: 50 }, unit)
    expect(queries.map((query) => found(again, query))).toEqual(queries.map((query) => found(graph, query)))
    expect(again.getCurrentCount()).toBe(POINTS)
    expect(again.getIdsList()).toEqual(graph.getIdsList())
    expect(again.getPoint(4_999)).toEqual(graph.getPoint(4_999).map((one) => expect.closeTo(one, 6)))
    expect(statSync(join(path, record.file)).size).toBe(statSync(whole).size - POINTS * (DIMENSIONS * 3 - 4))
    expect(readdirSync(path).toSorted()).toEqual([record.file, 'whole'].toSorted())
  })

  it('is not loaded as one of other dimensions, nor when it is not what was saved', async () => {
    const path = folder()
    const record = await saveGraph(path, graphOf(20), 7)
    expect(loadGraph(path, record, DIMENSIONS)).toBeDefined()
    expect(loadGraph(path, { ...record, dimensions: 8 }, 8)).toBeUndefined()
    writeFileSync(join(path, record.file), 'something else')
    expect(loadGraph(path, record, DIMENSIONS)).toBeUndefined()
    expect(readdirSync(path)).toEqual([record.file])
  })
})
