/** Calls the daemon over its local API. Imports nothing but what an HTTP request needs: this is the way of every quick command. */
import type { IncomingMessage } from 'node:http'
import { MemCubeError } from '../../core/errors.ts'
import { loadApiAddress, loadApiToken } from '../../node/api-address.ts'
import type { CallOptions, Progress } from '../../node/use-case.ts'
import type { NodeClient } from './client.ts'

/**
 * Not an import: importing node:http as a module reads each of its exports, and one of them loads a whole WebSocket client.
 * 45 of the 75 ms that `status` took, measured.
 */
const { request } = process.getBuiltinModule('node:http')

/** How long a connection on this machine may take to be made; it takes under a millisecond. Guess. */
const connectMs = 5_000

interface Line {
  progress?: Progress
  result?: unknown
  error?: { code: string; message: string; hint?: string | null }
}

/** The daemon of a home, when one left its address. @throws ERR_NOT_FOUND, ERR_DENIED, ERR_CORRUPT for its token */
export async function findDaemon(home: string): Promise<NodeClient | undefined> {
  const api = await loadApiAddress(home)
  if (api === undefined) return undefined
  const token = await loadApiToken(home)
  return {
    call: (name, input, options) => callDaemon(api.url, token, name, input, options),
    close: async () => {},
  }
}

/** Whether a call failed because nothing listens where the daemon said it would. */
export function isNobodyThere(error: unknown): boolean {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED'
}

async function callDaemon(
  url: string,
  token: string,
  name: string,
  input: unknown,
  options: CallOptions,
): Promise<unknown> {
  const { signal, progress } = options
  signal.throwIfAborted()
  const response = await send(
    `${url}/v1/call/${encodeURIComponent(name)}`,
    token,
    JSON.stringify(input),
    signal,
  )
  try {
    for await (const text of lines(response)) {
      if (text === '') continue
      const line = parseLine(text, url)
      if (line.progress !== undefined) progress(line.progress)
      else if (line.error !== undefined) throw failure(line.error)
      else if ('result' in line) return line.result
      else throw notADaemon(url)
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error
  }
  throw new MemCubeError('ERR_UNREACHABLE', 'the daemon went away before it answered', {
    hint: 'see what it printed last, start it again with `memcube daemon`, and repeat the command',
  })
}

function send(url: string, token: string, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const call = request(url, { method: 'POST', headers, signal, agent: false }, resolve)
    const timer = setTimeout(() => call.destroy(new Error('no connection in time')), connectMs)
    call.once('socket', (socket) => socket.once('connect', () => clearTimeout(timer)))
    call.once('error', (cause) => {
      clearTimeout(timer)
      reject(signal.aborted ? (signal.reason as Error) : unreachable(url, cause))
    })
    call.end(body)
  })
}

function unreachable(url: string, cause: Error): MemCubeError {
  return new MemCubeError('ERR_UNREACHABLE', `the daemon at ${url} does not answer: ${cause.message}`, {
    cause,
    hint: 'stop it and start it again with `memcube daemon`',
  })
}

/** The lines of a body; a last one that is not ended is given too. */
async function* lines(response: IncomingMessage): AsyncGenerator<string> {
  let open: string[] = []
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) {
    const [first = '', ...rest] = chunk.split('\n')
    open.push(first)
    for (const part of rest) {
      yield open.join('')
      open = [part]
    }
  }
  yield open.join('')
}

function parseLine(text: string, url: string): Line {
  try {
    const line: unknown = JSON.parse(text)
    if (typeof line === 'object' && line !== null) return line
  } catch {
    // Said below.
  }
  throw notADaemon(url)
}

function notADaemon(url: string): MemCubeError {
  return new MemCubeError('ERR_UNREACHABLE', `what answers at ${url} is not a memcube daemon`, {
    hint: 'stop the daemon of this home and start it again with `memcube daemon`',
  })
}

function failure({ code, message, hint }: NonNullable<Line['error']>): MemCubeError {
  return new MemCubeError(code, message, typeof hint === 'string' ? { hint } : {})
}
