/** Memories whose passages wait for vectors, and the work of giving them some, in slices. */
import type { Embedded, Embedder } from './embedder/embedder.ts'

/** A passage to embed: its memory, its id and its words. */
export interface Wanted {
  memory: number
  passage: number
  text: string
}

interface EmbeddingSink {
  /** The passages of a memory; empty if it is gone. */
  wanted(memory: number): Wanted[]
  /** Called once for each slice, with whole memories. */
  store(memories: readonly number[], wanted: readonly Wanted[], embedded: readonly Embedded[]): void
}

/** After a remote model failed: how long until it is asked again (guess). */
const RETRY_MS = 5_000

export class EmbeddingQueue {
  readonly #embedder: Embedder
  readonly #sink: EmbeddingSink
  /** Memory to ticket: an id that was let go and came back is another memory, with another ticket. */
  readonly #waiting = new Map<number, number>()
  #tickets = 0
  #running: Promise<void> | undefined
  #retryAt = 0
  /** Why the last attempt failed; `undefined` when it did not. */
  problem: string | undefined

  constructor(embedder: Embedder, sink: EmbeddingSink) {
    this.#embedder = embedder
    this.#sink = sink
  }

  get pending(): number {
    return this.#waiting.size
  }

  /** Whether `work` has something to do at this time. */
  canWork(now: number): boolean {
    return this.#waiting.size > 0 && this.#running === undefined && now >= this.#retryAt
  }

  /** When to look again although nothing can be done now; `undefined` when a finished slice will tell. */
  get retryAt(): number | undefined {
    return this.#waiting.size > 0 && this.#running === undefined ? this.#retryAt : undefined
  }

  add(memory: number): void {
    this.#waiting.set(memory, this.#tickets++)
  }

  delete(memory: number): void {
    this.#waiting.delete(memory)
  }

  clear(): void {
    this.#waiting.clear()
  }

  /**
   * One slice: until `deadline` for a model in this process, one batch for a remote one, whose answer is stored later.
   * @param done called when a remote batch was stored or failed
   */
  work(deadline: number, done: () => void): void {
    const memories: number[] = []
    const wanted: Wanted[] = []
    const embedded: Embedded[] = []
    for (const memory of this.#waiting.keys()) {
      const passages = this.#sink.wanted(memory)
      memories.push(memory)
      wanted.push(...passages)
      if (this.#embedder.batch > 1) {
        if (wanted.length >= this.#embedder.batch) break
        continue
      }
      const result = this.#embedder.embed(passages.map((passage) => passage.text))
      if (result instanceof Promise) throw new TypeError('an embedder that answers later must take batches')
      embedded.push(...result)
      if (performance.now() >= deadline) break
    }
    if (this.#embedder.batch > 1) this.#running = this.#ask(memories, wanted, done)
    else this.#store(memories, wanted, embedded)
  }

  async #ask(memories: number[], wanted: Wanted[], done: () => void): Promise<void> {
    const tickets = memories.map((memory) => this.#waiting.get(memory))
    try {
      const embedded: Embedded[] = []
      for (let start = 0; start < wanted.length; start += this.#embedder.batch) {
        const batch = wanted.slice(start, start + this.#embedder.batch)
        embedded.push(...(await this.#embedder.embed(batch.map((passage) => passage.text))))
      }
      this.problem = undefined
      const still = memories.filter((memory, place) => this.#waiting.get(memory) === tickets[place])
      this.#store(still, wanted, embedded)
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
      this.#retryAt = performance.now() + RETRY_MS
    } finally {
      this.#running = undefined
      done()
    }
  }

  #store(memories: number[], wanted: Wanted[], embedded: Embedded[]): void {
    for (const memory of memories) this.#waiting.delete(memory)
    // What was removed or replaced while a remote model worked is dropped.
    const still = new Set(memories)
    const places = wanted.map((_, place) => place).filter((place) => still.has(wanted[place]!.memory))
    this.#sink.store(
      memories,
      places.map((place) => wanted[place]!),
      places.map((place) => embedded[place]!),
    )
  }
}
