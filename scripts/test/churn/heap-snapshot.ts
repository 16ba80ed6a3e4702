/** A snapshot of V8's heap as a graph, and the shortest way from its root to each object by strong references. */
import { readFileSync } from 'node:fs'

interface Raw {
  snapshot: {
    meta: { node_fields: string[]; node_types: [string[]]; edge_fields: string[]; edge_types: [string[]] }
  }
  nodes: number[]
  edges: number[]
  strings: string[]
}

export class HeapSnapshot {
  readonly count: number
  readonly #raw: Raw
  readonly #width: number
  readonly #edgeWidth: number
  /** Where the references of each object begin. */
  readonly #firstEdge: Uint32Array
  /** From whom the way comes to each object, by number, and by which reference; -1 where none leads. */
  readonly #from: Int32Array
  readonly #by: Int32Array

  constructor(file: string) {
    this.#raw = JSON.parse(readFileSync(file, 'utf8')) as Raw
    const { nodes, snapshot } = this.#raw
    this.#width = snapshot.meta.node_fields.length
    this.#edgeWidth = snapshot.meta.edge_fields.length
    this.count = nodes.length / this.#width
    this.#firstEdge = new Uint32Array(this.count + 1)
    for (let at = 0; at < this.count; at++)
      this.#firstEdge[at + 1] = this.#firstEdge[at]! + this.#field(at, 'edge_count') * this.#edgeWidth
    this.#from = new Int32Array(this.count).fill(-1)
    this.#by = new Int32Array(this.count).fill(-1)
    this.#walk()
  }

  /** The name of its class, or of a function with brackets. */
  nameOf(at: number): string {
    const name = this.#raw.strings[this.#field(at, 'name')]!.slice(0, 40)
    return this.#typeOf(at) === 'closure' ? `${name}()` : name
  }

  /** The steps from the root; undefined for what is held weakly, or by a line of a WeakMap. */
  wayTo(at: number): string[] | undefined {
    const way: string[] = []
    let is = at
    for (; is > 0 && this.#from[is] !== -1; is = this.#from[is]!)
      way.unshift(`${this.#edgeName(this.#by[is]!)} ${this.nameOf(is)}`)
    return is > 0 ? undefined : way
  }

  #walk(): void {
    let level = [0]
    this.#from[0] = 0
    while (level.length > 0) level = level.flatMap((at) => this.#reach(at))
  }

  /** @returns objects that were not reached before */
  #reach(at: number): number[] {
    const reached: number[] = []
    for (let edge = this.#firstEdge[at]!; edge < this.#firstEdge[at + 1]!; edge += this.#edgeWidth) {
      const to = this.#raw.edges[edge + 2]! / this.#width
      if (this.#from[to] !== -1 || !this.#holds(edge)) continue
      this.#from[to] = at
      this.#by[to] = edge
      reached.push(to)
    }
    return reached
  }

  #holds(edge: number): boolean {
    const type = this.#edgeType(edge)
    if (type === 'weak' || type === 'shortcut') return false
    // A line of a WeakMap holds its value by its key: who holds the key is looked for.
    return !(type === 'internal' && this.#word(edge).includes('part of key'))
  }

  #edgeName(edge: number): string {
    const type = this.#edgeType(edge)
    if (type === 'element' || type === 'hidden') return '[]'
    const word = this.#word(edge)
    if (type === 'internal' && /^\d+( |$)/.test(word)) return '.N'
    // Lists and trees go both ways.
    return `.${word.replace(/^(_idlePrev|_idleNext)$/, '_idle').replace(/^(left|right)$/, 'left|right')}`
  }

  #word(edge: number): string {
    return this.#raw.strings[this.#raw.edges[edge + 1]!]!
  }

  #edgeType(edge: number): string {
    return this.#raw.snapshot.meta.edge_types[0][this.#raw.edges[edge]!]!
  }

  #typeOf(at: number): string {
    return this.#raw.snapshot.meta.node_types[0][this.#field(at, 'type')]!
  }

  #field(at: number, name: string): number {
    return this.#raw.nodes[at * this.#width + this.#raw.snapshot.meta.node_fields.indexOf(name)]!
  }
}
