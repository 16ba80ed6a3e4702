/** Answers a question: checks it, ranks, and reads back what the hits show. */
import type { EmbeddedQuery, Embedder } from './embedder/embedder.ts'
import { RecallError } from './errors.ts'
import type { Filter, FilterTerms } from './filter.ts'
import { diversify } from './rank/diversify.ts'
import { packPassages } from './rank/pack.ts'
import type { Question, RankedMemory, Ranker } from './rank/ranker.ts'
import type { RecallAnswer, RecallHit, RecallQuery } from './recall.ts'
import type { MemoryRow, Spans } from './store/memory-store.ts'
import type { PlaceRow } from './store/place-store.ts'
import type { VoiceRow } from './store/names.ts'
import type { VectorIndex } from './vectors/vector-index.ts'
import { queryTerms } from './words/match-query.ts'

const MAX_TOP = 1000
/** A question is a sentence or a paragraph; more is a document (guess). */
const MAX_QUESTION_LENGTH = 10_000
/** Diversity chooses among this many times what is asked for (guess). */
const POOL = 4

/** What a search reads of the index. */
export interface SearchDeps {
  createFilter(terms: FilterTerms): Filter
  /** Id of a cube that the index has. */
  cubeId(cube: string): number | undefined
  cubeName(id: number): string
  /** Ids of the voices of a cube that are so called. */
  voiceIds(cube: number, voice: string): readonly number[]
  voice(id: number): VoiceRow | undefined
  memory(id: number): MemoryRow | undefined
  place(id: number): PlaceRow | undefined
  /** Ids of memories with these CIDs. */
  memoryIds(cids: readonly string[]): ReadonlySet<number>
  text(memory: number): { text: string; spans: Spans }
  tags(id: number): string[]
  session(id: number): string
  vectors(): VectorIndex | undefined
  ranker: Ranker
  embedder: Embedder
}

interface Found extends RankedMemory {
  row: MemoryRow
  content: { text: string; spans: Spans }
}

export function createSearch(deps: SearchDeps) {
  const { ranker, embedder } = deps

  async function search(query: RecallQuery): Promise<Omit<RecallAnswer, 'pending'>> {
    const started = performance.now()
    checkQuery(query)
    const meaning = await understand(query.text)
    const question: Question = {
      words: queryTerms(query.text),
      vector: meaning.vector,
      tokens: meaning.tokens,
      coverage: meaning.coverage,
    }
    const filter = filterFor(query)
    const found = select(query, question, filter).flatMap(read)
    const hits = found.flatMap((item) => hit(item, filter))
    const packed = query.budget === undefined ? {} : { packed: pack(found, hits, query.budget) }
    const wordsOnly = meaning.problem === undefined ? {} : { wordsOnly: meaning.problem }
    return { hits, tookMs: performance.now() - started, ...packed, ...wordsOnly }
  }

  /** A model that does not answer leaves the words, and the answer says so. */
  async function understand(text: string): Promise<EmbeddedQuery & { problem?: string }> {
    try {
      // Awaited only if it must be: the static table answers at once.
      const embedded = embedder.embedQuery(text)
      return embedded instanceof Promise ? await embedded : embedded
    } catch (error) {
      return {
        vector: undefined,
        coverage: 0,
        problem: error instanceof Error ? error.message : String(error),
      }
    }
  }

  function filterFor({ cubes, voices, memories, nowMs, tags = [] }: RecallQuery): Filter {
    return deps.createFilter({
      nowMs,
      cubes: cubes?.flatMap((cube) => deps.cubeId(cube) ?? []),
      voices: voices?.flatMap(({ cube, voice }) => {
        const id = deps.cubeId(cube)
        return id === undefined ? [] : deps.voiceIds(id, voice)
      }),
      tags,
      memories: memories && deps.memoryIds([...memories]),
    })
  }

  function select({ top, diversity = 0 }: RecallQuery, question: Question, filter: Filter): RankedMemory[] {
    const wanted = diversity > 0 ? Math.min(MAX_TOP, top * POOL) : top
    const ranked = ranker.rank(question, filter, wanted).slice(0, wanted)
    if (diversity === 0) return ranked
    const arena = deps.vectors()?.arena
    return diversify(ranked, top, diversity, (a, b) => arena?.similarityBetween(a, b) ?? 0)
  }

  function read(ranked: RankedMemory): Found[] {
    const row = deps.memory(ranked.memory)
    return row === undefined ? [] : [{ ...ranked, row, content: deps.text(row.id) }]
  }

  /** The preferred of the places where the memory stands speaks for it. */
  function hit(found: Found, filter: Filter): RecallHit[] {
    const [first, ...others] = filter.placesOf(found.memory).flatMap((id) => deps.place(id) ?? [])
    const voice = first && deps.voice(first.voice)
    if (first === undefined || voice === undefined) return []
    return [
      {
        cube: deps.cubeName(first.cube),
        key: first.key,
        memory: found.row.cid,
        ...slice(found, found.passage),
        score: found.score,
        tags: deps.tags(found.row.tags),
        created: found.row.created,
        author: voice.author,
        voice: voice.voice,
        ...(first.session === null ? {} : { session: deps.session(first.session) }),
        alsoIn: others.map(({ cube, key }) => ({ cube: deps.cubeName(cube), key })),
      },
    ]
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

  return search
}

function slice(
  { row, content }: Found,
  passage: number,
): Pick<RecallHit, 'text' | 'offset' | 'length' | 'headings'> {
  const { text, spans } = content
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
