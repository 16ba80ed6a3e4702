/**
 * The links of an HNSW graph without its vectors, and the search over them (Malkov and Yashunin, "Efficient and robust
 * approximate nearest neighbor search using HNSW graphs", 2016, algorithms 2 and 5). The vectors are in the arena already, as
 * int8 cells: hnswlib's graph of 100,000 points takes 120 MB, its links 10. hnswlib makes the graph; once nothing is
 * inserted any more, this answers, in the same time.
 */
import { Best } from './best.ts'

/** Points are numbers from 0 on; a label is the passage that a point stands for. */
export interface Links {
  /** hnswlib's own, so that a graph that grows again has the same parameters. */
  header: Uint8Array
  /** Where a search begins, and on which level. */
  entry: number
  topLevel: number
  labels: Int32Array
  /** By point, and one more: where its links on the lowest level begin in `lowest`. */
  starts: Int32Array
  lowest: Int32Array
  /** By point: its links on the levels above, the lower first. One point in sixteen has any. */
  upper: ReadonlyMap<number, readonly Int32Array[]>
}

export class LinkedGraph {
  readonly links: Links
  /** By point: the search that saw it last. */
  readonly #seen: Uint32Array
  #search = 0

  constructor(links: Links) {
    this.links = links
    this.#seen = new Uint32Array(links.labels.length)
  }

  /**
   * The labels nearest by `similarity` among those that pass, best first.
   * @param width how many of the best are kept while the search goes on, at least as many as are wanted
   */
  nearest(
    similarity: (label: number) => number,
    width: number,
    passes: (label: number) => boolean,
  ): number[] {
    const { labels, starts, lowest } = this.links
    if (labels.length === 0) return []
    const best = new Best(width)
    const open = new Frontier()
    const begin = this.#descend(similarity)
    this.#begin()
    const meet = (point: number): void => {
      this.#seen[point] = this.#search
      const label = labels[point]!
      const score = similarity(label)
      if (!(score > best.least)) return
      open.push(point, score)
      if (passes(label)) best.offer(label, score)
    }
    meet(begin)
    while (open.size > 0 && open.topScore >= best.least) {
      const point = open.pop()
      const end = starts[point + 1]!
      for (let at = starts[point]!; at < end; at++)
        if (this.#seen[lowest[at]!] !== this.#search) meet(lowest[at]!)
    }
    return best.sorted().map(({ passage }) => passage)
  }

  /** From level to level, each time to the nearest that links lead to. */
  #descend(similarity: (label: number) => number): number {
    const { labels, upper, entry, topLevel } = this.links
    let at = entry
    let score = similarity(labels[at]!)
    for (let level = topLevel; level > 0; level--) {
      for (let hasMoved = true; hasMoved;) {
        hasMoved = false
        for (const to of upper.get(at)?.[level - 1] ?? []) {
          const other = similarity(labels[to]!)
          if (other > score) [at, score, hasMoved] = [to, other, true]
        }
      }
    }
    return at
  }

  #begin(): void {
    this.#search = (this.#search + 1) >>> 0
    if (this.#search > 0) return
    this.#seen.fill(0)
    this.#search = 1
  }
}

/** Points whose links are still to be followed, the best at the top of a heap. */
class Frontier {
  readonly #points: number[] = []
  readonly #scores: number[] = []

  get size(): number {
    return this.#points.length
  }

  get topScore(): number {
    return this.#scores[0]!
  }

  push(point: number, score: number): void {
    let at = this.#points.length
    this.#points.push(point)
    this.#scores.push(score)
    for (let parent = (at - 1) >> 1; at > 0 && this.#scores[parent]! < score; parent = (at - 1) >> 1) {
      this.#put(at, this.#points[parent]!, this.#scores[parent]!)
      at = parent
    }
    this.#put(at, point, score)
  }

  pop(): number {
    const top = this.#points[0]!
    const [point, score] = [this.#points.pop()!, this.#scores.pop()!]
    if (this.size > 0) this.#sink(point, score)
    return top
  }

  #sink(point: number, score: number): void {
    const [points, scores, size] = [this.#points, this.#scores, this.size]
    let at = 0
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && scores[child + 1]! > scores[child]!) child++
      if (scores[child]! <= score) break
      this.#put(at, points[child]!, scores[child]!)
      at = child
    }
    this.#put(at, point, score)
  }

  #put(at: number, point: number, score: number): void {
    this.#points[at] = point
    this.#scores[at] = score
  }
}
