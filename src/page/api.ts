/** Asks the daemon that served this page. */
import type { Answers } from './answers.ts'
import { endSession, secret } from './session.ts'

export interface Progress {
  phase: string
  done: number
  total?: number
  unit?: string
}

/** A refusal in the words of the API: what is wrong, and what to do. */
export class ApiError extends Error {
  readonly code: string
  readonly hint: string | undefined

  constructor(code: string, message: string, hint?: string | null) {
    super(message)
    this.code = code
    this.hint = hint ?? undefined
  }
}

interface Line {
  progress?: Progress
  result?: unknown
  error?: { code: string; message: string; hint?: string | null }
}

export interface CallOptions {
  signal?: AbortSignal
  progress?: (progress: Progress) => void
}

/** @throws ApiError, or the reason of the signal */
export async function call<N extends keyof Answers>(
  name: N,
  input: object = {},
  options: CallOptions = {},
): Promise<Answers[N]> {
  const response = await ask(`/v1/call/${name}`, {
    method: 'POST',
    body: JSON.stringify(input),
    ...(options.signal && { signal: options.signal }),
  })
  for await (const text of linesOf(response)) {
    const line = JSON.parse(text) as Line
    if (line.progress !== undefined) options.progress?.(line.progress)
    else if (line.error !== undefined)
      throw new ApiError(line.error.code, line.error.message, line.error.hint)
    else return line.result as Answers[N]
  }
  throw new ApiError('ERR_UNREACHABLE', 'the daemon went away before it answered', 'look whether it runs')
}

/** One request with this session. @throws ApiError without an answer, or when the session has ended */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-memcube-page': secret.value ?? '' }
  let response
  try {
    response = await fetch(path, { ...init, headers, credentials: 'same-origin' })
  } catch (error) {
    if (init.signal?.aborted === true) throw error
    throw new ApiError('ERR_UNREACHABLE', 'the daemon does not answer', 'start it with `memcube daemon`')
  }
  if (response.status === 401) endSession()
  return response
}

/** The lines of a body as they come. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let open = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const [first = '', ...rest] = value.split('\n')
    open += first
    for (const part of rest) {
      if (open !== '') yield open
      open = part
    }
  }
  if (open !== '') yield open
}
