/** Calls the daemon over its local API. Imports nothing but what that needs: this is the way of every quick command. */
import { MemCubeError } from '../../core/errors.ts'
import { loadApiAddress, loadApiToken } from '../../home/api-address.ts'
import { placeOf } from '../../home/api-proof.ts'
import type { AnswerOf } from '../../node/index.ts'
import type { CallOptions, Progress } from '../../home/call-options.ts'
import type { NodeClient } from './node-client.ts'
import { askApi } from './ask-api.ts'
import { NOT_PROVEN } from '../require-proof.ts'

interface Line {
  progress?: Progress
  result?: unknown
  error?: { code: string; message: string; hint?: string | null }
}

/** The daemon of a home, when one left its address. @throws ERR_NOT_FOUND, ERR_DENIED, ERR_CORRUPT for its token */
export async function findDaemon(home: string): Promise<(NodeClient & { url: string }) | undefined> {
  const api = await loadApiAddress(home)
  if (api === undefined) return undefined
  const access = { api: api.url, token: await loadApiToken(home), proves: api.proves === true }
  return {
    url: api.url,
    call: (name, input, options) => callDaemon(access, name, input, options),
    close: async () => {},
  }
}

/** Whether a call failed because nothing listens where the daemon said it would, or something that is not this daemon. */
export function isNobodyThere(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
  return code === 'ECONNREFUSED' || code === 'ENOENT' || code === NOT_PROVEN
}

interface Access {
  api: string
  token: string
  proves: boolean
}

async function callDaemon<N extends string>(
  { api, token, proves }: Access,
  name: N,
  input: unknown,
  { signal, progress }: CallOptions,
): Promise<AnswerOf<N>> {
  const { base, socketPath } = placeOf(api)
  const url = new URL(`/v1/call/${encodeURIComponent(name)}`, base)
  try {
    for await (const line of lines(
      askApi({ url, socketPath, token, proves, body: JSON.stringify(input), signal }),
      api,
    )) {
      if (line.progress !== undefined) progress(line.progress)
      else if (line.error !== undefined) throw failure(line.error)
      else if ('result' in line) return line.result as AnswerOf<N>
      else throw notADaemon(api)
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (error instanceof MemCubeError) throw error
    if (!wentAway.has((error as NodeJS.ErrnoException).code ?? '')) throw unreachable(api, error as Error)
  }
  throw new MemCubeError('ERR_UNREACHABLE', 'the daemon went away before it answered', {
    hint: 'see what it printed last, start it again with `memcube daemon`, and repeat the command',
  })
}

/** What a socket says whose other side is no more. */
const wentAway = new Set(['ECONNRESET', 'EPIPE'])

function unreachable(url: string, cause: Error): MemCubeError {
  return new MemCubeError('ERR_UNREACHABLE', `the daemon at ${url} does not answer: ${cause.message}`, {
    cause,
    hint: 'stop it and start it again with `memcube daemon`',
  })
}

/** A last line that is not ended was cut off, unless it is whole. */
async function* lines(chunks: AsyncIterable<string | undefined>, api: string): AsyncGenerator<Line> {
  let open: string[] = []
  for await (const chunk of chunks) {
    if (chunk === undefined) throw notADaemon(api)
    const [first = '', ...rest] = chunk.split('\n')
    open.push(first)
    for (const part of rest) {
      const line = parseLine(open.join(''))
      if (line === undefined) throw notADaemon(api)
      yield line
      open = [part]
    }
  }
  const last = open.join('')
  const line = parseLine(last)
  if (line !== undefined) yield line
  else if (last !== '' && !last.startsWith('{')) throw notADaemon(api)
}

function parseLine(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null ? line : undefined
  } catch {
    return undefined
  }
}

function notADaemon(url: string): MemCubeError {
  return new MemCubeError('ERR_UNREACHABLE', `what answers at ${url} is not a memcube daemon`, {
    hint: 'stop the daemon of this home and start it again with `memcube daemon`',
  })
}

function failure({ code, message, hint }: NonNullable<Line['error']>): MemCubeError {
  return new MemCubeError(code, message, typeof hint === 'string' ? { hint } : {})
}
