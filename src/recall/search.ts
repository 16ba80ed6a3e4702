/** Answers a question: checks it, ranks, joins copies of one memory, and reads back what the hits show. */
import type { Catalogue } from './catalogue.ts'
import type { EmbeddedQuery, Embedder } from './embedder/embedder.ts'
import { RecallError } from './errors.ts'
import { createFilterSource, type Filter } from './filter.ts'
import { diversify } from './rank/diversify.ts'
import { packPassages } from './rank/pack.ts'
import type { Question, RankedMemory, Ranker } from './rank/ranker.ts'
import type { CubeVoice, RecallAnswer, RecallHit, RecallQuery } from './recall.ts'
import type { CursorStore } from './store/cursor-store.ts'
import type { MemoryRow, Spans, TextStore } from './store/text-store.ts'
import type { VectorIndex } from './vectors/vector-index.ts'
import { matchQuery, queryTerms } from './words/match-query.ts'

const MAX_TOP = 1000
/** A question is a sentence or a paragraph; more is a document (guess). */
const MAX_QUESTION_LENGTH = 10_000
/** Diversity chooses among this many times what is asked for (guess). */
const POOL = 4

export interface SearchDeps {
  catalogue: Catalogue
  texts: TextStore
  cursors: CursorStore
  vectors(): VectorIndex | undefined
  ranker: Ranker
  embedder: Embedder
}

interface Found extends RankedMemory {
  row: MemoryRow
  alsoIn: { cube: string; key: string }[]
}

export function createSearch(deps: SearchDeps) {
  const { catalogue, texts, cursors, ranker, embedder } = deps
  const createFilter = createFilterSource(catalogue)

  async function search(query: RecallQuery): Promise<Omit<RecallAnswer, 'pending'>> {
    const started = performance.now()
    checkQuery(query)
    const meaning = await understand(query.text)
    const question: Question = {
      expression: matchQuery(queryTerms(query.text)),
      vector: meaning.vector,
      tokens: meaning.tokens,
      coverage: meaning.coverage,
    }
    const filter = filterFor(query)
    const found = select(query, question, filter)
    const hits = found.map(hit)
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

  function filterFor(query: RecallQuery): Filter {
    const cubes = query.cubes?.map((cube) => cursors.idOf(cube)).filter((id) => id !== undefined)
    return createFilter({
      nowMs: query.nowMs,
      cubes: cubes && new Set(cubes),
      voices: query.voices && new Set(voiceIds(query.voices)),
      tags: query.tags ?? [],
      memories: query.memories && texts.idsOf([...query.memories]),
    })
  }

  function select(query: RecallQuery, question: Question, filter: Filter): Found[] {
    const { top, diversity = 0 } = query
    const wanted = diversity > 0 ? Math.min(MAX_TOP, top * POOL) : top
    const rank = trustOrder(query)
    let ranked = ranker.rank(question, filter, wanted)
    let found = joinCopies(ranked, filter, wanted, rank)
    if (found.length < wanted && ranked.length < filter.passing) {
      ranked = ranker.rank(question, filter, filter.passing)
      found = joinCopies(ranked, filter, wanted, rank)
    }
    if (diversity === 0) return found
    const arena = deps.vectors()?.arena
    return diversify(found, top, diversity, (a, b) => arena?.similarityBetween(a, b) ?? 0)
  }

  /** The place of a row among what the caller named: its voice, else its cube. */
  function trustOrder({ cubes, voices }: RecallQuery): (row: MemoryRow) => number {
    if (voices === undefined) return ({ cube }) => cubes?.indexOf(cursors.nameOf(cube)) ?? cube
    const places = new Map(voiceIds(voices).map((id, place) => [id, place]))
    return ({ cube, voice }) => places.get(catalogue.internVoice(cube, voice)) ?? places.size
  }

  function voiceIds(voices: readonly CubeVoice[]): number[] {
    return voices.flatMap(({ cube, voice }) => {
      const id = cursors.idOf(cube)
      return id === undefined ? [] : [catalogue.internVoice(id, voice)]
    })
  }

  /** One memory under several cubes or keys is one result; who the caller named first speaks for it. */
  function joinCopies(
    ranked: RankedMemory[],
    filter: Filter,
    count: number,
    rank: (row: MemoryRow) => number,
  ): Found[] {
    const seen = new Set<string>()
    const found: Found[] = []
    for (const item of ranked) {
      if (found.length >= count) break
      const row = texts.byId(item.memory)
      if (!row || seen.has(row.memory)) continue
      seen.add(row.memory)
      found.push({ ...item, ...preferred(row, filter, rank) })
    }
    return found
  }

  function preferred(
    row: MemoryRow,
    filter: Filter,
    rank: (row: MemoryRow) => number,
  ): Pick<Found, 'row' | 'alsoIn'> {
    const ids = texts.withCid(row.memory).filter((id) => id !== row.id && filter.passesMemory(id))
    if (ids.length === 0) return { row, alsoIn: [] }
    const rows = [row, ...ids.map((id) => texts.byId(id)).filter((other) => other !== undefined)]
    rows.sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1))
    const [first, ...others] = rows
    return {
      row: first!,
      alsoIn: others.map((other) => ({ cube: cursors.nameOf(other.cube), key: other.key })),
    }
  }

  function hit(found: Found): RecallHit {
    const { row, alsoIn, score } = found
    const text = texts.textOf(row.id)
    return {
      cube: cursors.nameOf(row.cube),
      key: row.key,
      memory: row.memory,
      ...slice(text, placeOf(found, found.passage)),
      score,
      tags: JSON.parse(row.tags) as string[],
      created: row.created,
      author: row.author,
      voice: row.voice,
      ...(row.session === null ? {} : { session: row.session }),
      alsoIn,
    }
  }

  /** A copy has the same text and so the same passages: they are matched by their place in the memory. */
  function placeOf(found: Found, passage: number): Spans[number] | undefined {
    const spans = JSON.parse(found.row.spans) as Spans
    let place = 0
    for (const id of catalogue.passagesOf(found.memory)) {
      if (id === passage) return spans[place]
      place++
    }
    return spans[0]
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
    const others = found.flatMap((item, place) => {
      const { cube, key, memory } = hits[place]!
      const text = item.passages.length > 1 ? texts.textOf(item.row.id) : ''
      return item.passages.slice(1).map(({ passage, score }) => ({
        cube,
        key,
        memory,
        ...slice(text, placeOf(item, passage)),
        score,
      }))
    })
    return packPassages([...best, ...others.sort((a, b) => b.score - a.score)], budget)
  }

  return search
}

function slice(
  text: string,
  span: Spans[number] | undefined,
): Pick<RecallHit, 'text' | 'offset' | 'length' | 'headings'> {
  const [, start, end, headings] = span ?? [0, 0, 0, []]
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
