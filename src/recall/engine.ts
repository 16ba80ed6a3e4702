/**
 * The index inside its worker: keeps database, catalogue, vectors and queue in step. Everything here is synchronous but
 * questions and vectors of a remote model; nothing here knows of threads or messages.
 */
import { Catalogue } from './catalogue.ts'
import { createEmbedder } from './embedder/create-embedder.ts'
import type { Embedded } from './embedder/embedder.ts'
import { EmbeddingQueue, type Wanted } from './embedding-queue.ts'
import { storageFailure } from './storage-failure.ts'
import { splitPassages } from './passages/split.ts'
import { Neighbours } from './rank/neighbours.ts'
import { createRanker } from './rank/ranker.ts'
import type {
  CubeVoice,
  NearestAnswer,
  RecallAnswer,
  RecallDocument,
  RecallOptions,
  RecallQuery,
  RecallStatus,
} from './recall.ts'
import { createSearch } from './search.ts'
import { createCursorStore } from './store/cursor-store.ts'
import { nearestMemories } from './overlap/nearest.ts'
import { openIndexFile } from './store/index-file.ts'
import {
  createTextStore,
  type Facts,
  type MemoryRow,
  type Spans,
  wordsOfPassage,
} from './store/text-store.ts'
import { createVectorStore } from './store/vector-store.ts'
import { Vectors } from './vectors/vectors.ts'

/** A part of a `replace`; the first opens the transaction and the last, which carries `at`, closes it. */
export interface ReplaceStep {
  cube: string
  put: RecallDocument[]
  remove: string[]
  at: string | undefined
}

export class Engine {
  readonly #file
  readonly #texts
  readonly #cursors
  readonly #store
  readonly #vectors: Vectors
  readonly #queue: EmbeddingQueue
  readonly #search
  readonly #nearest: (cube: number, texts: readonly string[], count: number) => Promise<NearestAnswer>
  readonly #neighbours: Neighbours
  readonly #catalogue = new Catalogue()
  readonly #model: string
  #writing = false

  /** @throws {RecallError} ERR_HOME_IN_USE when another process has the index open. */
  constructor(folder: string, options: RecallOptions) {
    this.#file = openIndexFile(folder)
    const { database } = this.#file
    this.#texts = createTextStore(database)
    this.#cursors = createCursorStore(database)
    this.#store = createVectorStore(database)
    const { embedder, softMatch } = createEmbedder(options.embedder ?? { kind: 'static' })
    this.#model = embedder.model
    this.#vectors = new Vectors(folder, this.#store, options.exactBelow)
    this.#queue = new EmbeddingQueue(embedder, {
      wanted: (memory) => this.#wanted(memory),
      store: (memories, wanted, embedded) => this.#storeVectors(memories, wanted, embedded),
    })
    this.#neighbours = new Neighbours(this.#catalogue, (memory) => this.#texts.neighboursOf(memory))
    const deps = {
      catalogue: this.#catalogue,
      searchWords: this.#texts.search,
      tokensOf: this.#store.tokensOf,
      vectors: () => this.#vectors.index,
      neighbours: this.#neighbours,
      softMatch,
    }
    const ranker = createRanker(deps, options.weights)
    this.#search = createSearch({
      catalogue: this.#catalogue,
      texts: this.#texts,
      cursors: this.#cursors,
      vectors: () => this.#vectors.index,
      ranker,
      embedder,
    })
    const near = { ...deps, texts: this.#texts, embedder }
    this.#nearest = (cube, texts, count) => nearestMemories(near, cube, texts, count)
    this.#load()
  }

  async search(query: RecallQuery): Promise<RecallAnswer> {
    const answer = await this.#search(query)
    return { ...answer, pending: this.#queue.pending }
  }

  cursor(cube: string): string | undefined {
    return this.#cursors.cursorOf(cube)
  }

  voices(): CubeVoice[] {
    return this.#catalogue.voices().map(({ cube, voice }) => ({ cube: this.#cursors.nameOf(cube), voice }))
  }

  entries(cube: string): [key: string, memory: string][] {
    const id = this.#cursors.idOf(cube)
    return id === undefined ? [] : this.#texts.entriesOf(id)
  }

  async nearest(cube: string, texts: readonly string[], count: number): Promise<NearestAnswer> {
    const id = this.#cursors.idOf(cube)
    return id === undefined ? { near: texts.map(() => []), waiting: 0 } : this.#nearest(id, texts, count)
  }

  status(): RecallStatus {
    const { memories } = this.#catalogue
    const { pending, problem } = this.#queue
    const status = { texts: memories, vectors: memories - pending, pending, model: this.#model }
    return problem === undefined ? status : { ...status, problem }
  }

  /** @throws {RecallError} when the database refuses; nothing of the whole `replace` is kept then. */
  replace(step: ReplaceStep): void {
    this.#write(() => {
      const cube = this.#cursors.ensure(step.cube)
      for (const key of step.remove) this.#removeRow(this.#texts.byKey(cube, key))
      for (const document of step.put) this.#put(cube, document)
      if (step.at !== undefined) this.#cursors.moveTo(cube, step.at)
    }, step.at !== undefined)
  }

  dropCube(cube: string): void {
    const id = this.#cursors.idOf(cube)
    if (id === undefined) return
    this.#write(() => {
      for (const row of this.#texts.ofCube(id)) this.#removeRow(row)
      this.#cursors.drop(id)
    }, true)
  }

  /** Gives up a `replace` whose last step will not come. */
  rollback(): void {
    if (!this.#writing) return
    this.#writing = false
    if (this.#file.database.isTransaction) this.#file.database.exec('rollback')
    this.#load()
  }

  /** One slice of background work. @returns whether there is more to do right away */
  work(deadline: number, wake: () => void): boolean {
    if (this.#writing) return false
    if (this.#queue.canWork(performance.now())) {
      this.#queue.work(deadline, wake)
      return true
    }
    if (this.#queue.pending === 0 && this.#vectors.work(deadline)) return true
    return false
  }

  /** Every vector is computed and inserted. */
  get isSettled(): boolean {
    return !this.#writing && this.#queue.pending === 0 && this.#vectors.waiting === 0
  }

  /** When `work` is worth calling again, though nothing can be done now. */
  get retryAt(): number | undefined {
    return this.#queue.retryAt
  }

  /** Moves the log into the database; called when nothing else is to be done. */
  checkpoint(): void {
    if (!this.#writing) this.#file.database.exec('pragma wal_checkpoint(passive)')
  }

  /** Gets what was removed out of the files. */
  purge(): void {
    if (this.#writing) return
    this.#file.beginWriting()
    this.#vectors.dropGraph()
    try {
      this.#file.purge()
    } catch (error) {
      throw storageFailure(error)
    }
    this.#load()
  }

  /** Points of the graph that a crash would cost. */
  get unsavedPoints(): number {
    return this.#vectors.isUnsaved ? (this.#vectors.index?.graphState.points ?? 0) : 0
  }

  async saveGraph(): Promise<void> {
    if (!this.#vectors.isUnsaved) return
    this.#file.beginWriting()
    await this.#vectors.save()
  }

  async close(): Promise<void> {
    this.rollback()
    await this.saveGraph()
    this.#file.close()
  }

  #write(change: () => void, last: boolean): void {
    try {
      this.#file.beginWriting()
      if (!this.#writing) this.#file.database.exec('begin')
      this.#writing = true
      change()
      if (!last) return
      this.#file.database.exec('commit')
      this.#writing = false
      this.#catalogue.settleIds()
    } catch (error) {
      this.rollback()
      throw storageFailure(error)
    } finally {
      this.#neighbours.forget()
    }
  }

  #put(cube: number, document: RecallDocument): void {
    const known = this.#texts.byKey(cube, document.key)
    if (known && isSame(known, document)) return
    this.#removeRow(known)
    const id = this.#catalogue.takeMemoryId()
    const spans: Spans = splitPassages(document.text).map(({ start, end, headings }) => [
      this.#catalogue.takePassageId(),
      start,
      end,
      headings,
    ])
    this.#catalogueRow(this.#texts.insert(id, cube, document, spans), spans)
    this.#queue.add(id)
  }

  #removeRow(row: MemoryRow | undefined): void {
    if (!row) return
    const passages = this.#catalogue.remove(row.id)
    this.#texts.remove(row.id, passages)
    this.#queue.delete(row.id)
    for (const passage of passages) this.#vectors.delete(passage)
  }

  #catalogueRow(row: Facts, spans: Spans): void {
    const facts = {
      cube: row.cube,
      voice: this.#catalogue.internVoice(row.cube, row.voice),
      tagSet: this.#catalogue.internTags(row.tags),
      created: row.created,
      validFrom: row.valid_from ?? undefined,
      validUntil: row.valid_until ?? undefined,
      expires: row.expires ?? undefined,
    }
    this.#catalogue.add(
      row.id,
      facts,
      spans.map(([passage]) => passage),
    )
  }

  /** Reads the catalogue and the vectors back: at the start, and after a change that failed. */
  #load(): void {
    if (this.#store.meta('model') !== this.#model) this.#forgetVectors()
    this.#catalogue.clear()
    this.#queue.clear()
    this.#cursors.load()
    this.#neighbours.forget()
    for (const row of this.#texts.all()) {
      this.#catalogueRow(row, JSON.parse(row.spans) as Spans)
      if (row.embedded === 0) this.#queue.add(row.id)
    }
    this.#catalogue.recoverIds()
    this.#vectors.load()
  }

  /** Vectors of another model never meet ours: texts keep answering by their words while they are embedded again. */
  #forgetVectors(): void {
    this.#file.beginWriting()
    this.#store.clear()
    this.#store.setMeta('model', this.#model)
  }

  #wanted(memory: number): Wanted[] {
    const row = this.#texts.byId(memory)
    if (!row) return []
    const text = this.#texts.textOf(memory)
    return (JSON.parse(row.spans) as Spans).map(([passage, start, end, headings]) => ({
      memory,
      passage,
      text: wordsOfPassage(text, { start, end, headings }),
    }))
  }

  #storeVectors(memories: readonly number[], wanted: readonly Wanted[], embedded: readonly Embedded[]): void {
    this.#file.beginWriting()
    const { database } = this.#file
    // A remote model may answer while a replace is open; its vectors then share that transaction.
    const own = !database.isTransaction
    if (own) database.exec('begin')
    try {
      for (const [place, { passage }] of wanted.entries()) this.#vectors.put(passage, embedded[place]!)
      for (const memory of memories) this.#store.markEmbedded(memory)
      if (own) database.exec('commit')
    } catch (error) {
      if (own && database.isTransaction) database.exec('rollback')
      throw error
    }
  }
}

/** A memory never changes under its CID; what the commit or the importer says beside it may. */
function isSame(row: MemoryRow, document: RecallDocument): boolean {
  const place = document.session === undefined ? null : (document.order ?? document.created)
  return (
    row.memory === document.memory &&
    row.author === document.author &&
    row.voice === (document.voice ?? document.author) &&
    row.session === (document.session ?? null) &&
    row.place === place
  )
}
