// The walk over the links of a graph that is made by hand, so that each link in it has to be followed.
import { expect, it } from 'vitest'
import { LinkedGraph, type Links } from '../../src/recall/vectors/links.ts'

/** @param lists by point: its links on the lowest level @param upper by point: its links on each level above */
function graphOf(lists: readonly number[][], upper: Record<number, number[][]> = {}, entry = 0): LinkedGraph {
  const starts = [0]
  for (const list of lists) starts.push(starts.at(-1)! + list.length)
  const links: Links = {
    header: new Uint8Array(96),
    entry,
    topLevel: upper[entry]?.length ?? 0,
    // A label is not its point.
    labels: Int32Array.from(lists, (_, point) => 100 + point),
    starts: Int32Array.from(starts),
    lowest: Int32Array.from(lists.flat()),
    upper: new Map(
      Object.entries(upper).map(([point, levels]) => [
        Number(point),
        levels.map((list) => Int32Array.from(list)),
      ]),
    ),
  }
  return new LinkedGraph(links)
}

const any = (): boolean => true
/** The higher a label, the nearer. */
const byLabel = (label: number): number => label / 1_000

const chain = (length: number): number[][] =>
  Array.from({ length }, (_, at) => [at - 1, at + 1].filter((to) => to >= 0 && to < length))

it('goes through what does not pass to what does', () => {
  const passes = (label: number): boolean => label === 109 || label === 101
  expect(graphOf(chain(10)).nearest(byLabel, 4, passes)).toEqual([109, 101])
})

it('gives the best of as many as are kept, best first', () => {
  expect(graphOf(chain(10)).nearest(byLabel, 3, any)).toEqual([109, 108, 107])
})

it('ends where nothing that is linked is better than the worst that is kept', () => {
  const looked: number[] = []
  const similarity = (label: number): number => {
    looked.push(label)
    return -label / 1_000
  }
  expect(graphOf(chain(100)).nearest(similarity, 2, any)).toEqual([100, 101])
  expect(new Set(looked).size).toBeLessThan(10)
})

it('begins on the highest level and goes down from the nearest of each', () => {
  // No link of the lowest level leads from 0 to the others, nor one of the first level to 4.
  const lists = [[1], [0], [3], [2], [5], [4]]
  const upper = { 0: [[], [2]], 2: [[4], [0]], 4: [[2]] }
  expect(graphOf(lists, upper).nearest(byLabel, 2, any)).toEqual([105, 104])
})

it('forgets from search to search what it has seen', () => {
  const graph = graphOf(chain(5))
  const first = graph.nearest(byLabel, 5, any)
  expect(graph.nearest(byLabel, 5, any)).toEqual(first)
  expect(first).toHaveLength(5)
})
