/** One request to a server that keeps blocks: with a time to answer in, a size of the answer, and a second try. */
import { setTimeout as pause } from 'node:timers/promises'
import { anySignal } from '../../core/signals/index.ts'
import { StorageError } from '../storage-error.ts'

/** Guess: a server on the other side of the world answers in a tenth of it, and a daemon waits no longer with its writes. */
const usualAnswerMs = 10_000
/** Tries of a request that failed on the way or found the server busy, and the rest before the next. Guesses. */
const tries = 3
const usualRestMs = 150

export interface Request {
  method: string
  url: string
  headers?: Record<string, string>
  body?: Uint8Array<ArrayBuffer> | FormData | string
}

export interface Answer {
  status: number
  bytes: Uint8Array
}

export interface AskOptions {
  /** What the store is called in errors. */
  name: string
  send?: typeof fetch
  /** What it throws when there is no whole answer; ERR_UNREACHABLE of a store when not given. */
  fails?: (name: string, why: string, cause?: unknown) => Error
  /** Which answers mean that it is worth trying again. */
  isBusy: (status: number) => boolean
  answerMs?: number
  restMs?: number
  /** Of who waits for the answers: its reason is thrown, and nothing is asked any more. */
  signal?: AbortSignal
}

export type Ask = (request: () => Promise<Request> | Request, maxBytes: number) => Promise<Answer>

/** @returns a function that throws what `fails` makes when there is no whole answer */
export function createAsk(options: AskOptions): Ask {
  const { name, send = fetch, isBusy, fails = unreachable } = options
  const { answerMs: limitMs = usualAnswerMs, restMs = usualRestMs, signal } = options
  return async (request, maxBytes) => {
    for (let left = tries - 1; ; left--) {
      try {
        const answer = await once(await request(), send, maxBytes, within(limitMs, signal))
        if (left === 0 || !isBusy(answer.status)) return answer
      } catch (error) {
        signal?.throwIfAborted()
        // Who did not answer in time does not answer sooner when asked twice.
        if (left === 0 || isTimeout(error)) throw fails(name, reasonOf(error, limitMs), error)
      }
      await pause(restMs * (tries - left), undefined, { signal }).catch(() => signal?.throwIfAborted())
    }
  }
}

function within(limitMs: number, signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(limitMs)
  return signal === undefined ? limit : anySignal([signal, limit])
}

async function once(
  { method, url, headers, body }: Request,
  send: typeof fetch,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await send(url, {
    method,
    ...(headers !== undefined && { headers }),
    ...(body !== undefined && { body }),
    redirect: 'error',
    signal,
  })
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.length
    if (bytes > maxBytes) throw new Error(`its answer has more than ${maxBytes} bytes`)
    pieces.push(piece)
  }
  const [first] = pieces
  const whole = pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces)
  return { status: response.status, bytes: new Uint8Array(whole.buffer, whole.byteOffset, whole.length) }
}

/** ERR_UNREACHABLE that names the store. */
export function unreachable(name: string, why: string, cause?: unknown): StorageError {
  return new StorageError('ERR_UNREACHABLE', `the store ${name} cannot be used: ${why}`, {
    cause,
    hint: 'see whether it runs and can be reached; nothing was half written, and the node goes on by itself once it answers',
  })
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

/** What the system said is in the cause: "fetch failed" alone tells nobody anything. */
function reasonOf(error: unknown, limitMs: number): string {
  if (isTimeout(error)) return `it did not answer within ${limitMs / 1_000} s`
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  const { code } = cause as NodeJS.ErrnoException
  return cause.message === '' ? (code ?? error.message) : cause.message
}
