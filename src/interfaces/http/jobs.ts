/** Long work that a client starts, looks at, and ends. Kept by the daemon that does it: with that, jobs are gone. */
import { randomBytes } from 'node:crypto'
import { MemCubeError } from '../../core/errors.ts'
import type { CallOptions, Progress } from '../../node/index.ts'
import { detailsOf, problemOf, statusOf, type ProblemDetails } from './problem.ts'

export interface Job {
  id: string
  /** The use case. */
  call: string
  state: 'running' | 'done' | 'failed' | 'cancelled'
  progress: Progress | null
  /** Given when done. */
  result: unknown
  /** Given when failed or cancelled. */
  error: ProblemDetails | null
  /** Milliseconds since the Unix epoch. */
  started: number
  ended: number | null
}

export interface JobLimits {
  running: number
  /** Those that have ended and can still be asked. */
  ended: number
  endedMs: number
}

/** Guesses: work enough for two cores; what a person still asks about. */
const defaultLimits: JobLimits = Object.freeze({ running: 16, ended: 256, endedMs: 3_600_000 })
/** As often as a reader of a progress line hears of it. Guess. */
const tellEveryMs = 50

interface Held {
  job: Job
  ending: AbortController
  tellers: Set<(job: Job) => void>
  toldMs: number
}

interface JobDeps {
  nowMs(): number
  onMistake(error: unknown, call: string): void
}

export class Jobs {
  readonly #deps: JobDeps
  readonly #limits: JobLimits
  readonly #held = new Map<string, Held>()

  constructor(deps: JobDeps, limits: JobLimits = defaultLimits) {
    this.#deps = deps
    this.#limits = limits
  }

  /** Starts it and returns at once. @throws ERR_LIMIT when too many are running */
  start(call: string, run: (options: CallOptions) => Promise<unknown>): Job {
    this.#forgetOld()
    const running = [...this.#held.values()].filter(({ job }) => job.ended === null).length
    if (running >= this.#limits.running) throw tooMany(running)
    const one = held(call, this.#deps.nowMs())
    this.#held.set(one.job.id, one)
    void this.#work(one, run)
    return one.job
  }

  /** The newest first. */
  list(): Job[] {
    this.#forgetOld()
    return [...this.#held.values()]
      .map(({ job }) => job)
      .sort((a, b) => b.started - a.started || (a.id < b.id ? 1 : -1))
  }

  /** @throws ERR_NOT_FOUND for one that never was, or is gone */
  get(id: string): Job {
    return this.#find(id).job
  }

  /** Ends one that runs; one that has ended stays as it is. @throws ERR_NOT_FOUND */
  cancel(id: string): Job {
    const one = this.#find(id)
    if (one.job.ended === null) one.ending.abort(new MemCubeError('ERR_ABORTED', 'the job was cancelled'))
    return one.job
  }

  /** Tells of each change until it has ended. @returns the way to end it before @throws ERR_NOT_FOUND */
  follow(id: string, tell: (job: Job) => void): () => void {
    const one = this.#find(id)
    tell(one.job)
    if (one.job.ended !== null) return () => {}
    one.tellers.add(tell)
    return () => void one.tellers.delete(tell)
  }

  close(): void {
    for (const { ending } of this.#held.values())
      ending.abort(new MemCubeError('ERR_ABORTED', 'the daemon ends'))
  }

  async #work(one: Held, run: (options: CallOptions) => Promise<unknown>): Promise<void> {
    const { signal } = one.ending
    try {
      const result = await run({ signal, progress: (progress) => tellProgress(one, progress) })
      this.#end(one, { state: 'done', result: result ?? null })
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'ERR_INTERNAL') this.#deps.onMistake(error, one.job.call)
      const state = signal.aborted ? 'cancelled' : 'failed'
      this.#end(one, { state, error: detailsOf(problem, statusOf(problem.code)) })
    }
  }

  #end(one: Held, changed: Partial<Job>): void {
    change(one, { ...changed, ended: this.#deps.nowMs() })
    one.tellers.clear()
    // Those that have ended stand in the order of their ends.
    this.#held.delete(one.job.id)
    this.#held.set(one.job.id, one)
    this.#forgetOld()
  }

  #find(id: string): Held {
    this.#forgetOld()
    const found = this.#held.get(id)
    if (found !== undefined) return found
    throw new MemCubeError('ERR_NOT_FOUND', `there is no job "${id.slice(0, 64)}"`, {
      hint: 'a job can be asked about for an hour after its end, and until the daemon ends: GET /v1/jobs',
    })
  }

  #forgetOld(): void {
    const { ended: most, endedMs } = this.#limits
    const ended = [...this.#held.values()].filter(({ job }) => job.ended !== null)
    const old = ended.filter(({ job }) => this.#deps.nowMs() - (job.ended ?? 0) > endedMs)
    const many = ended.slice(0, Math.max(0, ended.length - most))
    for (const { job } of [...old, ...many]) this.#held.delete(job.id)
  }
}

function held(call: string, started: number): Held {
  const id = randomBytes(16).toString('hex')
  return {
    job: {
      id,
      call,
      state: 'running',
      progress: null,
      result: null,
      error: null,
      started,
      ended: null,
    },
    ending: new AbortController(),
    tellers: new Set(),
    toldMs: 0,
  }
}

function change(one: Held, changed: Partial<Job>): void {
  one.job = { ...one.job, ...changed }
  for (const tell of one.tellers) tell(one.job)
}

function tellProgress(one: Held, progress: Progress): void {
  const isSoon = performance.now() - one.toldMs < tellEveryMs
  if (isSoon) return void (one.job = { ...one.job, progress })
  one.toldMs = performance.now()
  change(one, { progress })
}

function tooMany(running: number): Error {
  return Object.assign(
    new MemCubeError('ERR_LIMIT', `${running} jobs are running, and no more may`, {
      hint: 'wait for one to end, or cancel one: GET /v1/jobs',
    }),
    { statusCode: 429 },
  )
}
