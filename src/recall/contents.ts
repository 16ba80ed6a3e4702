/**
 * What the index holds. A document is a place where a memory stands; the first place brings the memory, and the last one
 * that goes takes it along. Tables, catalogue, words, vectors and queue are kept in step here; the transaction around a
 * change belongs to the engine.
 */
import type { Catalogue } from './catalogue.ts'
import type { EmbeddingQueue, Wanted } from './embedding-queue.ts'
import { splitPassages } from './passages/split.ts'
import type { RecallDocument } from './recall.ts'
import {
  factsOf,
  type MemoryRow,
  type MemoryStore,
  tagsJson,
  wholeSpans,
  wordsOfPassage,
} from './store/memory-store.ts'
import type { PlaceRow } from './store/place-store.ts'
import type { Tables } from './store/tables.ts'
import type { Vectors } from './vectors/vectors.ts'
import type { WordIndex } from './words/word-index.ts'

interface ContentsDeps {
  tables: Tables
  catalogue: Catalogue
  words: WordIndex
  vectors: Vectors
  queue: EmbeddingQueue
}

export class Contents {
  readonly #tables: Tables
  readonly #catalogue: Catalogue
  readonly #words: WordIndex
  readonly #vectors: Vectors
  readonly #queue: EmbeddingQueue
  /** Memories that lost a place in the change that is under way: one that stands nowhere at its end is removed. */
  readonly #moved = new Set<number>()

  constructor({ tables, catalogue, words, vectors, queue }: ContentsDeps) {
    this.#tables = tables
    this.#catalogue = catalogue
    this.#words = words
    this.#vectors = vectors
    this.#queue = queue
  }

  put(cube: number, document: RecallDocument): void {
    const { key, author, session } = document
    const known = this.#tables.places.byKey(cube, key)
    const place = {
      cube,
      key,
      voice: this.#tables.voices.ensure({ cube, author, voice: document.voice ?? author }),
      session: session === undefined ? null : this.#tables.sessions.ensure(session),
      turn: session === undefined ? null : (document.order ?? document.created),
    }
    const memory = this.#tables.memories.idOf(document.memory) ?? this.#insert(document)
    if (known && isSame(known, { ...place, memory })) return
    this.removePlace(known)
    const id = this.#catalogue.takePlaceId()
    this.#tables.places.insert({ id, memory, ...place })
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
      tags: this.#tables.tags.ensure(tagsJson(document.tags)),
      ...factsOf(document),
    }
    this.#tables.memories.insert(
      row,
      text,
      passages.map(({ start, end, headings }) => [start, end, headings]),
    )
    this.#catalogueRow(row)
    this.#queue.add(id)
    return id
  }

  removePlace(row: PlaceRow | undefined): void {
    if (!row) return
    this.#tables.places.remove(row.id)
    if (!this.#catalogue.removePlace(row.id)) this.#moved.add(row.memory)
  }

  /** At the end of a change. */
  removeUnplaced(): void {
    for (const memory of this.#moved) this.#removeIfNowhere(memory)
    this.#moved.clear()
  }

  #removeIfNowhere(memory: number): void {
    for (const _ of this.#catalogue.placesOf(memory)) return
    for (const passage of this.#catalogue.passagesOf(memory)) {
      this.#words.delete(passage)
      this.#vectors.delete(passage)
    }
    this.#queue.delete(memory)
    this.#tables.memories.remove(memory)
    this.#catalogue.removeMemory(memory)
  }

  /** Reads back what is kept in memory: at the start, and after a change that failed. */
  load(): void {
    this.#catalogue.clear()
    this.#queue.clear()
    this.#moved.clear()
    this.#tables.cursors.load()
    this.#tables.voices.load()
    this.#words.load()
    for (const row of this.#tables.memories.all()) {
      this.#catalogueRow(row)
      this.#loadWords(row)
      if (row.embedded === 0) this.#queue.add(row.id)
    }
    for (const { id, cube, voice, memory } of this.#tables.places.all())
      this.#catalogue.addPlace(id, { cube, voice, memory })
    this.#catalogue.recoverIds()
    this.#vectors.load()
  }

  #catalogueRow(row: Omit<MemoryRow, 'embedded' | 'flush'>): void {
    const { tags } = row
    if (!this.#catalogue.knowsTagSet(tags))
      this.#catalogue.nameTagSet(tags, new Set(JSON.parse(this.#tables.tags.nameOf(tags)) as string[]))
    this.#catalogue.addMemory(row.id, {
      tagSet: tags,
      created: row.created,
      firstPassage: row.first_passage,
      passages: row.lengths.length,
      validFrom: row.valid_from ?? undefined,
      validUntil: row.valid_until ?? undefined,
      expires: row.expires ?? undefined,
    })
  }

  /** Words that no segment has yet are read from the text again. */
  #loadWords({ id, first_passage: first, lengths, flush }: MemoryRow): void {
    if (flush > 0) return lengths.forEach((length, at) => this.#words.restore(first + at, flush, length))
    const body = this.#tables.memories.textOf(id) ?? ''
    const waiting = passagesOf(this.#tables.memories, this.#catalogue, id, body)
    for (const { passage, text } of waiting) this.#words.put(passage, text)
  }
}

/** The passages of a memory with this text, and their words. */
export function passagesOf(
  memories: MemoryStore,
  catalogue: Catalogue,
  memory: number,
  text: string,
): Wanted[] {
  const first = catalogue.firstPassage(memory)
  const spans = memories.spansOf(memory) ?? wholeSpans(text)
  return spans.map(([start, end, headings], at) => ({
    memory,
    passage: first + at,
    text: wordsOfPassage(text, { start, end, headings }),
  }))
}

function isSame(row: PlaceRow, place: Omit<PlaceRow, 'id'>): boolean {
  return (
    row.memory === place.memory &&
    row.voice === place.voice &&
    row.session === place.session &&
    row.turn === place.turn
  )
}
