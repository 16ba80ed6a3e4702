/**
 * The index inside its worker: keeps database, catalogue, words, vectors and queue in step. Everything here is synchronous
 * but questions and vectors of a remote model; nothing here knows of threads or messages.
 */
import { Catalogue } from './catalogue.ts'
import { createEmbedder } from './embedder/create-embedder.ts'
import type { Embedded } from './embedder/embedder.ts'
import { EmbeddingQueue, type Wanted } from './embedding-queue.ts'
import { createFilterSource } from './filter.ts'
import { nearestMemories } from './overlap/nearest.ts'
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
import { storageFailure } from './storage-failure.ts'
import { createCursorStore } from './store/cursor-store.ts'
import { openIndexFile } from './store/index-file.ts'
import { createMemoryStore, factsOf, type MemoryRow, tagsJson, wordsOfPassage } from './store/memory-store.ts'
import { createNames, createVoiceNames } from './store/names.ts'
import { createPlaceStore, type PlaceRow } from './store/place-store.ts'
import { createVectorStore } from './store/vector-store.ts'
import { Vectors } from './vectors/vectors.ts'
import { createSegmentStore } from './words/segment-store.ts'
import { WordIndex } from './words/word-index.ts'

/** A part of a `replace`; the first opens the transaction and the last, which carries `at`, closes it. */
export interface ReplaceStep {
  cube: string
  put: RecallDocument[]
  remove: string[]
  at: string | undefined
}

export class Engine {
  readonly #file
  readonly #memories
  readonly #places
  readonly #tags
  readonly #sessions
  readonly #voices
  readonly #cursors
  readonly #store
  readonly #words: WordIndex
  readonly #vectors: Vectors
  readonly #queue: EmbeddingQueue
  readonly #search
  readonly #nearest: (cube: number, texts: readonly string[], count: number) => Promise<NearestAnswer>
  readonly #neighbours: Neighbours
  readonly #catalogue = new Catalogue()
  readonly #model: string
  /** Memories that lost a place in the change that is under way: one that stands nowhere at its end is removed. */
  readonly #moved = new Set<number>()
  #writing = false

  /** @throws {RecallError} ERR_HOME_IN_USE when another process has the index open. */
  constructor(folder: string, options: RecallOptions) {
    this.#file = openIndexFile(folder)
    const { database } = this.#file
    this.#memories = createMemoryStore(database)
    this.#places = createPlaceStore(database)
    this.#tags = createNames(database, 'tag_sets', 'tags')
    this.#sessions = createNames(database, 'sessions', 'session')
    this.#voices = createVoiceNames(database)
    this.#cursors = createCursorStore(database)
    this.#store = createVectorStore(database)
    this.#words = new WordIndex({
      store: createSegmentStore(database),
      flushed: (passages, flush) => this.#markFlushed(passages, flush),
    })
    const { embedder, softMatch } = createEmbedder(options.embedder ?? { kind: 'static' })
    this.#model = embedder.model
    this.#vectors = new Vectors(folder, this.#store, options.exactBelow)
    this.#queue = new EmbeddingQueue(embedder, {
      wanted: (memory) => this.#wanted(memory),
      store: (memories, wanted, embedded) => this.#storeVectors(memories, wanted, embedded),
    })
    this.#neighbours = new Neighbours(this.#catalogue, (place) => this.#places.neighboursOf(place))
    const shared = { catalogue: this.#catalogue, vectors: () => this.#vectors.index }
    const ranker = createRanker(
      {
        ...shared,
        searchWords: (words, limit, passes) => this.#words.search(words, limit, passes),
        tokensOf: this.#store.tokensOf,
        neighbours: this.#neighbours,
        softMatch,
        leastMeaning: embedder.leastMeaning ?? 0,
      },
      options.weights,
    )
    this.#search = createSearch({ ...this.#reads(), vectors: shared.vectors, ranker, embedder })
    const near = { ...shared, memories: this.#memories, places: this.#places, embedder }
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
    const heard = [...this.#voices.all()].filter(({ id }) => this.#catalogue.isHeard(id))
    return heard.map(({ cube, voice }) => ({ cube: this.#cursors.nameOf(cube), voice }))
  }

  entries(cube: string): [key: string, memory: string][] {
    const id = this.#cursors.idOf(cube)
    return id === undefined ? [] : this.#places.entriesOf(id)
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
      for (const key of step.remove) this.#removePlace(this.#places.byKey(cube, key))
      for (const document of step.put) this.#put(cube, document)
      if (step.at !== undefined) this.#cursors.moveTo(cube, step.at)
    }, step.at !== undefined)
    // Who writes faster than segments are written waits for one.
    if (!this.#writing && this.#words.isFull) this.#writeWords(Infinity)
  }

  dropCube(cube: string): void {
    const id = this.#cursors.idOf(cube)
    if (id === undefined) return
    this.#write(() => {
      for (const row of this.#places.ofCube(id)) this.#removePlace(row)
      this.#cursors.drop(id)
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
    if (this.#queue.pending === 0 && this.#vectors.work(deadline)) return true
    return false
  }

  /** Every vector is computed and inserted, and no segment is half written. */
  get isSettled(): boolean {
    return !this.#writing && !this.#words.hasWork && this.#queue.pending === 0 && this.#vectors.waiting === 0
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
    if (this.#words.isWorthClosing) {
      this.#file.beginWriting()
      this.#transaction(() => this.#words.close())
    }
    await this.saveGraph()
    this.#file.close()
  }

  /** What a search reads. */
  #reads() {
    return {
      createFilter: createFilterSource(this.#catalogue),
      cubeId: this.#cursors.idOf,
      cubeName: this.#cursors.nameOf,
      voiceIds: this.#voices.named,
      voice: this.#voices.get,
      memory: this.#memories.byId,
      place: this.#places.byId,
      memoryIds: this.#memories.idsOf,
      text: this.#memories.textOf,
      tags: (id: number) => JSON.parse(this.#tags.nameOf(id)) as string[],
      session: this.#sessions.nameOf,
    }
  }

  #write(change: () => void, last: boolean): void {
    try {
      this.#file.beginWriting()
      if (!this.#writing) this.#file.database.exec('begin')
      this.#writing = true
      change()
      if (!last) return
      for (const memory of this.#moved) this.#removeIfNowhere(memory)
      this.#moved.clear()
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

  #put(cube: number, document: RecallDocument): void {
    const { key, author, session } = document
    const known = this.#places.byKey(cube, key)
    const place = {
      cube,
      key,
      voice: this.#voices.ensure({ cube, author, voice: document.voice ?? author }),
      session: session === undefined ? null : this.#sessions.ensure(session),
      turn: session === undefined ? null : (document.order ?? document.created),
    }
    const memory = this.#memories.idOf(document.memory) ?? this.#insert(document)
    if (known && isSame(known, { ...place, memory })) return
    this.#removePlace(known)
    const id = this.#catalogue.takePlaceId()
    this.#places.insert({ id, memory, ...place })
    this.#catalogue.addPlace(id, { cube, voice: place.voice, memory })
  }

  #insert(document: RecallDocument): number {
    const { text } = document
    const id = this.#catalogue.takeMemoryId()
    const passages = splitPassages(text)
    const first = this.#catalogue.takePassageIds(passages.length)
    const lengths = passages.map((passage, at) => this.#words.put(first + at, wordsOfPassage(text, passage)))
    const row = {
      id,
      cid: document.memory,
      first_passage: first,
      lengths: Uint8Array.from(lengths),
      tags: this.#tags.ensure(tagsJson(document.tags)),
      ...factsOf(document),
    }
    this.#memories.insert(
      row,
      text,
      passages.map(({ start, end, headings }) => [start, end, headings]),
    )
    this.#catalogueRow(row)
    this.#queue.add(id)
    return id
  }

  #removePlace(row: PlaceRow | undefined): void {
    if (!row) return
    this.#places.remove(row.id)
    if (!this.#catalogue.removePlace(row.id)) this.#moved.add(row.memory)
  }

  #removeIfNowhere(memory: number): void {
    for (const _ of this.#catalogue.placesOf(memory)) return
    for (const passage of this.#catalogue.passagesOf(memory)) {
      this.#words.delete(passage)
      this.#vectors.delete(passage)
    }
    this.#queue.delete(memory)
    this.#memories.remove(memory)
    this.#catalogue.removeMemory(memory)
  }

  #catalogueRow(row: Omit<MemoryRow, 'embedded' | 'flush'>): void {
    if (!this.#catalogue.knowsTagSet(row.tags))
      this.#catalogue.nameTagSet(row.tags, new Set(JSON.parse(this.#tags.nameOf(row.tags)) as string[]))
    this.#catalogue.addMemory(row.id, {
      tagSet: row.tags,
      created: row.created,
      firstPassage: row.first_passage,
      passages: row.lengths.length,
      validFrom: row.valid_from ?? undefined,
      validUntil: row.valid_until ?? undefined,
      expires: row.expires ?? undefined,
    })
  }

  /** Reads back what is kept in memory: at the start, and after a change that failed. */
  #load(): void {
    if (this.#store.meta('model') !== this.#model) this.#forgetVectors()
    this.#catalogue.clear()
    this.#queue.clear()
    this.#moved.clear()
    this.#cursors.load()
    this.#voices.load()
    this.#neighbours.forget()
    this.#words.load()
    for (const row of this.#memories.all()) {
      this.#catalogueRow(row)
      this.#loadWords(row)
      if (row.embedded === 0) this.#queue.add(row.id)
    }
    for (const { id, cube, voice, memory } of this.#places.all())
      this.#catalogue.addPlace(id, { cube, voice, memory })
    this.#catalogue.recoverIds()
    this.#vectors.load()
  }

  /** Words that no segment has yet are read from the text again. */
  #loadWords({ id, first_passage: first, lengths, flush }: MemoryRow): void {
    if (flush > 0) lengths.forEach((length, at) => this.#words.restore(first + at, flush, length))
    else for (const { passage, text } of this.#wanted(id)) this.#words.put(passage, text)
  }

  #markFlushed(passages: readonly number[], flush: number): void {
    const memories = new Set(passages.map((passage) => this.#catalogue.memoryOf(passage)))
    for (const memory of memories) this.#memories.markFlushed(memory, flush)
  }

  /** Vectors of another model never meet ours: texts keep answering by their words while they are embedded again. */
  #forgetVectors(): void {
    this.#file.beginWriting()
    this.#store.clear()
    this.#store.setMeta('model', this.#model)
  }

  #wanted(memory: number): Wanted[] {
    const first = this.#catalogue.firstPassage(memory)
    const { text, spans } = this.#memories.textOf(memory)
    return spans.map(([start, end, headings], at) => ({
      memory,
      passage: first + at,
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
      for (const memory of memories) this.#memories.markEmbedded(memory)
      if (own) database.exec('commit')
    } catch (error) {
      if (own && database.isTransaction) database.exec('rollback')
      throw error
    }
  }
}

/** Names that nothing uses any more may be what was removed. */
const UNUSED_NAMES = `
delete from tag_sets where id not in (select tags from memories);
delete from sessions where id not in (select session from places where session is not null);
delete from voices where id not in (select voice from places);
`

function isSame(row: PlaceRow, place: Omit<PlaceRow, 'id'>): boolean {
  return (
    row.memory === place.memory &&
    row.voice === place.voice &&
    row.session === place.session &&
    row.turn === place.turn
  )
}
