/** Calls the daemon over its local API. Imports nothing but what an HTTP request needs: this is the way of every quick command. */
import { request, type IncomingMessage } from 'node:http'
import { MemCubeError } from '../../core/errors.ts'
import { loadApiAddress, loadApiToken } from '../../node/api-address.ts'
import type { ClientCall, NodeClient } from './client.ts'

/** A daemon that is there answers at once; one that is stuck is told apart from none after this. Guess. */
const connectMs = 5_000

type Line =
  | { progress: Parameters<ClientCall['progress']>[0] }
  | { result: unknown }
  | { error: { code: string; message: string; hint?: string } }

/** The daemon of a home, when one runs. */
export async function findDaemon(home: string): Promise<NodeClient | undefined> {
  const api = await loadApiAddress(home)
  if (api === undefined) return undefined
  const token = await loadApiToken(home)
  return {
    call: (name, input, options) => callDaemon(api.url, token, name, input, options),
    close: async () => {},
  }
}

async function callDaemon(
  url: string,
  token: string,
  name: string,
  input: unknown,
  options: ClientCall,
): Promise<unknown> {
  const response = await send(
    `${url}/v1/call/${encodeURIComponent(name)}`,
    token,
    JSON.stringify(input),
    options.signal,
  )
  for await (const line of lines(response)) {
    if ('progress' in line) options.progress(line.progress)
    else if ('error' in line)
      throw new MemCubeError(
        line.error.code,
        line.error.message,
        line.error.hint === undefined ? {} : { hint: line.error.hint },
      )
    else return line.result
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
      reject(
        signal.aborted
          ? cause
          : new MemCubeError('ERR_UNREACHABLE', `the daemon at ${url} does not answer: ${cause.message}`, {
              cause,
              hint: 'stop it and start it again with `memcube daemon`',
            }),
      )
    })
    call.end(body)
  })
}

async function* lines(response: IncomingMessage): AsyncGenerator<Line> {
  let open = ''
  response.setEncoding('utf8')
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      const parts = (open + chunk).split('\n')
      open = parts.pop() ?? ''
      for (const part of parts) if (part !== '') yield JSON.parse(part) as Line
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ECONNRESET') throw cause
  }
  if (open !== '') yield JSON.parse(open) as Line
}
