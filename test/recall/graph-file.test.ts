import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeLinks, encodeLinks } from '../../src/recall/vectors/encode-links.ts'
import { growAgain, loadGraph, saveGraph } from '../../src/recall/vectors/graph-file.ts'
import { LinkedGraph } from '../../src/recall/vectors/links.ts'
import { quantise } from '../../src/recall/vectors/quantised.ts'
import { VectorIndex } from '../../src/recall/vectors/vector-index.ts'
import { createRandom } from '../../scripts/bench/shared/random.ts'
import { folder } from './an-index.ts'

const DIMENSIONS = 16
/** More than one step reads or writes. */
const POINTS = 5_000
const random = createRandom(1)

function unit(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5)
  const length = Math.hypot(...vector)
  return vector.map((one) => one / length)
}

function indexOf(points: number, exactBelow = 0): VectorIndex {
  const index = new VectorIndex(DIMENSIONS, exactBelow)
  for (let passage = 0; passage < points; passage++) index.put(passage, quantise(unit())!)
  while (index.insertUntil(Infinity)) continue
  return index
}

const passagesOf = (index: VectorIndex, query: Float32Array): number[] =>
  index.nearest(query, 10).map(({ passage }) => passage)

describe('the links of a graph', () => {
  it('find the same neighbours as the graph that they were read from', async () => {
    const path = folder()
    const index = indexOf(POINTS)
    const queries = Array.from({ length: 50 }, unit)
    const before = queries.map((query) => passagesOf(index, query))
    const { record, links } = await saveGraph(path, index.graph!, 7)
    index.freeze(links)
    expect(index.graph).toBeUndefined()
    expect(queries.map((query) => passagesOf(index, query))).toEqual(before)
    expect(readdirSync(path)).toEqual([record.file])
    expect(statSync(join(path, record.file)).size).toBeLessThan(POINTS * 160)
    expect(loadGraph(path, record, DIMENSIONS)).toEqual({ ...links, header: new Uint8Array(links.header) })
  })

  it('lead past what was removed, and do not answer with it', async () => {
    const index = indexOf(200)
    const { links } = await saveGraph(folder(), index.graph!, 7)
    index.freeze(links)
    const query = unit()
    const [nearest, ...others] = passagesOf(index, query)
    index.delete(nearest!)
    expect(passagesOf(index, query)).toEqual([...others, expect.any(Number)])
    // The id is used again, for something else.
    index.put(nearest!, quantise(query)!)
    expect(passagesOf(index, query)[0]).toBe(nearest)
    expect(new Set(passagesOf(index, query)).size).toBe(10)
  })

  it('become a graph that grows as soon as more wait than a scan is worth', async () => {
    const path = folder()
    const index = indexOf(30, 20)
    const { links } = await saveGraph(path, index.graph!, 7)
    index.freeze(links)
    index.delete(3)
    for (let passage = 30; passage < 50; passage++) index.put(passage, quantise(unit())!)
    expect([index.waiting, index.linksToGrow]).toEqual([0, undefined])
    index.put(50, quantise(unit())!)
    expect([index.waiting, index.linksToGrow]).toEqual([21, links])
    expect(index.insertUntil(Infinity)).toBe(false)
    const { arena } = index
    const vectorOf = (label: number): number[] | undefined =>
      arena.has(label) ? arena.coordinates(label) : undefined
    index.grow(await growAgain(path, links, DIMENSIONS, vectorOf, 51), links)
    while (index.insertUntil(Infinity)) continue
    expect([index.waiting, index.graph?.getCurrentCount()]).toEqual([0, 51])
    const query = unit()
    expect(passagesOf(index, query)).toEqual(index.scan(query, 10).map(({ passage }) => passage))
    expect(readdirSync(path).filter((name) => name.endsWith('.whole'))).toEqual([])
  })

  it('are not those of a graph that was given up meanwhile', async () => {
    const index = indexOf(30)
    const { links } = await saveGraph(folder(), index.graph!, 7)
    index.freeze(links)
    const graph = await growAgain(folder(), links, DIMENSIONS, () => undefined, 30)
    index.startAnew()
    index.grow(graph, links)
    expect(index.graph).toBeUndefined()
    expect(index.waiting).toBe(30)
  })

  it('are not loaded as those of other dimensions, nor when they are not what was saved', async () => {
    const path = folder()
    const { record } = await saveGraph(path, indexOf(20).graph!, 7)
    expect(loadGraph(path, record, DIMENSIONS)).toBeDefined()
    expect(loadGraph(path, { ...record, dimensions: 8 }, 8)).toBeUndefined()
    writeFileSync(join(path, record.file), 'something else')
    expect(loadGraph(path, record, DIMENSIONS)).toBeUndefined()
    expect(readdirSync(path)).toEqual([record.file])
  })

  it('are refused when a number in them makes no sense', async () => {
    const { links } = await saveGraph(folder(), indexOf(40).graph!, 7)
    const bytes = encodeLinks(links)
    expect(decodeLinks(bytes)).toBeDefined()
    for (const cut of [0, 95, 100, bytes.length - 4]) expect(decodeLinks(bytes.slice(0, cut))).toBeUndefined()
    const wrong = (at: number): Uint8Array => {
      const changed = Uint8Array.from(bytes)
      new DataView(changed.buffer).setInt32(96 + 4 * at, 1_000_000, true)
      return changed
    }
    const [points, lowest, entry, aStart, aLink] = [0, 1, 2, 4 + 40 + 3, 4 + 40 + 41]
    for (const at of [points, lowest, entry, aStart, aLink]) expect(decodeLinks(wrong(at))).toBeUndefined()
  })

  it('of no point find nothing', () => {
    const none = { labels: new Int32Array(), starts: new Int32Array(1), lowest: new Int32Array() }
    const graph = new LinkedGraph({
      ...none,
      header: new Uint8Array(96),
      entry: 0,
      topLevel: 0,
      upper: new Map(),
    })
    expect(
      graph.nearest(
        () => 1,
        10,
        () => true,
      ),
    ).toEqual([])
  })
})
