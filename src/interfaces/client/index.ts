/**
 * `memcube/client`: the local API with types, for programs. Made of openapi-fetch and the types that `npm run client` writes.
 * Before a connection to this machine carries the token, its other end proves that it knows it.
 */
import createClient, { type Client, type ClientOptions } from 'openapi-fetch'
import type { Job, Problem } from './calls.ts'
import type { paths } from './paths.ts'

export type { Answers, Inputs, Job, Problem } from './calls.ts'
export type { paths } from './paths.ts'

export type ClientConfig = HomeConfig | AddressConfig

export interface HomeConfig {
  /** The folder of a home, where the address of its daemon and the token are read; again when nobody answers there. */
  home: string
}

export interface AddressConfig {
  /** What the daemon prints as `local API`. */
  url: string
  /** What `api.token` in the home holds. */
  token: string
  /** In place of ours. It sends the token to whoever it reaches: nothing is proven. */
  fetch?: Fetch
}

type Fetch = (request: Request) => Promise<Response>

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
export function createMemcubeClient(config: ClientConfig): MemcubeClient {
  const client = createClient<paths>(optionsOf(config))
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

/** For programs that bring their own client: requests go to the daemon of this home, with its token, whatever host they name. */
export function createHomeFetch(home: string): Fetch {
  return lazily(async () => (await import('./home-fetch.ts')).createHomeFetch(home))
}

function optionsOf(config: ClientConfig): ClientOptions {
  if ('home' in config) return { baseUrl: 'http://localhost', fetch: createHomeFetch(config.home) }
  const { url, token, fetch } = config
  if (fetch === undefined && isOfThisMachine(url))
    return { baseUrl: 'http://localhost', fetch: createProvenFetch(url, token) }
  return {
    baseUrl: url,
    headers: { authorization: `Bearer ${token}` },
    ...(fetch !== undefined && { fetch }),
  }
}

function createProvenFetch(url: string, token: string): Fetch {
  const daemon = { url, token, proves: true }
  return lazily(async () => (await import('./daemon-fetch.ts')).createDaemonFetch(daemon))
}

/** Whether a daemon may listen there. It encrypts nothing: `https` is something else that somebody put before it. */
function isOfThisMachine(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return (
    protocol === 'unix:' || (protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname))
  )
}

/** What needs Node is loaded with the first request. */
function lazily(make: () => Promise<Fetch>): Fetch {
  let made: Promise<Fetch> | undefined
  return async (request) => (await (made ??= make()))(request)
}

function resultOf<T>({ error, result }: Job): T {
  if (error !== null) throw new ProblemError(error)
  return result as T
}
