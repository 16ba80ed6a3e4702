/** Calls the memcube daemon of a home over its local API. */
import { createHomeFetch } from 'memcube/client'

export interface Daemon {
  /** Runs a call. @throws DaemonError with the code that the daemon gave */
  call<T>(name: string, input: unknown, options?: { signal?: AbortSignal | undefined }): Promise<T>
}

export class DaemonError extends Error {
  override name = 'DaemonError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** A line of an answer: progress any number of times, then the result or the error. */
interface Line {
  result?: unknown
  error?: { code: string; message: string; hint: string | null }
}

/** Calls throw when no daemon runs for the home; what took its place gets no token. */
export function findDaemon(home: string): Daemon {
  const ask = createHomeFetch(home)
  return {
    async call<T>(name: string, input: unknown, { signal }: { signal?: AbortSignal | undefined } = {}) {
      const response = await ask(
        new Request(`http://localhost/v1/call/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
          signal: signal ?? null,
        }),
      )
      const last = (await response.text()).trimEnd().split('\n').at(-1) ?? ''
      const { result, error } = JSON.parse(last) as Line
      if (error === undefined) return result as T
      throw new DaemonError(
        error.code,
        error.hint === null ? error.message : `${error.message}; ${error.hint}`,
      )
    },
  }
}
