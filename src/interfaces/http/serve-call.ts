/** One call over HTTP: lines of JSON, progress as it comes, then the result or the error. */
import type { ServerResponse } from 'node:http'
import { MemCubeError } from '../../core/errors.ts'
import type { CallOptions } from '../../node/index.ts'
import { problemOf, statusOf } from './problem.ts'

/** A progress line at most every so often, so that a fast import does not drown its reader. Guess: 20 a second look smooth. */
const progressEveryMs = 50

interface ServedCall {
  run(options: CallOptions): Promise<unknown>
  /** Told of what only the log should know. */
  onMistake(error: unknown): void
}

/** Answers on a response that is ours alone. A client that leaves ends the call. Throws nothing. */
export async function serveCall(response: ServerResponse, { run, onMistake }: ServedCall): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort(new MemCubeError('ERR_ABORTED', 'the client went away')))
  try {
    const result = await run({
      signal: gone.signal,
      progress: throttle((progress) => line(response, 200, { progress })),
    })
    line(response, 200, { result: result ?? null })
  } catch (error) {
    const problem = problemOf(error)
    if (problem.code === 'ERR_INTERNAL') onMistake(error)
    line(response, statusOf(problem.code), { error: problem })
  }
  response.end()

  function throttle(send: CallOptions['progress']): CallOptions['progress'] {
    let last = -Infinity
    return (progress) => {
      const now = performance.now()
      // A reader who is behind needs no older news.
      if (now - last < progressEveryMs || response.writableNeedDrain) return
      last = now
      send(progress)
    }
  }
}

/** The status goes out with the first line; once there was progress it stays 200, and the last line tells. */
function line(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed) return
  const text = JSON.stringify(value)
  if (!response.headersSent) {
    response.writeHead(status, {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  }
  response.write(`${text}\n`)
}
