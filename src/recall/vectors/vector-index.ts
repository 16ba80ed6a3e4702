/**
 * Nearest passages by meaning: an HNSW graph, an exact scan over what is not in it yet, and a scan alone where a graph
 * would be slower or would miss what a filter keeps. The graph is hnswlib's while it grows. It is kept as its links alone
 * (`links.ts`) when nothing is inserted, until so many wait that scanning them costs more.
 */
import { createRequire } from 'node:module'
import type { HierarchicalNSW } from 'hnswlib-node'
import { GrowingColumn } from '../columns.ts'
import { Arena } from './arena.ts'
import { Best, type Scored } from './best.ts'
import { LinkedGraph, type Links } from './links.ts'
import type { Quantised } from './quantised.ts'

/** M and efConstruction of the measured figures: 4,200 inserts/s and recall@10 of 1.0 at 20,000 clustered vectors. */
const LINKS = 16
const EF_CONSTRUCTION = 128
/** Width of a graph search: 256 find 0.92 of the ten nearest among 20,000 synthetic texts in 1.1 ms, 400 find 0.96 in 1.4 ms,
 * 512 find 0.97 in 2 ms (measured by `bench:recall-speed`). */
const EF_SEARCH = 400
/** A scan of this many vectors of 256 dimensions takes about 1 ms, less than the text search beside it (measured). */
const DEFAULT_EXACT_BELOW = 4096
/** A filter that keeps less than this share is answered by a scan: the graph would wade through what it drops (guess). */
const SCAN_SHARE = 0.1
/** With more than this share of dead points the graph is built anew (guess): links to them lead nowhere any more. */
const MAX_DEAD_SHARE = 0.3

const ABSENT = 0
const ALIVE = 1
const DEAD = 2

export interface PassageFilter {
  /** Upper bound of passages that pass. */
  count: number
  passes(passage: number): boolean
  passages(): Iterable<number>
}

export class VectorIndex {
  readonly arena: Arena
  readonly #exactBelow: number
  /** While it grows. */
  #graph: HierarchicalNSW | undefined
  /** While nothing is inserted. */
  #linked: LinkedGraph | undefined
  /** Vectors that a scan must cover, in the order in which they came. */
  readonly #waiting = new Set<number>()
  /** By passage: `ABSENT`, `ALIVE` when the vector in the graph is the current one, `DEAD` when it is marked deleted. */
  readonly #inGraph = new GrowingColumn(Uint8Array, ABSENT)
  #alive = 0
  #dead = 0

  constructor(dimensions: number, exactBelow: number = DEFAULT_EXACT_BELOW) {
    this.arena = new Arena(dimensions)
    this.#exactBelow = exactBelow
  }

  /** Vectors still to be inserted; 0 while no graph is needed, or too few wait to let the one that is there grow. */
  get waiting(): number {
    return this.#wantsGraph ? this.#waiting.size : 0
  }

  get firstWaiting(): number | undefined {
    return this.#waiting.values().next().value
  }

  /** The graph that grows. */
  get graph(): HierarchicalNSW | undefined {
    return this.#graph
  }

  /** Links that have to become a graph again before anything can be inserted. */
  get linksToGrow(): Links | undefined {
    return this.#wantsGraph ? this.#linked?.links : undefined
  }

  get #wantsGraph(): boolean {
    if (this.#graph !== undefined) return true
    return (this.#linked === undefined ? this.arena.count : this.#waiting.size) > this.#exactBelow
  }

  put(passage: number, vector: Quantised): void {
    this.#leaveGraph(passage)
    this.arena.set(passage, vector)
    // Behind all others, also when it waited already: order of waiting is order of arrival.
    this.#waiting.delete(passage)
    this.#waiting.add(passage)
  }

  delete(passage: number): void {
    this.#leaveGraph(passage)
    this.arena.delete(passage)
    this.#waiting.delete(passage)
  }

  /** Takes links that were verified and loaded; `current` tells which of their labels still hold the right vector. */
  adopt(links: Links, current: (passage: number) => boolean): void {
    this.#linked = new LinkedGraph(links)
    for (const label of links.labels) {
      if (this.arena.has(label) && current(label)) {
        this.#inGraph.set(label, ALIVE)
        this.#waiting.delete(label)
        this.#alive++
      } else {
        this.#inGraph.set(label, DEAD)
        this.#dead++
      }
    }
  }

  /** The graph that grew is let go; these are its links. */
  freeze(links: Links): void {
    this.#linked = new LinkedGraph(links)
    this.#graph = undefined
  }

  /** Takes the graph that was made of `links`, unless they were given up meanwhile. */
  grow(graph: HierarchicalNSW, links: Links): void {
    if (this.#linked?.links !== links) return
    for (const label of links.labels) if (this.#inGraph.get(label) === DEAD) graph.markDelete(label)
    this.#graph = graph
    this.#linked = undefined
  }

  /** Inserts waiting vectors until `deadline` (of `performance.now()`). @returns whether more are waiting */
  insertUntil(deadline: number): boolean {
    if (!this.#wantsGraph || this.#linked !== undefined) return false
    const graph = this.#roomyGraph()
    for (const passage of this.#waiting) {
      graph.addPoint(this.arena.coordinates(passage), passage)
      this.#waiting.delete(passage)
      if (this.#inGraph.get(passage) === DEAD) this.#dead--
      this.#inGraph.set(passage, ALIVE)
      this.#alive++
      if (performance.now() >= deadline) break
    }
    return this.#waiting.size > 0
  }

  /**
   * The `count` nearest, best first, among those that pass. Fewer only where fewer exist.
   * @param width how many of the best a search of the graph keeps while it goes on
   */
  nearest(query: Float32Array, count: number, filter?: PassageFilter, width = EF_SEARCH): Scored[] {
    if ((!this.#graph && !this.#linked) || (filter && this.#scanIsBetter(filter)))
      return this.scan(query, count, filter?.passages(), filter)
    const best = new Best(count)
    const found = this.#searchGraph(query, count, width, filter)
    for (const passage of found) best.offer(passage, this.arena.similarity(passage, query))
    for (const passage of this.#waiting) {
      if (!filter || filter.passes(passage)) best.offer(passage, this.arena.similarity(passage, query))
    }
    const sorted = best.sorted()
    const possible = Math.min(count, filter?.count ?? this.arena.count)
    return sorted.length < possible ? this.scan(query, count, filter?.passages(), filter) : sorted
  }

  /** Exact: every vector, or every one of `passages`, is compared. */
  scan(query: Float32Array, count: number, passages?: Iterable<number>, filter?: PassageFilter): Scored[] {
    const best = new Best(count)
    for (const passage of passages ?? this.#all()) {
      if (this.arena.has(passage) && (!filter || filter.passes(passage))) {
        best.offer(passage, this.arena.similarity(passage, query))
      }
    }
    return best.sorted()
  }

  *#all(): Generator<number> {
    for (let passage = 0; passage < this.arena.bound; passage++) if (this.arena.has(passage)) yield passage
  }

  #scanIsBetter(filter: PassageFilter): boolean {
    return filter.count <= Math.max(this.#exactBelow, this.arena.count * SCAN_SHARE)
  }

  #searchGraph(query: Float32Array, count: number, least: number, filter?: PassageFilter): number[] {
    const wanted = Math.min(count, this.#alive)
    if (wanted === 0) return []
    const width = Math.max(least, wanted)
    const [graph, linked] = [this.#graph, this.#linked]
    if (graph !== undefined) {
      graph.setEf(width)
      return graph.searchKnn(Array.from(query), wanted, filter && ((label) => filter.passes(label))).neighbors
    }
    const passes = (label: number): boolean =>
      this.#inGraph.get(label) === ALIVE && (filter === undefined || filter.passes(label))
    return (
      linked?.nearest((label) => this.arena.similarity(label, query), width, passes).slice(0, wanted) ?? []
    )
  }

  #leaveGraph(passage: number): void {
    if (this.#inGraph.get(passage) !== ALIVE) return
    this.#graph?.markDelete(passage)
    this.#inGraph.set(passage, DEAD)
    this.#alive--
    this.#dead++
    if (this.#dead > this.#exactBelow && this.#dead > (this.#alive + this.#dead) * MAX_DEAD_SHARE)
      this.startAnew()
  }

  /** Gives the graph up and makes another of all vectors. */
  startAnew(): void {
    this.#graph = undefined
    this.#linked = undefined
    this.#inGraph.fill(ABSENT)
    this.#alive = 0
    this.#dead = 0
    for (const passage of this.#all()) this.#waiting.add(passage)
  }

  #roomyGraph(): HierarchicalNSW {
    this.#graph ??= createGraph(this.arena.dimensions, this.#waiting.size)
    const needed = this.#alive + this.#dead + this.#waiting.size
    if (needed > this.#graph.getMaxElements()) this.#graph.resizeIndex(Math.ceil(needed * 1.5))
    return this.#graph
  }
}

/** Loaded only here and when the first graph is needed: most homes never reach the size for one. */
export function emptyGraph(dimensions: number): HierarchicalNSW {
  const { HierarchicalNSW: Graph } = createRequire(import.meta.url)(
    'hnswlib-node',
  ) as typeof import('hnswlib-node')
  return new Graph('ip', dimensions)
}

function createGraph(dimensions: number, size: number): HierarchicalNSW {
  const graph = emptyGraph(dimensions)
  // A fixed seed: the same inserts give the same graph.
  graph.initIndex({
    maxElements: Math.max(1024, size),
    m: LINKS,
    efConstruction: EF_CONSTRUCTION,
    randomSeed: 100,
  })
  return graph
}
