/** Vectors in memory, in the graph and in the database, kept in step. */
import type { Embedded } from '../embedder/embedder.ts'
import type { VectorStore } from '../store/vector-store.ts'
import {
  type GraphRecord,
  growAgain,
  loadGraph,
  removeGraph,
  removeOtherGraphs,
  saveGraph,
} from './graph-file.ts'
import type { Links } from './links.ts'
import { quantise } from './quantised.ts'
import { VectorIndex } from './vector-index.ts'

const GRAPH = 'graph'

export class Vectors {
  readonly #folder: string
  readonly #store: VectorStore
  readonly #exactBelow: number | undefined
  #index: VectorIndex | undefined
  /** Grows with each vector; tells which vectors a saved graph has seen. */
  #generation = 0
  #saving: Promise<void> | undefined
  #growing: Promise<void> | undefined

  constructor(folder: string, store: VectorStore, exactBelow: number | undefined) {
    this.#folder = folder
    this.#store = store
    this.#exactBelow = exactBelow
  }

  /** `undefined` until there is a first vector. */
  get index(): VectorIndex | undefined {
    return this.#index
  }

  get waiting(): number {
    return this.#index?.waiting ?? 0
  }

  put(passage: number, { vector, tokens }: Embedded): void {
    const quantised = vector && quantise(vector)
    this.#store.put(passage, ++this.#generation, quantised, tokens)
    if (!quantised) return
    this.#index ??= new VectorIndex(quantised.cells.length, this.#exactBelow)
    if (quantised.cells.length === this.#index.arena.dimensions) this.#index.put(passage, quantised)
  }

  delete(passage: number): void {
    this.#store.remove(passage)
    this.#index?.delete(passage)
  }

  /**
   * Inserts into the graph until `deadline`.
   * @param done called when a graph that has to be made first is there
   * @returns whether more can be done now
   */
  work(deadline: number, done: () => void): boolean {
    const index = this.#index
    // A graph that is being written must not change under the writer.
    if (index === undefined || this.#saving !== undefined || this.#growing !== undefined) return false
    const links = index.linksToGrow
    if (links === undefined) return index.insertUntil(deadline)
    this.#growing = this.#grow(index, links).finally(() => {
      this.#growing = undefined
      done()
    })
    return false
  }

  async #grow(index: VectorIndex, links: Links): Promise<void> {
    const { arena, waiting } = index
    const vectorOf = (label: number): number[] | undefined =>
      arena.has(label) ? arena.coordinates(label) : undefined
    const room = Math.ceil((links.labels.length + waiting) * 1.25)
    try {
      index.grow(await growAgain(this.#folder, links, arena.dimensions, vectorOf, room), links)
    } catch {
      // A full disk, or a file that hnswlib refuses: all vectors are here to make another graph of.
      index.startAnew()
    }
  }

  /** Reads all vectors back, and the graph if its file is the one that was saved. */
  load(): void {
    this.#index = undefined
    this.#generation = 0
    const generations = new Map<number, number>()
    for (const { passage, generation, vector } of this.#store.all()) {
      this.#generation = Math.max(this.#generation, generation)
      if (!vector) continue
      this.#index ??= new VectorIndex(vector.cells.length, this.#exactBelow)
      this.#index.put(passage, vector)
      generations.set(passage, generation)
    }
    if (this.#index) this.#adoptGraph(this.#index, generations)
  }

  #adoptGraph(index: VectorIndex, generations: ReadonlyMap<number, number>): void {
    const record = this.#record()
    const links = record && loadGraph(this.#folder, record, index.arena.dimensions)
    if (record && links)
      index.adopt(links, (passage) => (generations.get(passage) ?? Infinity) <= record.generation)
  }

  /** Forgets the graph and its file: it has every vector that it ever had. `load` builds another. */
  dropGraph(): void {
    this.#store.removeMeta(GRAPH)
    removeOtherGraphs(this.#folder, undefined)
  }

  /** Whether a save would write anything. */
  get isUnsaved(): boolean {
    return this.#index?.graph !== undefined
  }

  /** Saves the graph that grew, and keeps its links alone. */
  async save(): Promise<void> {
    this.#saving ??= this.#save().finally(() => (this.#saving = undefined))
    await this.#saving
  }

  async #save(): Promise<void> {
    const index = this.#index
    const graph = index?.graph
    if (!index || !graph) return
    const { record, links } = await saveGraph(this.#folder, graph, this.#seenGeneration())
    // Read back or built anew meanwhile, the vectors have another graph.
    if (this.#index !== index || index.graph !== graph) return removeGraph(this.#folder, record)
    this.#store.setMeta(GRAPH, JSON.stringify(record))
    removeOtherGraphs(this.#folder, record.file)
    index.freeze(links)
  }

  /** Vectors enter the graph in the order of their numbers: it has seen all before the first that waits. */
  #seenGeneration(): number {
    const first = this.#index?.firstWaiting
    return first === undefined ? this.#generation : (this.#store.generationOf(first) ?? 1) - 1
  }

  #record(): GraphRecord | undefined {
    const text = this.#store.meta(GRAPH)
    return text === undefined ? undefined : (JSON.parse(text) as GraphRecord)
  }
}
