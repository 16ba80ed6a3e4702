/** The local API: every use case of the node over HTTP on this machine, for the command line and for programs. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { MemCubeError } from '../../core/errors.ts'
import type { CallOptions, CallSchema, ShownEvent } from '../../node/index.ts'
import { createGuard, isLoopback } from './guard.ts'
import { openApi } from './openapi.ts'
import { problemOf, statusOf } from './problem.ts'
import { serveCall } from './serve-call.ts'
import { serveEvents } from './serve-events.ts'

/** The largest request: all that the command line reads from stdin (1 MiB), escaped sixfold, with room for its fields. */
const maxBodyBytes = 8 * 1024 * 1024
/** A request on this machine arrives in milliseconds; one that trickles in holds a connection. Guess. */
const requestMs = 30_000

export interface HttpApiDeps {
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>
  schemas: readonly CallSchema[]
  /** Tells of what happens in the node. @returns the way to end it */
  watch(tell: (event: ShownEvent) => void): () => void
  /** Another protocol on the same port, behind the same guard. */
  mcp?: { handle(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> }
  token: string
  version: string
  log: { warn(fields: object, message: string): void }
}

export interface HttpApi {
  /** `http://127.0.0.1:PORT` */
  url: string
  /** Ends calls that are under way too. */
  close(): Promise<void>
}

/** Listens on a loopback address; port 0 lets the system choose. @throws ERR_USAGE for any other address, ERR_CONFLICT */
export async function startHttpApi(
  deps: HttpApiDeps,
  { host, port }: { host: string; port: number },
): Promise<HttpApi> {
  requireLoopback(host)
  const app = createApp(deps)
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw new MemCubeError(
      'ERR_CONFLICT',
      `the local API cannot listen on ${host}:${port}: ${(cause as Error).message}`,
      { cause, hint: 'leave --api out to have a free port chosen' },
    )
  }
  const address = app.server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async close() {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

/** @throws ERR_USAGE for an address that other machines can reach */
export function requireLoopback(host: string): void {
  if (isLoopback(host)) return
  throw new MemCubeError('ERR_USAGE', `the local API listens on this machine only, not on ${host}`, {
    hint: 'use --api 127.0.0.1:PORT',
  })
}

function createApp(deps: HttpApiDeps): FastifyInstance {
  const app = fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: requestMs,
    // A request without a Host is for the guard to refuse, in the words of every other refusal.
    http: { requireHostHeader: false },
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => void sendError(deps, error, reply),
    clientErrorHandler: (error, socket) => refuseBytes(error, socket),
  })
  // Pages of other sites may send text/plain without asking first; this API takes JSON and nothing else.
  app.removeContentTypeParser('text/plain')
  const guard = createGuard(deps.token)
  app.addHook('onRequest', async ({ headers, socket }) => guard.check(headers, socket.localPort))
  app.setErrorHandler<FastifyError>((error, _request, reply) => sendError(deps, error, reply))
  app.setNotFoundHandler(({ method, url }) => {
    throw notFound(`${method} ${url.slice(0, 200)}`)
  })
  app.get('/health', async () => ({ ok: true, version: deps.version }))
  app.get('/openapi.json', async () => openApi(deps.schemas, deps.version))
  app.get('/v1/events', (_request, reply) => {
    reply.hijack()
    serveEvents(reply.raw, deps.watch)
  })
  const { mcp } = deps
  if (mcp !== undefined) {
    app.all('/mcp', (request, reply) => {
      reply.hijack()
      return mcp.handle(request.raw, reply.raw, request.body)
    })
  }
  const names = new Set(deps.schemas.map(({ name }) => name))
  app.post<{ Params: { name: string } }>('/v1/call/:name', (request, reply) => {
    const { name } = request.params
    if (!names.has(name)) throw notFound(`call "${name}"`)
    return answer(deps, name, request, reply)
  })
  return app
}

function answer(
  deps: HttpApiDeps,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.hijack()
  return serveCall(reply.raw, {
    run: (options) => deps.call(name, request.body ?? {}, options),
    onMistake: (error) => deps.log.warn({ error, call: name }, 'a call met a mistake of ours'),
  })
}

function sendError(
  deps: HttpApiDeps,
  error: Error & { statusCode?: number },
  reply: FastifyReply,
): FastifyReply {
  const problem = problemOf(error)
  if (problem.code === 'ERR_INTERNAL') deps.log.warn({ error }, 'a request met a mistake of ours')
  const { statusCode = 500 } = error
  return reply.code(statusCode < 500 ? statusCode : statusOf(problem.code)).send({ error: problem })
}

const refusals: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

/** Bytes that are no HTTP request: they never reach a route. */
function refuseBytes(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status = refusals[error.code ?? ''] ?? '400 Bad Request'
  const body = JSON.stringify({
    error: {
      code: 'ERR_INVALID_INPUT',
      message: 'what came is not an HTTP request that can be read',
      hint: 'see /openapi.json',
    },
  })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  )
}

function notFound(what: string): MemCubeError {
  return new MemCubeError('ERR_NOT_FOUND', `there is no ${what}`, { hint: 'see /openapi.json' })
}
