/**
 * A `fetch` for one daemon on this machine: each connection proves that it leads to who knows the token before it carries it.
 * With that of the platform another connection would be made unseen, to whoever listens there when a daemon was killed.
 */
import { Agent, request as send, type ClientRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { Readable, type Duplex } from 'node:stream'
import { MemCubeError } from '../../core/errors.ts'
import { placeOf } from '../../home/api-proof.ts'
import { NOT_PROVEN, requireProof } from '../require-proof.ts'

export interface Daemon {
  /** `http://127.0.0.1:PORT` or `unix:PATH` */
  url: string
  token: string
  /** Whether it says that it proves that it knows the token. */
  proves: boolean
}

export type Fetch = (request: Request) => Promise<Response>

/** Only the path of the requests counts. The answers reject with ERR_UNREACHABLE where `isNobody` is true. */
export function createDaemonFetch(daemon: Daemon): Fetch {
  const { base, socketPath } = placeOf(daemon.url)
  const { host, hostname, port } = new URL(base)
  const at: Place =
    socketPath === undefined ? { host: bare(hostname), port: Number(port || 80) } : { path: socketPath }
  const agent = new ProvingAgent(at, { ...daemon, host })
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const headers = new Headers(request.headers)
    headers.set('authorization', `Bearer ${daemon.token}`)
    const body = Buffer.from(await request.arrayBuffer())
    if (request.body !== null) headers.set('content-length', String(body.length))
    request.signal.throwIfAborted()
    const sent = send({
      ...('path' in at ? {} : at),
      agent,
      method: request.method,
      path: pathname + search,
      headers: { ...Object.fromEntries(headers), host },
    })
    return answered(sent.end(body), request.signal).catch((error: unknown) => {
      throw nobodyCodes.has((error as NodeJS.ErrnoException).code ?? '') ? nobody(daemon.url, error) : error
    })
  }
}

/** The signal ends the answer too, for as long as it comes. */
async function answered(sent: ClientRequest, signal: AbortSignal): Promise<Response> {
  let open: ClientRequest | IncomingMessage = sent
  const abort = (): void => void open.destroy(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  // After the answer has begun, it is the answer that fails.
  sent.on('error', () => {}).once('close', () => signal.removeEventListener('abort', abort))
  const [incoming] = (await once(sent, 'response')) as [IncomingMessage]
  open = incoming
  return responseOf(incoming)
}

/** Nothing listens there, or something that does not know the token. Nothing was sent. */
export function isNobody(error: unknown): boolean {
  return (
    error instanceof MemCubeError &&
    nobodyCodes.has((error.cause as NodeJS.ErrnoException | undefined)?.code ?? '')
  )
}

const nobodyCodes = new Set(['ECONNREFUSED', 'ENOENT', NOT_PROVEN])

function nobody(url: string, cause: unknown): MemCubeError {
  return new MemCubeError('ERR_UNREACHABLE', `no daemon that knows the token answers at ${url}`, {
    cause,
    hint: 'start one with `memcube daemon --detach`',
  })
}

type Place = { host: string; port: number } | { path: string }

interface Asked {
  /** What its requests name as their host. */
  host: string
  token: string
  proves: boolean
}

/** Gives out no connection that has not proven where it leads. They are kept for the requests that follow. */
class ProvingAgent extends Agent {
  readonly #at: Place
  readonly #asked: Asked

  constructor(at: Place, asked: Asked) {
    super({ keepAlive: true })
    this.#at = at
    this.#asked = asked
  }

  override createConnection(_: unknown, give: (error: Error | null, socket: Duplex) => void): undefined {
    const socket = connect(this.#at)
    // Who is given it listens for what is wrong with it; before that the proof does.
    socket.on('error', () => {})
    const proven = this.#asked.proves
      ? requireProof(socket, chunksOf(socket), this.#asked)
      : once(socket, 'connect')
    proven.then(
      () => give(null, socket),
      (error: Error) => give(error, socket.destroy()),
    )
  }
}

/** What comes, without taking the stream over: it is read on by another. */
async function* chunksOf(socket: Duplex): AsyncGenerator<string> {
  for (;;) {
    const chunk = socket.read() as Buffer | null
    if (chunk !== null) yield chunk.toString('latin1')
    else if (socket.readableEnded || socket.destroyed) return
    else await more(socket)
  }
}

async function more(socket: Duplex): Promise<void> {
  const settled = new AbortController()
  try {
    const happens = ['readable', 'end', 'close'].map((event) =>
      once(socket, event, { signal: settled.signal }),
    )
    await Promise.race(happens)
  } finally {
    settled.abort()
  }
}

function responseOf(incoming: IncomingMessage): Response {
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = incoming
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!)
  if (status !== 204 && status !== 304)
    return new Response(Readable.toWeb(incoming) as ReadableStream, { status, statusText, headers })
  incoming.resume()
  return new Response(null, { status, statusText, headers })
}

/** The address in a URL without the brackets of IPv6. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
