/**
 * What a search must know about every memory and passage without asking the database: in columns of numbers, about
 * 70 bytes a memory. Ids are small and used again, so that columns do not grow with churn.
 */
import { GrowingColumn, IdPool } from './columns.ts'

export const NONE = -1

/** The facts that filters look at. */
export interface MemoryFacts {
  cube: number
  /** From `internVoice`. */
  voice: number
  tagSet: number
  created: number
  validFrom: number | undefined
  validUntil: number | undefined
  expires: number | undefined
}

export class Catalogue {
  #memoryIds = new IdPool()
  #passageIds = new IdPool()
  /** 0 means that the id is free. */
  readonly #cube = new GrowingColumn(Int32Array, 0)
  readonly #voice = new GrowingColumn(Int32Array, 0)
  readonly #tagSet = new GrowingColumn(Int32Array, 0)
  readonly #created = new GrowingColumn(Float64Array, 0)
  readonly #validFrom = new GrowingColumn(Float64Array, -Infinity)
  readonly #validUntil = new GrowingColumn(Float64Array, Infinity)
  readonly #expires = new GrowingColumn(Float64Array, Infinity)
  readonly #first = new GrowingColumn(Int32Array, NONE)
  readonly #last = new GrowingColumn(Int32Array, NONE)
  readonly #count = new GrowingColumn(Int32Array, 0)
  readonly #memoryOf = new GrowingColumn(Int32Array, NONE)
  readonly #previous = new GrowingColumn(Int32Array, NONE)
  readonly #next = new GrowingColumn(Int32Array, NONE)
  /** Memories that the clock can bring in or take away. */
  #timed = 0
  #version = 0
  readonly #tagSets: { json: string; tags: Set<string> }[] = []
  readonly #tagSetIds = new Map<string, number>()
  readonly #voices: { cube: number; voice: string; memories: number }[] = []
  readonly #voiceIds = new Map<string, number>()

  /** Changes whenever a memory comes or goes. */
  get version(): number {
    return this.#version
  }

  /** No memory has a validity or an expiry: what passes a filter now passes it later. */
  get isTimeless(): boolean {
    return this.#timed === 0
  }

  get memories(): number {
    return this.#memoryIds.used
  }

  /** Exclusive upper bound of memory ids in use. */
  get memoryBound(): number {
    return this.#memoryIds.bound
  }

  takeMemoryId(): number {
    return this.#memoryIds.take()
  }

  takePassageId(): number {
    return this.#passageIds.take()
  }

  /** Records a memory whose ids come from `take...Id`, or were read back from the database. */
  add(memory: number, facts: MemoryFacts, passages: readonly number[]): void {
    this.#version++
    this.#memoryIds.reserve(memory)
    this.#cube.set(memory, facts.cube)
    this.#voice.set(memory, facts.voice)
    this.#voices[facts.voice]!.memories++
    this.#tagSet.set(memory, facts.tagSet)
    this.#created.set(memory, facts.created)
    this.#validFrom.set(memory, facts.validFrom ?? -Infinity)
    this.#validUntil.set(memory, facts.validUntil ?? Infinity)
    this.#expires.set(memory, facts.expires ?? Infinity)
    if (this.#isTimed(memory)) this.#timed++
    this.#first.set(memory, passages[0] ?? NONE)
    this.#last.set(memory, passages.at(-1) ?? NONE)
    this.#count.set(memory, passages.length)
    for (const [place, passage] of passages.entries()) {
      this.#passageIds.reserve(passage)
      this.#memoryOf.set(passage, memory)
      this.#previous.set(passage, passages[place - 1] ?? NONE)
      this.#next.set(passage, passages[place + 1] ?? NONE)
    }
  }

  /** @returns the passages that went with it */
  remove(memory: number): number[] {
    const passages = [...this.passagesOf(memory)]
    for (const passage of passages) {
      this.#memoryOf.set(passage, NONE)
      this.#passageIds.free(passage)
    }
    this.#version++
    if (this.#isTimed(memory)) this.#timed--
    this.#voices[this.#voice.get(memory)]!.memories--
    this.#cube.set(memory, 0)
    this.#first.set(memory, NONE)
    this.#memoryIds.free(memory)
    return passages
  }

  /** Ids that were let go may be used again: called once the change that let them go is committed. */
  settleIds(): void {
    this.#memoryIds.settle()
    this.#passageIds.settle()
  }

  /** Forgets all memories; interned tag sets and voices stay. */
  clear(): void {
    for (const voice of this.#voices) voice.memories = 0
    this.#memoryIds = new IdPool()
    this.#passageIds = new IdPool()
    this.#version++
    this.#timed = 0
    this.#cube.fill(0)
    this.#memoryOf.fill(NONE)
  }

  /** After reading everything back: gaps between the ids become free. */
  recoverIds(): void {
    this.#memoryIds.recover((id) => this.holds(id))
    this.#passageIds.recover((id) => this.#memoryOf.get(id) !== NONE)
  }

  holds(memory: number): boolean {
    return this.#cube.get(memory) > 0
  }

  cubeOf(memory: number): number {
    return this.#cube.get(memory)
  }

  createdOf(memory: number): number {
    return this.#created.get(memory)
  }

  memoryOf(passage: number): number {
    return this.#memoryOf.get(passage)
  }

  /** Whether the memory holds at this moment: within its validity and not expired. */
  isCurrent(memory: number, nowMs: number): boolean {
    if (nowMs >= this.#expires.get(memory)) return false
    return nowMs >= this.#validFrom.get(memory) && nowMs <= this.#validUntil.get(memory)
  }

  *passagesOf(memory: number): Generator<number> {
    for (let id = this.#first.get(memory); id !== NONE; id = this.#next.get(id)) yield id
  }

  passageCount(memory: number): number {
    return this.#count.get(memory)
  }

  firstPassage(memory: number): number {
    return this.#first.get(memory)
  }

  lastPassage(memory: number): number {
    return this.#last.get(memory)
  }

  /** Within the same memory; `NONE` at its ends. */
  previousPassage(passage: number): number {
    return this.#previous.get(passage)
  }

  nextPassage(passage: number): number {
    return this.#next.get(passage)
  }

  internVoice(cube: number, voice: string): number {
    const name = `${cube} ${voice}`
    let id = this.#voiceIds.get(name)
    if (id === undefined) {
      id = this.#voices.push({ cube, voice, memories: 0 }) - 1
      this.#voiceIds.set(name, id)
    }
    return id
  }

  /** Voices that have a memory, by cube. */
  voices(): { id: number; cube: number; voice: string }[] {
    return this.#voices.flatMap(({ cube, voice, memories }, id) =>
      memories > 0 ? [{ id, cube, voice }] : [],
    )
  }

  voiceOf(memory: number): number {
    return this.#voice.get(memory)
  }

  /** @param json sorted tags as JSON, the same text for the same set */
  internTags(json: string): number {
    let id = this.#tagSetIds.get(json)
    if (id === undefined) {
      id = this.#tagSets.push({ json, tags: new Set(JSON.parse(json) as string[]) }) - 1
      this.#tagSetIds.set(json, id)
    }
    return id
  }

  /** Ids of the tag sets that hold all of these tags, as a table by id. */
  tagSetsWith(tags: readonly string[]): Uint8Array {
    return Uint8Array.from(this.#tagSets, (set) => (tags.every((tag) => set.tags.has(tag)) ? 1 : 0))
  }

  tagSetOf(memory: number): number {
    return this.#tagSet.get(memory)
  }

  #isTimed(memory: number): boolean {
    const [from, until] = [this.#validFrom.get(memory), this.#validUntil.get(memory)]
    return from !== -Infinity || until !== Infinity || this.#expires.get(memory) !== Infinity
  }
}
