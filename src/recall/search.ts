/** Answers a question: checks it, ranks, and reads back what the hits show. */
import type { EmbeddedQuery, Embedder } from './embedder/embedder.ts'
import { RecallError } from './errors.ts'
import type { Filter, FilterTerms } from './filter.ts'
import { diversify } from './rank/diversify.ts'
import { packPassages } from './rank/pack.ts'
import type { Question, RankedMemory, Ranker } from './rank/ranker.ts'
import type { RecallAnswer, RecallHit, RecallQuery } from './recall.ts'
import { type MemoryRow, type Spans, wholeSpans } from './store/memory-store.ts'
import type { Tables } from './store/tables.ts'
import type { ReadTexts } from './texts.ts'
import type { Meaning } from './vectors/meaning.ts'
import { queryTerms } from './words/match-query.ts'

const MAX_TOP = 1000
/** A question is a sentence or a paragraph; more is a document (guess). */
const MAX_QUESTION_LENGTH = 10_000
/** Diversity chooses among this many times what is asked for (guess). */
const POOL = 4

interface SearchDeps {
  tables: Tables
  readTexts: ReadTexts
  createFilter(terms: FilterTerms): Filter
  /** For one question; `undefined` while there is no vector. */
  meaning(): Meaning | undefined
  ranker: Ranker
  embedder: Embedder
}

/** A memory that answers, but for its text. */
interface Chosen extends RankedMemory {
  row: MemoryRow
  /** Undefined for a single passage. */
  spans: Spans | undefined
  shown: Omit<RecallHit, 'text' | 'offset' | 'length' | 'headings'>
}

interface Found extends Chosen {
  spans: Spans
  text: string
}

export class Search {
  readonly #deps: SearchDeps

  constructor(deps: SearchDeps) {
    this.#deps = deps
  }

  async ask(query: RecallQuery): Promise<Omit<RecallAnswer, 'pending'>> {
    const started = performance.now()
    checkQuery(query)
    const meaning = await this.#understand(query.text)
    const question: Question = {
      words: queryTerms(query.text),
      vector: meaning.vector,
      tokens: meaning.tokens,
      coverage: meaning.coverage,
      meaning: this.#deps.meaning(),
    }
    const filter = this.#filterFor(query)
    const selected = await this.#select(query, question, filter)
    const found = await this.#read(selected.flatMap((ranked) => this.#choose(ranked, filter)))
    const hits = found.map((item): RecallHit => ({ ...item.shown, ...slice(item, item.passage) }))
    const packed = query.budget === undefined ? {} : { packed: pack(found, hits, query.budget) }
    const wordsOnly = meaning.problem === undefined ? {} : { wordsOnly: meaning.problem }
    return { hits, tookMs: performance.now() - started, ...packed, ...wordsOnly }
  }

  /** A model that does not answer leaves the words, and the answer says so. */
  async #understand(text: string): Promise<EmbeddedQuery & { problem?: string }> {
    try {
      // Awaited only if it must be: the static table answers at once.
      const embedded = this.#deps.embedder.embedQuery(text)
      return embedded instanceof Promise ? await embedded : embedded
    } catch (error) {
      return {
        vector: undefined,
        coverage: 0,
        problem: error instanceof Error ? error.message : String(error),
      }
    }
  }

  #filterFor({ cubes, voices, memories, nowMs, tags = [] }: RecallQuery): Filter {
    const { tables } = this.#deps
    return this.#deps.createFilter({
      nowMs,
      cubes: cubes?.flatMap((cube) => tables.cursors.idOf(cube) ?? []),
      voices: voices?.flatMap(({ cube, voice }) => {
        const id = tables.cursors.idOf(cube)
        return id === undefined ? [] : tables.voices.named(id, voice)
      }),
      tags,
      memories: memories && tables.memories.idsOf([...memories]),
    })
  }

  async #select(
    { top, diversity = 0 }: RecallQuery,
    question: Question,
    filter: Filter,
  ): Promise<RankedMemory[]> {
    const wanted = diversity > 0 ? Math.min(MAX_TOP, top * POOL) : top
    const ranked = (await this.#deps.ranker.rank(question, filter, wanted)).slice(0, wanted)
    if (diversity === 0) return ranked
    const { meaning } = question
    await meaning?.know(ranked.map(({ passage }) => passage))
    return diversify(ranked, top, diversity, (a, b) => meaning?.similarityBetween(a, b) ?? 0)
  }

  /** The preferred of the places where the memory stands speaks for it. All is read at once: ids may be another's later. */
  #choose(ranked: RankedMemory, filter: Filter): Chosen[] {
    const { tables } = this.#deps
    const row = tables.memories.byId(ranked.memory)
    const [first, ...others] = filter.placesOf(ranked.memory).flatMap((id) => tables.places.byId(id) ?? [])
    const voice = first && tables.voices.get(first.voice)
    if (row === undefined || first === undefined || voice === undefined) return []
    const shown = {
      cube: tables.cursors.nameOf(first.cube),
      key: first.key,
      memory: row.cid,
      score: ranked.score,
      tags: JSON.parse(tables.tags.nameOf(row.tags)) as string[],
      created: row.created,
      author: voice.author,
      voice: voice.voice,
      ...(first.session === null ? {} : { session: tables.sessions.nameOf(first.session) }),
      alsoIn: others.map(({ cube, key }) => ({ cube: tables.cursors.nameOf(cube), key })),
    }
    return [{ ...ranked, row, spans: tables.memories.spansOf(row.id), shown }]
  }

  /** What cannot be read any more, because it was forgotten meanwhile or is damaged, is no answer. */
  async #read(chosen: readonly Chosen[]): Promise<Found[]> {
    const asked = this.#deps.readTexts(chosen.map(({ row }) => row))
    const texts = asked instanceof Promise ? await asked : asked
    return chosen.flatMap((one, at) => {
      const text = texts[at]
      return text === undefined ? [] : [{ ...one, text, spans: one.spans ?? wholeSpans(text) }]
    })
  }
}

/** Each hit's best passage in the order of the hits, then their other passages by score. */
function pack(found: Found[], hits: RecallHit[], budget: number) {
  const best = hits.map(({ cube, key, memory, text, offset, length, headings, score }) => ({
    cube,
    key,
    memory,
    text,
    offset,
    length,
    headings,
    score,
  }))
  const byMemory = new Map(hits.map((one) => [one.memory, one]))
  const others = found.flatMap((item) => {
    const shown = byMemory.get(item.row.cid)
    if (shown === undefined) return []
    const { cube, key, memory } = shown
    return item.passages.flatMap(({ passage, score }) =>
      passage === item.passage ? [] : [{ cube, key, memory, ...slice(item, passage), score }],
    )
  })
  return packPassages([...best, ...others.sort((a, b) => b.score - a.score)], budget)
}

function slice(
  { row, text, spans }: Found,
  passage: number,
): Pick<RecallHit, 'text' | 'offset' | 'length' | 'headings'> {
  const [start, end, headings] = spans[passage - row.first_passage] ?? [0, 0, []]
  return { text: text.slice(start, end), offset: start, length: end - start, headings }
}
function checkQuery(query: RecallQuery): void {
  const { text, top, diversity = 0, budget = 0 } = query
  if (text.trim() === '') throw invalid('the question is empty', 'Ask with at least one word.')
  if (text.length > MAX_QUESTION_LENGTH) {
    throw invalid(
      `the question is ${text.length} characters long, at most ${MAX_QUESTION_LENGTH} are read`,
      'Ask for less at once.',
    )
  }
  if (!Number.isInteger(top) || top < 1 || top > MAX_TOP) {
    throw invalid(`expected 1 to ${MAX_TOP} results to be asked for, got ${top}`, 'Give a whole number.')
  }
  if (!(diversity >= 0 && diversity <= 1))
    throw invalid(`expected a diversity from 0 to 1, got ${diversity}`, 'Give such a number.')
  if (!(budget >= 0))
    throw invalid(`expected a budget of 0 tokens or more, got ${budget}`, 'Give such a number.')
}

function invalid(message: string, hint: string): RecallError {
  return new RecallError('ERR_INVALID_INPUT', message, { hint })
}
