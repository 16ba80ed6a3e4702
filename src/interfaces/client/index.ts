/**
 * `memcube/client`: the local API with types, for programs in Node and for pages. Made of openapi-fetch and the types that
 * `npm run client` writes; nothing here decides anything.
 */
import createClient, { type Client } from 'openapi-fetch'
import type { Job, Problem } from './calls.ts'
import type { paths } from './paths.ts'

export type { Answers, Inputs, Job, Problem } from './calls.ts'
export type { paths } from './paths.ts'

export interface ClientConfig {
  /** What the daemon prints as `local API`. */
  url: string
  /** What `api.token` in the home holds. */
  token: string
  /** In place of the `fetch` of the platform, for a unix socket say. */
  fetch?: (request: Request) => Promise<Response>
}

export interface MemcubeClient extends Pick<Client<paths>, 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'> {
  /**
   * Waits for the end of a job that a 202 told of. @returns its result
   * @throws {ProblemError} for one that failed, was cancelled, or is gone
   */
  finished<T>(job: { id: string; result?: T | null }, options?: { signal?: AbortSignal }): Promise<T>
}

/** A refusal of the API. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** A look at a job that runs long, if its events end early. Guess. */
const lookAgainMs = 500

/** Paths, parameters and answers are those of `/openapi.json`: `client.GET('/v1/recall', { params: { query: { query: 'tea' } } })`. */
export function createMemcubeClient({ url, token, fetch }: ClientConfig): MemcubeClient {
  const client = createClient<paths>({
    baseUrl: url,
    headers: { authorization: `Bearer ${token}` },
    ...(fetch !== undefined && { fetch }),
  })
  const finished: MemcubeClient['finished'] = async ({ id }, { signal } = {}) => {
    for (;;) {
      const params = { path: { job: id } }
      // The stream of its events ends with the job.
      await client.GET('/v1/jobs/{job}/events', { params, signal: signal ?? null, parseAs: 'text' })
      const { data, error } = await client.GET('/v1/jobs/{job}', { params, signal: signal ?? null })
      if (error !== undefined) throw new ProblemError(error)
      if (data.ended !== null) return resultOf(data)
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
    }
  }
  const { GET, PUT, POST, PATCH, DELETE } = client
  return { GET, PUT, POST, PATCH, DELETE, finished }
}

function resultOf<T>({ error, result }: Job): T {
  if (error !== null) throw new ProblemError(error)
  return result as T
}
