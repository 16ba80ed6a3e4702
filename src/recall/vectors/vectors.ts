/** Vectors in memory, in the graph and in the database, kept in step. */
import { GrowingColumn } from '../columns.ts'
import type { Embedded } from '../embedder/embedder.ts'
import type { AwayVector, RecallServer } from '../server/interface.ts'
import { meaningAway } from '../server/meaning-away.ts'
import type { AwayStore } from '../store/away-store.ts'
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
import { meaningHere, type Meaning } from './meaning.ts'
import { quantise } from './quantised.ts'
import { VectorIndex } from './vector-index.ts'

const GRAPH = 'graph'

export class Vectors {
  readonly #folder: string
  readonly #store: VectorStore
  readonly #away: AwayStore
  readonly #exactBelow: number | undefined
  /** By passage: the generation of a vector that is at a server; 0 for none. */
  readonly #generationAway = new GrowingColumn(Int32Array, 0)
  #countAway = 0
  #index: VectorIndex | undefined
  /** Grows with each vector; tells which vectors a saved graph has seen. */
  #generation = 0
  #saving: Promise<void> | undefined
  #growing: Promise<void> | undefined

  /** @param exactBelow Infinity where a server is to have the vectors: no graph is made of those that wait for it */
  constructor(folder: string, store: VectorStore, away: AwayStore, exactBelow: number | undefined) {
    this.#folder = folder
    this.#store = store
    this.#away = away
    this.#exactBelow = exactBelow
  }

  /** Those that are here; `undefined` until there is a first one. */
  get index(): VectorIndex | undefined {
    return this.#index
  }

  /** For one question; `undefined` until there is a first vector. @param server undefined where none can be asked */
  meaning(
    server: Pick<RecallServer, 'nearest' | 'vectorsOf'> | undefined,
    dimensions: number,
  ): Meaning | undefined {
    const here = this.#index
    if (this.#countAway === 0 || server === undefined) return here && meaningHere(here, this.#store.tokensOf)
    const generationOf = (passage: number): number => this.#generationAway.get(passage)
    return meaningAway({
      server,
      dimensions,
      count: this.#countAway,
      generationOf,
      here,
      tokensHere: this.#store.tokensOf,
    })
  }

  /** How many are at a server. */
  get countAway(): number {
    return this.#countAway
  }

  /** How many are here. */
  get countHere(): number {
    return this.#index?.arena.count ?? 0
  }

  /** Some of those that are here. */
  some(count: number): AwayVector[] {
    return this.#store.some(count).map(({ passage, generation, vector, tokens }) => ({
      passage,
      generation,
      tokens,
      ...vector,
    }))
  }

  /** The server has these. What is gone or has changed meanwhile is to be deleted there. */
  movedAway(vectors: readonly AwayVector[]): void {
    for (const { passage, generation } of vectors) {
      if (this.#store.generationOf(passage) !== generation) this.#away.noteRemoved(generation)
      else {
        this.#store.remove(passage)
        this.#index?.delete(passage)
        this.#away.insert(passage, generation)
        this.#generationAway.set(passage, generation)
        this.#countAway++
      }
    }
    // Its memory is given back.
    if (this.#index?.arena.count === 0) this.#index = undefined
  }

  /** These came back from the server, where they are to be deleted. */
  broughtBack(vectors: readonly AwayVector[]): void {
    for (const { passage, generation, scale, cells, tokens } of vectors) {
      if (this.#generationAway.get(passage) !== generation) continue
      this.#leaveAway(passage)
      this.#store.put(passage, generation, { scale, cells }, tokens)
      this.#index ??= new VectorIndex(cells.length, this.#exactBelow)
      this.#index.put(passage, { scale, cells })
    }
  }

  /** What was away is no more wanted there. */
  #leaveAway(passage: number): void {
    const generation = this.#generationAway.get(passage)
    if (generation === 0) return
    this.#away.remove(passage)
    this.#away.noteRemoved(generation)
    this.#generationAway.set(passage, 0)
    this.#countAway--
  }

  get waiting(): number {
    return this.#index?.waiting ?? 0
  }

  put(passage: number, { vector, tokens }: Embedded): void {
    const quantised = vector && quantise(vector)
    this.#leaveAway(passage)
    this.#store.put(passage, ++this.#generation, quantised, tokens)
    if (!quantised) return
    this.#index ??= new VectorIndex(quantised.cells.length, this.#exactBelow)
    if (quantised.cells.length === this.#index.arena.dimensions) this.#index.put(passage, quantised)
  }

  delete(passage: number): void {
    this.#leaveAway(passage)
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
    this.#generation = this.#away.newestRemoved()
    this.#generationAway.fill(0)
    this.#countAway = 0
    for (const { passage, generation } of this.#away.all()) {
      this.#generation = Math.max(this.#generation, generation)
      this.#generationAway.set(passage, generation)
      this.#countAway++
    }
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
