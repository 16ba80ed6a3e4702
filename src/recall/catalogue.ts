/**
 * What a search must know about every memory, place and passage without asking the database, in columns of numbers. Ids
 * are small and used again, so that columns do not grow with churn. The passages of a memory have ids that follow one another.
 */
import { GrowingColumn, IdPool } from './columns.ts'

export const NONE = -1

/** When a memory holds. */
interface Times {
  validFrom: number | undefined
  validUntil: number | undefined
  expires: number | undefined
}

/** The facts of a memory that filters look at. */
interface MemoryFacts extends Times {
  tagSet: number
  created: number
  firstPassage: number
  passages: number
}

/** Where a memory stands. */
interface MemoryPlace {
  cube: number
  voice: number
  memory: number
}

export class Catalogue {
  #memoryIds = new IdPool()
  #placeIds = new IdPool()
  #passageIds = new IdPool()
  readonly #known = new GrowingColumn(Uint8Array, 0)
  readonly #tagSet = new GrowingColumn(Int32Array, 0)
  readonly #created = new GrowingColumn(Float64Array, 0)
  readonly #first = new GrowingColumn(Int32Array, NONE)
  readonly #count = new GrowingColumn(Int32Array, 0)
  /** The first of the places of a memory; each names the next. */
  readonly #places = new GrowingColumn(Int32Array, NONE)
  readonly #nextPlace = new GrowingColumn(Int32Array, NONE)
  /** 0 means that the id is free. */
  readonly #cubeOf = new GrowingColumn(Int32Array, 0)
  readonly #voiceOf = new GrowingColumn(Int32Array, 0)
  readonly #standing = new GrowingColumn(Int32Array, NONE)
  readonly #memoryOf = new GrowingColumn(Int32Array, NONE)
  /** Memories that the clock can bring in or take away: few have a validity. */
  readonly #times = new Map<number, Times>()
  readonly #placesOfVoice = new Map<number, number>()
  readonly #tagSets = new Map<number, ReadonlySet<string>>()
  #version = 0

  /** Changes whenever a memory or a place comes or goes. */
  get version(): number {
    return this.#version
  }

  /** No memory has a validity or an expiry: what passes a filter now passes it later. */
  get isTimeless(): boolean {
    return this.#times.size === 0
  }

  get memories(): number {
    return this.#memoryIds.used
  }

  /** Exclusive upper bound of memory ids in use. */
  get memoryBound(): number {
    return this.#memoryIds.bound
  }

  /** Exclusive upper bound of place ids in use. */
  get placeBound(): number {
    return this.#placeIds.bound
  }

  takeMemoryId(): number {
    return this.#memoryIds.take()
  }

  takePlaceId(): number {
    return this.#placeIds.take()
  }

  /** @returns the first of so many ids that follow one another; 0 for none */
  takePassageIds(count: number): number {
    return count === 0 ? 0 : this.#passageIds.take(count)
  }

  /** Records a memory whose ids come from `take...`, or were read back from the database. */
  addMemory(memory: number, facts: MemoryFacts): void {
    const { tagSet, created, firstPassage, passages, validFrom, validUntil, expires } = facts
    this.#version++
    this.#memoryIds.reserve(memory)
    this.#known.set(memory, 1)
    this.#tagSet.set(memory, tagSet)
    this.#created.set(memory, created)
    this.#first.set(memory, passages === 0 ? NONE : firstPassage)
    this.#count.set(memory, passages)
    this.#places.set(memory, NONE)
    if (validFrom !== undefined || validUntil !== undefined || expires !== undefined)
      this.#times.set(memory, { validFrom, validUntil, expires })
    if (passages > 0) this.#passageIds.reserve(firstPassage, passages)
    for (let at = 0; at < passages; at++) this.#memoryOf.set(firstPassage + at, memory)
  }

  /** Forgets a memory that stands nowhere. */
  removeMemory(memory: number): void {
    this.#version++
    for (const passage of this.passagesOf(memory)) this.#memoryOf.set(passage, NONE)
    if (this.#count.get(memory) > 0) this.#passageIds.free(this.#first.get(memory), this.#count.get(memory))
    this.#times.delete(memory)
    this.#known.set(memory, 0)
    this.#first.set(memory, NONE)
    this.#count.set(memory, 0)
    this.#memoryIds.free(memory)
  }

  addPlace(place: number, { cube, voice, memory }: MemoryPlace): void {
    this.#version++
    this.#placeIds.reserve(place)
    this.#cubeOf.set(place, cube)
    this.#voiceOf.set(place, voice)
    this.#standing.set(place, memory)
    this.#nextPlace.set(place, this.#places.get(memory))
    this.#places.set(memory, place)
    this.#placesOfVoice.set(voice, (this.#placesOfVoice.get(voice) ?? 0) + 1)
  }

  /** @returns whether the memory stands somewhere else still */
  removePlace(place: number): boolean {
    this.#version++
    const [memory, voice] = [this.#standing.get(place), this.#voiceOf.get(place)]
    const after = this.#nextPlace.get(place)
    if (this.#places.get(memory) === place) this.#places.set(memory, after)
    else {
      let before = this.#places.get(memory)
      while (this.#nextPlace.get(before) !== place) before = this.#nextPlace.get(before)
      this.#nextPlace.set(before, after)
    }
    this.#placesOfVoice.set(voice, (this.#placesOfVoice.get(voice) ?? 0) - 1)
    this.#cubeOf.set(place, 0)
    this.#placeIds.free(place)
    return this.#places.get(memory) !== NONE
  }

  /** Ids that were let go may be used again: called once the change that let them go is committed. */
  recycleIds(): void {
    for (const pool of [this.#memoryIds, this.#placeIds, this.#passageIds]) pool.recycle()
  }

  clear(): void {
    this.#memoryIds = new IdPool()
    this.#placeIds = new IdPool()
    this.#passageIds = new IdPool()
    this.#version++
    this.#times.clear()
    this.#placesOfVoice.clear()
    this.#tagSets.clear()
    this.#known.fill(0)
    this.#cubeOf.fill(0)
    this.#memoryOf.fill(NONE)
  }

  /** After reading everything back: gaps between the ids become free. */
  recoverIds(): void {
    this.#memoryIds.recover((id) => this.holds(id))
    this.#placeIds.recover((id) => this.#cubeOf.get(id) > 0)
    this.#passageIds.recover((id) => this.#memoryOf.get(id) !== NONE)
  }

  holds(memory: number): boolean {
    return this.#known.get(memory) === 1
  }

  createdOf(memory: number): number {
    return this.#created.get(memory)
  }

  /** `NONE` for a passage that is gone. */
  memoryOf(passage: number): number {
    return this.#memoryOf.get(passage)
  }

  /** Whether the memory holds at this moment: within its validity and not expired. */
  isCurrent(memory: number, nowMs: number): boolean {
    const times = this.#times.get(memory)
    if (times === undefined) return true
    if (nowMs >= (times.expires ?? Infinity)) return false
    return nowMs >= (times.validFrom ?? -Infinity) && nowMs <= (times.validUntil ?? Infinity)
  }

  *passagesOf(memory: number): Generator<number> {
    const first = this.#first.get(memory)
    for (let at = 0; at < this.#count.get(memory); at++) yield first + at
  }

  passageCount(memory: number): number {
    return this.#count.get(memory)
  }

  firstPassage(memory: number): number {
    return this.#first.get(memory)
  }

  lastPassage(memory: number): number {
    return this.#first.get(memory) + this.#count.get(memory) - 1
  }

  *placesOf(memory: number): Generator<number> {
    for (let place = this.#places.get(memory); place !== NONE; place = this.#nextPlace.get(place)) yield place
  }

  /** 0 for a place that is free. */
  cubeOf(place: number): number {
    return this.#cubeOf.get(place)
  }

  voiceOf(place: number): number {
    return this.#voiceOf.get(place)
  }

  /** What stands at a place. */
  standingAt(place: number): number {
    return this.#standing.get(place)
  }

  /** Whether something stands in an index with this voice. */
  isHeard(voice: number): boolean {
    return (this.#placesOfVoice.get(voice) ?? 0) > 0
  }

  knowsTagSet(id: number): boolean {
    return this.#tagSets.has(id)
  }

  nameTagSet(id: number, tags: ReadonlySet<string>): void {
    this.#tagSets.set(id, tags)
  }

  /** Ids of the tag sets that hold all of these tags. */
  tagSetsWith(tags: readonly string[]): ReadonlySet<number> {
    const found = [...this.#tagSets].filter(([, set]) => tags.every((tag) => set.has(tag)))
    return new Set(found.map(([id]) => id))
  }

  tagSetOf(memory: number): number {
    return this.#tagSet.get(memory)
  }
}
