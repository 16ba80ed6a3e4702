/** Memories whose passages wait for vectors, and the work of giving them some, in slices. */
import type { Embedded, Embedder } from './embedder/embedder.ts'
import type { Texts } from './texts.ts'

/** A passage to embed: its memory, its id and its words. */
export interface Wanted {
  memory: number
  passage: number
  text: string
}

interface EmbeddingSink {
  /** How many passages a memory has. */
  passages(memory: number): number
  /** In the order asked; undefined for one that cannot be read. */
  texts(memories: readonly number[]): Texts | Promise<Texts>
  /** The passages of a memory with this text. */
  wanted(memory: number, text: string): Wanted[]
  /** Called once for each slice, with whole memories. */
  store(memories: readonly number[], wanted: readonly Wanted[], embedded: readonly Embedded[]): void
}

/** A memory whose text is here. */
interface Ready {
  memory: number
  ticket: number
  text: string
}

/** After a remote model failed, or the texts could not be asked for: how long until they are asked again (guess). */
const RETRY_MS = 5_000
/** Passages whose texts are asked for at once: 200 kB, which the static table embeds in about 20 ms. */
const FETCHED = 256

export class EmbeddingQueue {
  readonly #embedder: Embedder
  readonly #sink: EmbeddingSink
  /** Memory to ticket: an id that was let go and came back is another memory, with another ticket. */
  readonly #waiting = new Map<number, number>()
  #tickets = 0
  #ready: Ready[] = []
  /** Tickets whose texts are here or were asked for. */
  readonly #fetched = new Set<number>()
  #fetching: Promise<void> | undefined
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
    const waitsForTexts = this.#ready.length === 0 && this.#fetching !== undefined
    return this.#waiting.size > 0 && this.#running === undefined && !waitsForTexts && now >= this.#retryAt
  }

  /** When to look again although nothing can be done now; `undefined` when something that is under way will tell. */
  get retryAt(): number | undefined {
    const isUnderWay = this.#running !== undefined || this.#fetching !== undefined
    return this.#waiting.size > 0 && !isUnderWay ? this.#retryAt : undefined
  }

  add(memory: number): void {
    this.#waiting.set(memory, this.#tickets++)
  }

  delete(memory: number): void {
    this.#waiting.delete(memory)
  }

  clear(): void {
    this.#waiting.clear()
    this.#ready = []
    this.#fetched.clear()
  }

  /**
   * One slice: until `deadline` for a model in this process, one batch for a remote one, whose answer is stored later.
   * @param done called when texts arrived, and when a remote batch was stored or failed
   */
  work(deadline: number, done: () => void): void {
    if (this.#ready.length === 0) this.#fetch(done)
    if (this.#ready.length > 0) {
      if (this.#embedder.batch > 1)
        this.#running = this.#ask().finally(() => {
          this.#running = undefined
          done()
        })
      else this.#embedHere(deadline)
    }
    // The next are asked for while these are worked on.
    if (this.#ready.length < FETCHED / 2) this.#fetch(done)
  }

  #fetch(done: () => void): void {
    if (this.#fetching !== undefined) return
    const wanted = this.#nextWaiting()
    if (wanted.length === 0) return
    for (const [, ticket] of wanted) this.#fetched.add(ticket)
    const texts = this.#sink.texts(wanted.map(([memory]) => memory))
    if (texts instanceof Promise) this.#fetching = this.#arrive(wanted, texts).finally(done)
    else this.#take(wanted, texts)
  }

  #nextWaiting(): [memory: number, ticket: number][] {
    const found: [number, number][] = []
    let passages = 0
    for (const [memory, ticket] of this.#waiting) {
      if (this.#fetched.has(ticket)) continue
      found.push([memory, ticket])
      passages += this.#sink.passages(memory)
      if (passages >= FETCHED) break
    }
    return found
  }

  async #arrive(wanted: readonly [number, number][], texts: Promise<Texts>): Promise<void> {
    try {
      this.#take(wanted, await texts)
    } catch (error) {
      for (const [, ticket] of wanted) this.#fetched.delete(ticket)
      this.#failed(error)
    } finally {
      this.#fetching = undefined
    }
  }

  #take(wanted: readonly [number, number][], texts: Texts): void {
    for (const [at, [memory, ticket]] of wanted.entries()) {
      const text = texts[at]
      if (text !== undefined) this.#ready.push({ memory, ticket, text })
      else {
        this.#fetched.delete(ticket)
        // It cannot be read now. The next opening of the index tries again.
        if (this.#waiting.get(memory) === ticket) this.#waiting.delete(memory)
      }
    }
  }

  /** The next of those whose texts are here; what was removed or replaced meanwhile is passed over. */
  #next(): Ready | undefined {
    for (let one = this.#ready.shift(); one !== undefined; one = this.#ready.shift()) {
      this.#fetched.delete(one.ticket)
      if (this.#waiting.get(one.memory) === one.ticket) return one
    }
    return undefined
  }

  #embedHere(deadline: number): void {
    const memories: number[] = []
    const wanted: Wanted[] = []
    const embedded: Embedded[] = []
    for (let one = this.#next(); one !== undefined; one = this.#next()) {
      const passages = this.#sink.wanted(one.memory, one.text)
      const result = this.#embedder.embed(passages.map((passage) => passage.text))
      if (result instanceof Promise) throw new TypeError('an embedder that answers later must take batches')
      memories.push(one.memory)
      wanted.push(...passages)
      embedded.push(...result)
      if (performance.now() >= deadline) break
    }
    this.#store(memories, wanted, embedded)
  }

  async #ask(): Promise<void> {
    const asked: Ready[] = []
    const wanted: Wanted[] = []
    while (wanted.length < this.#embedder.batch) {
      const one = this.#next()
      if (one === undefined) break
      asked.push(one)
      wanted.push(...this.#sink.wanted(one.memory, one.text))
    }
    try {
      const embedded: Embedded[] = []
      for (let start = 0; start < wanted.length; start += this.#embedder.batch) {
        const batch = wanted.slice(start, start + this.#embedder.batch)
        embedded.push(...(await this.#embedder.embed(batch.map((passage) => passage.text))))
      }
      this.problem = undefined
      const still = asked.filter(({ memory, ticket }) => this.#waiting.get(memory) === ticket)
      this.#store(
        still.map(({ memory }) => memory),
        wanted,
        embedded,
      )
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    this.problem = error instanceof Error ? error.message : String(error)
    this.#retryAt = performance.now() + RETRY_MS
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
