/**
 * The index inside its worker: keeps database, catalogue, words, vectors and queue in step. Everything here is synchronous
 * but questions and vectors of a remote model; nothing here knows of threads or messages.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { Catalogue } from './catalogue.ts'
import { Contents, passagesOf } from './contents.ts'
import { createEmbedder } from './embedder/create-embedder.ts'
import type { Embedded } from './embedder/embedder.ts'
import { RecallError } from './errors.ts'
import { EmbeddingQueue, type Wanted } from './embedding-queue.ts'
import { createFilterSource } from './filter.ts'
import { keyVectors } from './overlap/key-vectors.ts'
import { nearestMemories } from './overlap/nearest.ts'
import { Neighbours } from './rank/neighbours.ts'
import { Ranker } from './rank/ranker.ts'
import type {
  CubeVoice,
  KeyVector,
  NearestAnswer,
  RecallAnswer,
  RecallDocument,
  RecallOptions,
  RecallQuery,
  RecallStatus,
} from './recall.ts'
import { Search } from './search.ts'
import { Away, type ServerStatus } from './server/away.ts'
import type { RecallServer } from './server/interface.ts'
import type { PlaceDeps } from './server/place.ts'
import type { IndexCounts } from './sealed-counts.ts'
import { storageFailure } from './storage-failure.ts'
import { openIndexFile } from './store/index-file.ts'
import { AWAY_VERSION, INDEX_VERSION } from './store/index-version.ts'
import { createTables, type Tables } from './store/tables.ts'
import { createTexts, type TextSource } from './texts.ts'
import type { Meaning } from './vectors/meaning.ts'
import { Vectors } from './vectors/vectors.ts'
import { createSegmentStore } from './words/segment-store.ts'
import { WordIndex } from './words/word-index.ts'

/** A part of a `replace`; the first opens the transaction and the last, which carries `at`, closes it. */
export interface ReplaceStep {
  cube: string
  put: RecallDocument[]
  remove: string[]
  /** Keys. */
  opaque: string[]
  at: string | undefined
}

export class Engine {
  readonly #file
  readonly #tables: Tables
  readonly #words: WordIndex
  readonly #vectors: Vectors
  readonly #queue: EmbeddingQueue
  readonly #away: Away
  readonly #contents: Contents
  readonly #search: Search
  readonly #nearest: (cube: number, texts: readonly string[], count: number) => Promise<NearestAnswer>
  readonly #neighbours: Neighbours
  readonly #catalogue = new Catalogue()
  readonly #model: string
  /** With the embedder that ships. */
  readonly #isPlain: boolean
  #writing = false
  /** Questions that are being answered: until then no id that was let go is another's. */
  #asked = 0

  /**
   * @param connect to a server that has a part of the index, or shall have it
   * @throws {RecallError} ERR_HOME_IN_USE when another process has the index open.
   */
  constructor(
    folder: string,
    options: RecallOptions,
    source?: TextSource,
    connect: PlaceDeps['connect'] = noServer,
  ) {
    this.#file = openIndexFile(folder)
    const tables = createTables(this.#file.database, { keepsTexts: source === undefined })
    const readTexts = createTexts(tables.memories, source)
    const catalogue = this.#catalogue
    this.#tables = tables
    const segments = createSegmentStore(this.#file.database)
    this.#words = new WordIndex({
      store: segments,
      flushed: (passages, flush) => this.#markFlushed(passages, flush),
      rowsAway: (ids, terms) => this.#away.rows(ids, terms),
    })
    const { embedder, softMatch } = createEmbedder(options.embedder ?? { kind: 'static' })
    this.#model = embedder.model
    this.#isPlain = options.embedder === undefined
    const { target, owner = '', leastMoved } = options.server ?? {}
    const exactBelow = target === undefined ? options.exactBelow : Infinity
    this.#vectors = new Vectors(folder, tables.vectors, tables.away, exactBelow)
    this.#away = new Away({
      connect,
      wanted: target,
      owner,
      words: this.#words,
      segments,
      vectors: this.#vectors,
      store: tables.away,
      meta: tables.vectors,
      leastMoved,
      placed: (isAway) => this.#file.setVersion(isAway ? AWAY_VERSION : INDEX_VERSION),
      giveUp: () => {
        this.#file.beginWriting()
        this.#file.setVersion(0)
      },
    })
    this.#queue = new EmbeddingQueue(embedder, {
      passages: (memory) => catalogue.passageCount(memory),
      texts: (memories) => readTexts(memories.map((id) => ({ id, cid: tables.memories.cidOf(id) ?? '' }))),
      wanted: (memory, text) => passagesOf(tables.memories, catalogue, memory, text),
      store: (memories, wanted, embedded) => this.#storeVectors(memories, wanted, embedded),
    })
    const [words, index, queue] = [this.#words, this.#vectors, this.#queue]
    this.#contents = new Contents({ tables, catalogue, words, vectors: index, queue })
    this.#neighbours = new Neighbours(catalogue, (place) => tables.places.neighboursOf(place))
    const meaning = (): Meaning | undefined => this.#away.meaning()
    const ranker = new Ranker(
      {
        catalogue,
        searchWords: (terms, limit, passes) => words.search(terms, limit, passes),
        neighbours: this.#neighbours,
        softMatch,
        leastMeaning: embedder.leastMeaning ?? 0,
      },
      options.weights,
    )
    const createFilter = createFilterSource(catalogue)
    this.#search = new Search({ tables, readTexts, createFilter, meaning, ranker, embedder })
    const near = { catalogue, meaning, memories: tables.memories, places: tables.places, embedder }
    this.#nearest = (cube, texts, count) => nearestMemories(near, cube, texts, count)
    this.#load()
  }

  async search(query: RecallQuery): Promise<RecallAnswer> {
    const answer = await this.#asking(() => this.#search.ask(query))
    return { ...answer, pending: this.#queue.pending }
  }

  cursor(cube: string): string | undefined {
    return this.#tables.cursors.cursorOf(cube)
  }

  opaque(cubes: readonly string[]): number {
    const ids = cubes.flatMap((cube) => this.#tables.cursors.idOf(cube) ?? [])
    return this.#tables.opaque.count(ids)
  }

  voices(): CubeVoice[] {
    const heard = [...this.#tables.voices.all()].filter(({ id }) => this.#catalogue.isHeard(id))
    return heard.map(({ cube, voice }) => ({ cube: this.#tables.cursors.nameOf(cube), voice }))
  }

  entries(cube: string): [key: string, memory: string][] {
    const id = this.#tables.cursors.idOf(cube)
    return id === undefined ? [] : this.#tables.places.entriesOf(id)
  }

  async nearest(cube: string, texts: readonly string[], count: number): Promise<NearestAnswer> {
    const id = this.#tables.cursors.idOf(cube)
    if (id === undefined) return { near: texts.map(() => []), waiting: 0 }
    return this.#asking(() => this.#nearest(id, texts, count))
  }

  async vectors(cube: string, keys: readonly string[]): Promise<KeyVector[]> {
    const id = this.#tables.cursors.idOf(cube)
    if (id === undefined) return []
    const from = { tables: this.#tables, catalogue: this.#catalogue, meaning: this.#away.meaning() }
    return this.#asking(() => keyVectors(from, id, keys))
  }

  async #asking<T>(question: () => Promise<T>): Promise<T> {
    this.#asked++
    try {
      return await question()
    } finally {
      this.#asked--
    }
  }

  status(): RecallStatus {
    const { memories } = this.#catalogue
    const { pending, problem } = this.#queue
    const status = { texts: memories, vectors: memories - pending, pending, model: this.#model }
    const server = this.#away.status()
    return {
      ...status,
      ...(problem !== undefined && { problem }),
      ...(server !== undefined && { server }),
    }
  }

  /** Asks the server whether it is there. @returns undefined where no part of the index is at one, nor shall be */
  async server(): Promise<ServerStatus | undefined> {
    return this.#away.probe()
  }

  /** @throws {RecallError} when the database refuses; nothing of the whole `replace` is kept then. */
  replace(step: ReplaceStep): void {
    this.#write(() => {
      const cube = this.#tables.cursors.ensure(step.cube)
      for (const key of step.remove) this.#contents.removePlace(this.#tables.places.byKey(cube, key))
      for (const document of step.put) this.#contents.put(cube, document)
      this.#tables.opaque.change(cube, step)
      if (step.at !== undefined) this.#tables.cursors.moveTo(cube, step.at)
    }, step.at !== undefined)
    // Who writes faster than segments are written waits for one.
    if (!this.#writing && this.#words.isFull) this.#writeWords(Infinity)
  }

  dropCube(cube: string): void {
    const id = this.#tables.cursors.idOf(cube)
    if (id === undefined) return
    this.#write(() => {
      for (const row of this.#tables.places.ofCube(id)) this.#contents.removePlace(row)
      this.#tables.opaque.dropCube(id)
      this.#tables.cursors.drop(id)
    }, true)
  }

  /** Gives up a `replace` whose last step will not come. */
  rollback(): void {
    if (!this.#writing) return
    this.#writing = false
    this.#undo()
  }

  /** One slice of background work. @returns whether there is more to do right away */
  work(deadline: number, wake: () => void): boolean {
    if (this.#writing) return false
    if (this.#words.hasWork) {
      this.#writeWords(deadline)
      return true
    }
    if (this.#queue.canWork(performance.now())) {
      this.#queue.work(deadline, wake)
      return true
    }
    if (this.#queue.pending === 0 && this.#vectors.work(deadline, wake)) return true
    // What a question has begun to look at stays where it is until it is answered.
    if (this.#asked === 0 && this.#away.canWork(performance.now()))
      return this.#away.work((change) => {
        this.#file.beginWriting()
        this.#transaction(change)
      }, wake)
    return false
  }

  /** Every vector is computed and inserted, and no segment is half written. */
  get isSettled(): boolean {
    return !this.#writing && !this.#words.hasWork && this.#queue.pending === 0 && this.#vectors.waiting === 0
  }

  /** When `work` is worth calling again, though nothing can be done now. */
  get retryAt(): number | undefined {
    return this.#queue.retryAt ?? this.#away.retryAt
  }

  /** Moves the log into the database; called when nothing else is to be done. */
  checkpoint(): void {
    if (!this.#writing) this.#file.database.exec('pragma wal_checkpoint(truncate)')
  }

  /** Gets what was removed out of the files, and out of those of a server. @throws {RecallError} ERR_UNREACHABLE */
  async purge(wake: () => void): Promise<void> {
    if (this.#writing) return
    if (!this.#away.isConcerned) return this.#purgeHere()
    await this.#away.purge(async () => {
      // A change may have begun meanwhile.
      while (this.#writing) await turn()
      this.#purgeHere()
    }, wake)
  }

  #purgeHere(): void {
    this.#file.beginWriting()
    this.#vectors.dropGraph()
    this.#transaction(() => {
      this.#words.compact()
      this.#file.database.exec(UNUSED_NAMES)
    })
    try {
      this.#file.vacuum()
    } catch (error) {
      throw storageFailure(error)
    }
    this.#load()
  }

  async saveGraph(): Promise<void> {
    if (!this.#vectors.isUnsaved) return
    this.#file.beginWriting()
    await this.#vectors.save()
  }

  async close(): Promise<void> {
    this.rollback()
    if (this.#words.isWorthClosing) {
      this.#file.beginWriting()
      this.#transaction(() => this.#words.close())
    }
    await this.saveGraph()
    const counts = this.#counts()
    await this.#away.close()
    this.#file.close(counts)
  }

  #counts(): IndexCounts | undefined {
    if (!this.#isPlain || this.#away.isConcerned || this.#queue.pending > 0) return undefined
    return { texts: this.#catalogue.memories, cursors: this.#tables.cursors.all() }
  }

  #write(change: () => void, last: boolean): void {
    try {
      this.#file.beginWriting()
      if (!this.#writing) this.#file.database.exec('begin')
      this.#writing = true
      change()
      if (!last) return
      this.#contents.removeUnplaced()
      this.#file.database.exec('commit')
      this.#writing = false
      if (this.#asked === 0) this.#catalogue.recycleIds()
    } catch (error) {
      this.rollback()
      throw storageFailure(error)
    } finally {
      this.#neighbours.forget()
    }
  }

  /** @throws {RecallError} when the database refuses; the index is then as the database has it. */
  #transaction(change: () => void): void {
    this.#file.database.exec('begin')
    try {
      change()
      this.#file.database.exec('commit')
    } catch (error) {
      this.#undo()
      throw storageFailure(error)
    }
  }

  #undo(): void {
    if (this.#file.database.isTransaction) this.#file.database.exec('rollback')
    this.#load()
  }

  #writeWords(deadline: number): void {
    this.#file.beginWriting()
    this.#transaction(() => this.#words.work(deadline))
  }

  /** Reads back what is kept in memory: at the start, and after a change that failed. */
  #load(): void {
    if (this.#tables.vectors.meta('model') !== this.#model) this.#forgetVectors()
    this.#neighbours.forget()
    this.#contents.load()
    this.#away.restart()
  }

  #markFlushed(passages: readonly number[], flush: number): void {
    const memories = new Set(passages.map((passage) => this.#catalogue.memoryOf(passage)))
    for (const memory of memories) this.#tables.memories.markFlushed(memory, flush)
  }

  /** Vectors of another model never meet ours: texts keep answering by their words while they are embedded again. */
  #forgetVectors(): void {
    this.#file.beginWriting()
    this.#tables.vectors.clear()
    this.#tables.away.clear()
    this.#tables.vectors.setMeta('model', this.#model)
  }

  #storeVectors(memories: readonly number[], wanted: readonly Wanted[], embedded: readonly Embedded[]): void {
    this.#file.beginWriting()
    const { database } = this.#file
    // A remote model may answer while a replace is open; its vectors then share that transaction.
    const own = !database.isTransaction
    if (own) database.exec('begin')
    try {
      for (const [place, { passage }] of wanted.entries()) this.#vectors.put(passage, embedded[place]!)
      for (const memory of memories) this.#tables.memories.markEmbedded(memory)
      if (own) database.exec('commit')
    } catch (error) {
      if (own && database.isTransaction) database.exec('rollback')
      throw error
    }
  }
}

function noServer(target: string): RecallServer {
  throw new RecallError('ERR_INTERNAL', `nothing connects to ${target}`)
}

/** Names that nothing uses any more may be what was removed. */
const UNUSED_NAMES = `
delete from tag_sets where id not in (select tags from memories);
delete from sessions where id not in (select session from places where session is not null);
delete from voices where id not in (select voice from places);
`
