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

export interface Jobs {
  /** Starts it and returns at once. @throws ERR_LIMIT when too many are running */
  start(call: string, run: (options: CallOptions) => Promise<unknown>): Job
  /** The newest first. */
  list(): Job[]
  /** @throws ERR_NOT_FOUND for one that never was, or is gone */
  get(id: string): Job
  /** Ends one that runs; one that has ended stays as it is. @throws ERR_NOT_FOUND */
  cancel(id: string): Job
  /** Tells of each change until it has ended. @returns the way to end it before @throws ERR_NOT_FOUND */
  follow(id: string, tell: (job: Job) => void): () => void
  close(): void
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

export function createJobs(
  { nowMs, onMistake }: { nowMs(): number; onMistake(error: unknown, call: string): void },
  limits: JobLimits = defaultLimits,
): Jobs {
  const held = new Map<string, Held>()

  const forgetOld = (): void => {
    const ended = [...held.values()].filter(({ job }) => job.ended !== null)
    const old = ended.filter(({ job }) => nowMs() - (job.ended ?? 0) > limits.endedMs)
    const many = ended.slice(0, Math.max(0, ended.length - limits.ended))
    for (const { job } of [...old, ...many]) held.delete(job.id)
  }
  const find = (id: string): Held => {
    forgetOld()
    const found = held.get(id)
    if (found !== undefined) return found
    throw new MemCubeError('ERR_NOT_FOUND', `there is no job "${id.slice(0, 64)}"`, {
      hint: 'a job can be asked about for an hour after its end, and until the daemon ends: GET /v1/jobs',
    })
  }
  const change = (one: Held, changed: Partial<Job>): void => {
    one.job = { ...one.job, ...changed }
    for (const tell of one.tellers) tell(one.job)
  }
  const end = (one: Held, changed: Partial<Job>): void => {
    change(one, { ...changed, ended: nowMs() })
    one.tellers.clear()
    // Those that have ended stand in the order of their ends.
    held.delete(one.job.id)
    held.set(one.job.id, one)
    forgetOld()
  }
  const progressOf = (one: Held) => (progress: Progress) => {
    const isSoon = performance.now() - one.toldMs < tellEveryMs
    if (isSoon) return void (one.job = { ...one.job, progress })
    one.toldMs = performance.now()
    change(one, { progress })
  }
  const work = async (one: Held, run: (options: CallOptions) => Promise<unknown>): Promise<void> => {
    const { signal } = one.ending
    try {
      const result = await run({ signal, progress: progressOf(one) })
      end(one, { state: 'done', result: result ?? null })
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'ERR_INTERNAL') onMistake(error, one.job.call)
      const state = signal.aborted ? 'cancelled' : 'failed'
      end(one, { state, error: detailsOf(problem, statusOf(problem.code)) })
    }
  }
  return {
    start(call, run) {
      forgetOld()
      const running = [...held.values()].filter(({ job }) => job.ended === null).length
      if (running >= limits.running) throw tooMany(running)
      const id = randomBytes(16).toString('hex')
      const job: Job = {
        id,
        call,
        state: 'running',
        progress: null,
        result: null,
        error: null,
        started: nowMs(),
        ended: null,
      }
      const one = { job, ending: new AbortController(), tellers: new Set<(job: Job) => void>(), toldMs: 0 }
      held.set(id, one)
      void work(one, run)
      return one.job
    },
    list() {
      forgetOld()
      return [...held.values()]
        .map(({ job }) => job)
        .sort((a, b) => b.started - a.started || (a.id < b.id ? 1 : -1))
    },
    get: (id) => find(id).job,
    cancel(id) {
      const one = find(id)
      if (one.job.ended === null) one.ending.abort(new MemCubeError('ERR_ABORTED', 'the job was cancelled'))
      return one.job
    },
    follow(id, tell) {
      const one = find(id)
      tell(one.job)
      if (one.job.ended !== null) return () => {}
      one.tellers.add(tell)
      return () => void one.tellers.delete(tell)
    },
    close() {
      for (const { ending } of held.values()) ending.abort(new MemCubeError('ERR_ABORTED', 'the daemon ends'))
    },
  }
}

function tooMany(running: number): Error {
  return Object.assign(
    new MemCubeError('ERR_LIMIT', `${running} jobs are running, and no more may`, {
      hint: 'wait for one to end, or cancel one: GET /v1/jobs',
    }),
    { statusCode: 429 },
  )
}
