/**
 * An index of which a part is at a server, or goes there, or comes back. It answers all the while, from both sides. What comes new is
 * here first, so that a server that is away keeps nobody from writing; it goes there when nothing else is to be done.
 *
 * Nothing here waits: `work` takes up one step (`moves.ts`), whose answer is kept by the next call of `work`, which the engine makes
 * when no change is half done.
 */
import { RecallError } from '../errors.ts'
import type { Meaning } from '../vectors/meaning.ts'
import type { QueryTerm } from '../words/word-index.ts'
import type { FoundTerm } from './interface.ts'
import { judgeFound } from './judge.ts'
import { type Finish, Moves, type MovesDeps } from './moves.ts'
import { ServerPlace, type PlaceDeps } from './place.ts'

/** After a failure: how long until the server is tried again (guess). */
const retryMs = 5_000

interface AwayDeps extends PlaceDeps, MovesDeps {
  /** Fewer passages in memory than this are not worth a segment. */
  leastMoved: number | undefined
  /** The next opening is to make another index. Called when no change is under way. */
  giveUp(): void
}

export interface ServerStatus {
  target: string
  /** `out`: the index moves there; `back`: it comes here. */
  direction: 'out' | 'back'
  /** Segments of words, and vectors, that are there. */
  segments: number
  vectors: number
  /** Passages in segments, and vectors, that are on the wrong side. */
  waitingPassages: number
  waitingVectors: number
  /** Why it does not go on. */
  problem?: string
}

export class Away {
  readonly #deps: AwayDeps
  readonly #place: ServerPlace
  readonly #moves: Moves
  #running: Promise<void> | undefined
  #ready: Finish | undefined
  #isPurging = false
  #allHere: { resolve(): void; reject(error: unknown): void } | undefined
  #hasGivenUp = false
  #retryAt = 0
  #problem: string | undefined

  constructor(deps: AwayDeps) {
    this.#deps = deps
    this.#place = new ServerPlace(deps)
    this.#moves = new Moves(this.#place, deps)
  }

  /** A part of the index is at a server, or shall be. */
  get isConcerned(): boolean {
    return this.#place.target !== undefined
  }

  /** When `work` is worth calling again. */
  get retryAt(): number | undefined {
    const waits = this.#place.target !== undefined && this.#running === undefined && !this.#place.isLost
    return waits && this.#problem !== undefined ? this.#retryAt : undefined
  }

  /** As far as is known without asking. @returns undefined where no part of the index is away, nor shall be */
  status(): ServerStatus | undefined {
    const { target, isWanted } = this.#place
    if (target === undefined) return undefined
    const { words, vectors } = this.#deps
    return {
      target,
      direction: isWanted ? 'out' : 'back',
      segments: words.away.length,
      vectors: vectors.countAway,
      waitingPassages: isWanted ? words.passagesHere : words.passagesAway,
      waitingVectors: isWanted ? vectors.countHere : vectors.countAway,
      ...(this.#problem !== undefined && { problem: this.#problem }),
    }
  }

  /** Asks the server whether it is there. */
  async probe(): Promise<ServerStatus | undefined> {
    if (this.#place.target === undefined) return undefined
    const problem = await this.#place.ask((server) => server.probe()).then(() => this.#problem, messageOf)
    const status = this.status()
    return status && { ...status, ...(problem !== undefined && { problem }) }
  }

  /** Rows for a question, checked. */
  async rows(segments: readonly number[], terms: readonly QueryTerm[]): Promise<FoundTerm[]> {
    const found = await this.#place.ask((server) => server.findTerms(segments, terms))
    return judgeFound(found, segments, terms)
  }

  /** Vectors for one question. */
  meaning(): Meaning | undefined {
    const server = {
      nearest: (...asked: Parameters<Server['nearest']>) => this.#place.ask((one) => one.nearest(...asked)),
      vectorsOf: (...asked: Parameters<Server['vectorsOf']>) =>
        this.#place.ask((one) => one.vectorsOf(...asked)),
    }
    return this.#deps.vectors.meaning(server, this.#place.dimensions)
  }

  /** The index was read back from its database: what was under way is begun anew. */
  restart(): void {
    this.#ready = undefined
    this.#moves.restart()
    this.#place.restart()
  }

  /** Whether `work` has something to do. */
  canWork(now: number): boolean {
    if (this.#ready !== undefined) return true
    return this.#place.target !== undefined && this.#running === undefined && now >= this.#retryAt
  }

  /**
   * One step: keeps what the last one brought, or begins another.
   * @param done called when it has brought something, or failed
   * @returns whether there is more to do right away
   */
  work(transaction: (change: () => void) => void, done: () => void): boolean {
    this.#giveUpIfLost()
    const ready = this.#ready
    if (ready !== undefined) {
      this.#ready = undefined
      this.#keep(ready, transaction)
      return true
    }
    const { words, leastMoved } = this.#deps
    if (this.#place.isWanted && !this.#isPurging) words.tidy(leastMoved)
    if (words.hasWork) return true
    const step = this.#moves.next(this.#isPurging)
    if (step === undefined) return this.#arrive(transaction)
    this.#running = step()
      .then((finish) => {
        this.#problem = undefined
        this.#ready = finish
      })
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#running = undefined
        done()
      })
    return false
  }

  /**
   * Gets what was removed out of the files of the server: its lists come here, where they are written anew, and go there again later.
   * @param here does that
   * @param wake has `work` called
   */
  async purge(here: () => Promise<void>, wake: () => void): Promise<void> {
    await this.#place.claimed()
    this.#isPurging = true
    try {
      if (this.#deps.words.away.length > 0)
        await new Promise<void>((resolve, reject) => {
          this.#allHere = { resolve, reject }
          wake()
        })
      await here()
      await this.#moves.erase()
    } finally {
      this.#isPurging = false
      this.#allHere = undefined
      // The lists go there again.
      wake()
    }
  }

  async close(): Promise<void> {
    const hint = 'it is tried again at the next start'
    this.#allHere?.reject(
      new RecallError('ERR_ABORTED', 'the index was closed before it was purged', { hint }),
    )
    // What is under way is cut off: a graph may take minutes.
    await this.#place.close()
    await this.#running
    this.#giveUpIfLost()
  }

  #keep(ready: Finish, transaction: (change: () => void) => void): void {
    try {
      transaction(ready)
    } catch (error) {
      this.#failed(error)
    }
    if (this.#deps.words.away.length > 0) return
    this.#allHere?.resolve()
    this.#allHere = undefined
  }

  /** Nothing is on its way. @returns whether there is more to do right away */
  #arrive(transaction: (change: () => void) => void): boolean {
    const isBack = this.#place.target !== undefined && !this.#place.isWanted
    if (!isBack || this.#isPurging || this.#place.isLost) return false
    transaction(() => this.#place.leave())
    return this.#place.target !== undefined
  }

  /** When no change is under way, which would take it back. */
  #giveUpIfLost(): void {
    if (!this.#place.isLost || this.#hasGivenUp) return
    this.#hasGivenUp = true
    this.#deps.giveUp()
  }

  #failed(error: unknown): void {
    this.#problem = messageOf(error)
    this.#retryAt = performance.now() + retryMs
    this.#allHere?.reject(error)
  }
}

type Server = Awaited<ReturnType<ServerPlace['claimed']>>

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
