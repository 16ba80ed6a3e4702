/**
 * Ranks memories for one question: candidates by words and by meaning, a soft match and the neighbours for the best of
 * them, then each memory by its best passage. When that leaves fewer than asked for, everything that passes is scored; what
 * shares nothing with the question is left out, however few are left.
 */
import type { Catalogue } from '../catalogue.ts'
import type { SoftMatch } from '../embedder/soft-match.ts'
import type { Filter } from '../filter.ts'
import type { Scored } from '../vectors/best.ts'
import type { Meaning } from '../vectors/meaning.ts'
import type { QueryTerm } from '../words/word-index.ts'
import { type Choice } from './diversify.ts'
import { type Beside, type Evidence, type Weights, addNeighbours, fuse } from './fuse.ts'
import type { Neighbours } from './neighbours.ts'

/** Words as much as meaning, as in the design; the soft match takes half of what meaning has, and two neighbours on either
 * side count. 0.72 on the development half; one neighbour with 0.2 and no soft match reach 0.68. */
export const DEFAULT_WEIGHTS: Weights = {
  words: 0.5,
  meaning: 0.25,
  softMatch: 0.25,
  neighbours: [0.3, 0.15],
}

/** Passages taken from each of words and meaning; 100 lose 0.01 on the development half. */
const DEPTH = 200
/** Candidates that get a soft match, and those of them whose neighbours join them: 60 and 30 rank the development half as
 * well as 100 and 100 (0.721 both), at half the time. */
const SHORTLIST = 60
const EXPANDED = 30

export interface Question {
  words: readonly QueryTerm[]
  vector: Float32Array | undefined
  tokens: Uint16Array | undefined
  coverage: number
  /** `undefined` while no model has given a vector. */
  meaning: Meaning | undefined
}

export interface RankedMemory extends Choice {
  memory: number
  /** All passages of it that were ranked, best first. */
  passages: Choice[]
}

interface RankerDeps {
  catalogue: Catalogue
  searchWords(
    words: readonly QueryTerm[],
    limit: number,
    passes?: (passage: number) => boolean,
  ): Scored[] | Promise<Scored[]>
  neighbours: Neighbours
  softMatch: SoftMatch | undefined
  /** Of the model; see `Embedder`. */
  leastMeaning: number
}

export class Ranker {
  readonly #deps: RankerDeps
  readonly #weights: Weights

  constructor(deps: RankerDeps, weights: Weights = DEFAULT_WEIGHTS) {
    this.#deps = deps
    this.#weights = weights
  }

  /** The best `top` memories that pass, and more where they were ranked anyway. */
  async rank(asked: Question, filter: Filter, top: number): Promise<RankedMemory[]> {
    if (filter.passing === 0) return []
    const words = await this.#wordScores(asked, filter, DEPTH)
    const question = words.size > 0 ? asked : await this.#meant(asked, filter)
    const effective = this.#weightsFor(question)
    const beside = this.#deps.neighbours.seenFrom(filter.placeOf)
    const candidates = await this.#gather(question, filter, words)
    await question.meaning?.know(candidates)
    const first = fuse(this.#evidenceFor(candidates, question, words), { ...effective, softMatch: 0 })
    const shortlist = expand(best(first, SHORTLIST), filter, beside, effective.neighbours.length)
    await question.meaning?.know(shortlist)
    const evidence = this.#evidenceFor(shortlist, question, words)
    this.#addSoftMatch(evidence, question, effective)
    const own = fuse(evidence, effective)
    const ranked = withScore(this.#byMemory(addNeighbours(own, effective.neighbours, beside), own))
    return ranked.length >= Math.min(top, filter.passing) ? ranked : this.#complete(ranked, question, filter)
  }

  /** Where no word is found, the nearest by meaning has to be near at all: noise also has a nearest. */
  async #meant(question: Question, filter: Filter): Promise<Question> {
    const { vector, coverage, meaning } = question
    if (vector === undefined) return question
    const near = (await meaning?.nearest(vector, 1, filter.open ? undefined : filter)) ?? []
    const isNear = near.some(({ score }) => score * coverage > this.#deps.leastMeaning)
    return isNear ? question : { ...question, vector: undefined, tokens: undefined }
  }

  /** What the model does not understand of the question is left to the words. */
  #weightsFor(question: Question): Weights {
    const weights = this.#weights
    const known = question.vector ? question.coverage : 0
    const hasTokens = this.#deps.softMatch !== undefined && question.tokens !== undefined
    const softShare = hasTokens ? weights.softMatch : 0
    const meaning = hasTokens ? weights.meaning : weights.meaning + weights.softMatch
    return {
      words: weights.words,
      meaning: meaning * known,
      softMatch: softShare * known,
      neighbours: weights.neighbours,
    }
  }

  async #wordScores(question: Question, filter: Filter, limit: number): Promise<Map<number, number>> {
    if (question.words.length === 0) return new Map()
    const matches = await this.#deps.searchWords(
      question.words,
      limit,
      filter.open ? undefined : filter.passes,
    )
    return new Map(matches.map(({ passage, score }) => [passage, score]))
  }

  async #gather(
    { vector, meaning }: Question,
    filter: Filter,
    words: ReadonlyMap<number, number>,
  ): Promise<Set<number>> {
    const candidates = new Set(words.keys())
    if (!vector) return candidates
    const near = (await meaning?.nearest(vector, DEPTH, filter.open ? undefined : filter)) ?? []
    for (const { passage } of near) candidates.add(passage)
    return candidates
  }

  #evidenceFor(
    passages: Iterable<number>,
    question: Question,
    words: ReadonlyMap<number, number>,
  ): Evidence[] {
    const { vector, meaning } = question
    return Array.from(passages, (passage) => ({
      passage,
      words: words.get(passage) ?? 0,
      meaning: vector && meaning ? meaning.similarity(passage, vector) : 0,
      softMatch: 0,
    }))
  }

  #addSoftMatch(evidence: Evidence[], question: Question, effective: Weights): void {
    const { softMatch } = this.#deps
    if (!softMatch || !question.tokens || effective.softMatch === 0) return
    softMatch.ask(question.tokens)
    for (const item of evidence) {
      const tokens = question.meaning?.tokensOf(item.passage)
      if (tokens) item.softMatch = softMatch.score(tokens)
    }
  }

  /** Neighbours lift the memory; the passage that is shown is the one that says it itself, by `own` scores. */
  #byMemory(scores: ReadonlyMap<number, number>, own = scores): RankedMemory[] {
    const { catalogue } = this.#deps
    const found = new Map<number, Choice[]>()
    for (const [passage, score] of scores) {
      const memory = catalogue.memoryOf(passage)
      const passages = found.get(memory)
      if (passages) passages.push({ passage, score })
      else found.set(memory, [{ passage, score }])
    }
    const ranked: RankedMemory[] = []
    for (const [memory, passages] of found) {
      passages.sort(byScore)
      const shown = passages.reduce(
        (most, { passage }) => ((own.get(passage) ?? 0) > (own.get(most) ?? 0) ? passage : most),
        passages[0]!.passage,
      )
      ranked.push({ memory, passage: shown, score: passages[0]!.score, passages })
    }
    return ranked.sort(byScore)
  }

  /** Scores all that pass, exactly, and puts what is missing behind what was ranked. */
  async #complete(ranked: RankedMemory[], question: Question, filter: Filter): Promise<RankedMemory[]> {
    const words = await this.#wordScores(question, filter, filter.count)
    const passages = [...(question.vector ? filter.passages() : words.keys())]
    if (question.vector) await question.meaning?.know(passages)
    const effective = { ...this.#weightsFor(question), softMatch: 0 }
    const scores = fuse(this.#evidenceFor(passages, question, words), effective)
    const present = new Set(ranked.map((item) => item.memory))
    const last = ranked.at(-1)?.score ?? 1
    const others = this.#byMemory(scores).filter(({ memory }) => !present.has(memory))
    return withScore([...ranked, ...others.map((item) => ({ ...item, score: Math.min(last, item.score) }))])
  }
}

/** Neighbours of good passages become candidates: an answer often stands beside the words of its question. */
function expand(passages: readonly number[], filter: Filter, beside: Beside, reach: number): Set<number> {
  const all = new Set(passages)
  for (const passage of passages.slice(0, EXPANDED)) {
    for (const step of ['previous', 'next'] as const) {
      let at = passage
      for (let distance = 0; distance < reach && at > 0; distance++) {
        at = beside[step](at)
        if (at > 0 && filter.passes(at)) all.add(at)
      }
    }
  }
  return all
}

function best(scores: ReadonlyMap<number, number>, count: number): number[] {
  const choices = Array.from(scores, ([passage, score]) => ({ passage, score }))
  return choices
    .sort(byScore)
    .slice(0, count)
    .map((choice) => choice.passage)
}

/** What shares nothing with the question is no answer to it. */
function withScore(ranked: RankedMemory[]): RankedMemory[] {
  return ranked.filter(({ score }) => score > 0)
}

function byScore(a: Choice, b: Choice): number {
  return b.score - a.score || a.passage - b.passage
}
