/** Which memories may answer: decided once per question from the catalogue, before anything is ranked. */
import { type Catalogue, NONE } from './catalogue.ts'
import type { PassageFilter } from './vectors/vector-index.ts'

export interface FilterTerms {
  nowMs: number
  /** Ids of cubes; `undefined` lets all pass. */
  cubes: ReadonlySet<number> | undefined
  /** Ids of voices; `undefined` lets all pass. */
  voices: ReadonlySet<number> | undefined
  tags: readonly string[]
  /** Ids of memories; `undefined` lets all pass. */
  memories: ReadonlySet<number> | undefined
}

export interface Filter extends PassageFilter {
  /** How many memories pass. */
  readonly passing: number
  /** Everything in the index passes. */
  readonly open: boolean
  /** The caller asked for a subset, beyond validity and expiry. */
  readonly narrowed: boolean
  passesMemory(memory: number): boolean
  /** Ids of all memories that pass. */
  memories(): Iterable<number>
}

/** A pass over the columns: 20,000 memories take 0.5 to 1 ms (measured). */
export function createFilter(catalogue: Catalogue, terms: FilterTerms): Filter {
  const mask = new Uint8Array(catalogue.memoryBound)
  const tagSets = terms.tags.length > 0 ? catalogue.tagSetsWith(terms.tags) : undefined
  const { cubes, voices, memories, nowMs } = terms
  let passing = 0
  let passages = 0
  for (let memory = 1; memory < mask.length; memory++) {
    if (!catalogue.holds(memory) || !catalogue.isCurrent(memory, nowMs)) continue
    if (cubes && !cubes.has(catalogue.cubeOf(memory))) continue
    if (voices && !voices.has(catalogue.voiceOf(memory))) continue
    if (tagSets && tagSets[catalogue.tagSetOf(memory)] !== 1) continue
    if (memories && !memories.has(memory)) continue
    mask[memory] = 1
    passing++
    passages += catalogue.passageCount(memory)
  }
  const passes = (memory: number): boolean => mask[memory] === 1
  function* kept(): Generator<number> {
    for (let memory = 1; memory < mask.length; memory++) if (mask[memory] === 1) yield memory
  }
  return {
    passing,
    open: passing === catalogue.memories,
    narrowed: cubes !== undefined || voices !== undefined || tagSets !== undefined || memories !== undefined,
    memories: kept,
    passesMemory: passes,
    count: passages,
    passes: (passage) => {
      const memory = catalogue.memoryOf(passage)
      return memory !== NONE && passes(memory)
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
    const sorted = (ids: ReadonlySet<number> | undefined): number[] | undefined =>
      ids && [...ids].sort((a, b) => a - b)
    const key = JSON.stringify([sorted(terms.cubes), sorted(terms.voices), terms.tags])
    if (last?.key !== key || last.version !== catalogue.version) {
      last = { key, version: catalogue.version, filter: createFilter(catalogue, terms) }
    }
    return last.filter
  }
}
