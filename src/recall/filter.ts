/** Which memories may answer: decided once per question from the catalogue, before anything is ranked. */
import { type Catalogue, NONE } from './catalogue.ts'
import type { PassageFilter } from './vectors/vector-index.ts'

export interface FilterTerms {
  nowMs: number
  /** Ids of cubes, the preferred first; `undefined` lets all pass. */
  cubes: readonly number[] | undefined
  /** Ids of voices, the most trusted first; `undefined` lets all pass. */
  voices: readonly number[] | undefined
  tags: readonly string[]
  /** Ids of memories; `undefined` lets all pass. */
  memories: ReadonlySet<number> | undefined
}

export interface Filter extends PassageFilter {
  /** How many memories pass. */
  readonly passing: number
  /** Everything in the index passes. */
  readonly open: boolean
  /** The places from which a memory may answer, the preferred first. */
  placesOf(memory: number): number[]
  /** The first of them; `NONE` where there is none. */
  placeOf(memory: number): number
  /** Ids of all memories that pass. */
  memories(): Iterable<number>
}

/** A pass over the columns: 20,000 memories take 0.5 to 1 ms (measured). */
function createFilter(catalogue: Catalogue, terms: FilterTerms): Filter {
  const mask = new Uint8Array(catalogue.memoryBound)
  const { memories, nowMs } = terms
  const [cubes, voices] = [ranksOf(terms.cubes), ranksOf(terms.voices)]
  const passesPlace = (place: number): boolean =>
    (cubes === undefined || cubes.has(catalogue.cubeOf(place))) &&
    (voices === undefined || voices.has(catalogue.voiceOf(place)))
  const rankOf = (place: number): number =>
    voices?.get(catalogue.voiceOf(place)) ?? cubes?.get(catalogue.cubeOf(place)) ?? catalogue.cubeOf(place)
  const placesOf = (memory: number): number[] =>
    [...catalogue.placesOf(memory)].filter(passesPlace).sort((a, b) => rankOf(a) - rankOf(b) || a - b)
  for (let place = 1; place < catalogue.placeBound; place++)
    if (catalogue.cubeOf(place) > 0 && passesPlace(place)) mask[catalogue.standingAt(place)] = 1
  const tagSets = terms.tags.length > 0 ? catalogue.tagSetsWith(terms.tags) : undefined
  let passing = 0
  let passages = 0
  for (let memory = 1; memory < mask.length; memory++) {
    if (mask[memory] === 0) continue
    const isLeftOut =
      !catalogue.isCurrent(memory, nowMs) ||
      (tagSets !== undefined && !tagSets.has(catalogue.tagSetOf(memory))) ||
      (memories !== undefined && !memories.has(memory))
    if (isLeftOut) mask[memory] = 0
    else {
      passing++
      passages += catalogue.passageCount(memory)
    }
  }
  function* kept(): Generator<number> {
    for (let memory = 1; memory < mask.length; memory++) if (mask[memory] === 1) yield memory
  }
  return {
    passing,
    open: passing === catalogue.memories,
    memories: kept,
    placesOf,
    placeOf: (memory) => placesOf(memory)[0] ?? NONE,
    count: passages,
    passes: (passage) => {
      const memory = catalogue.memoryOf(passage)
      return memory !== NONE && mask[memory] === 1
    },
    *passages() {
      for (const memory of kept()) yield* catalogue.passagesOf(memory)
    },
  }
}

/** Remembers the last filter: a daemon is asked about the same cubes again and again. */
export function createFilterSource(catalogue: Catalogue): (terms: FilterTerms) => Filter {
  let last: { key: string; version: number; filter: Filter } | undefined
  return (terms) => {
    if (terms.memories || !catalogue.isTimeless) return createFilter(catalogue, terms)
    const key = JSON.stringify([terms.cubes, terms.voices, terms.tags])
    if (last?.key !== key || last.version !== catalogue.version) {
      last = { key, version: catalogue.version, filter: createFilter(catalogue, terms) }
    }
    return last.filter
  }
}

/** The place of each id among those that were named. */
function ranksOf(ids: readonly number[] | undefined): ReadonlyMap<number, number> | undefined {
  return ids && new Map(ids.map((id, rank) => [id, rank]))
}
