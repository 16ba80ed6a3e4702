/** Calls the memcube daemon of a home over its local API. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

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

/** Reads where the daemon listens and the token that it asks for. @throws when no daemon runs for the home */
export async function findDaemon(home: string): Promise<Daemon> {
  const { url } = JSON.parse(await readFile(join(home, 'api.json'), 'utf8')) as { url: string }
  const token = (await readFile(join(home, 'api.token'), 'utf8')).trim()
  return {
    async call<T>(name: string, input: unknown, { signal }: { signal?: AbortSignal | undefined } = {}) {
      const response = await fetch(new URL(`/v1/call/${name}`, url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(input),
        signal: signal ?? null,
      })
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
