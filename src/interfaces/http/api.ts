/** The local API: every use case of the node over HTTP on this machine, for the command line and for programs. */
import { timingSafeEqual } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'
import { sha256 } from '../../core/codec/index.ts'
import { openApi } from './openapi.ts'
import { problemOf, statusOf } from './problem.ts'
import type { CallOptions, CallSchema } from '../../node/index.ts'

/** The largest request: an `add` of the largest text, escaped, with room for its fields. */
const maxBodyBytes = 4 * 1024 * 1024
/** A progress line at most every so often, so that a fast import does not drown its reader. */
const progressEveryMs = 50

export interface HttpApiDeps {
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>
  schemas: readonly CallSchema[]
  token: string
  version: string
  log: { warn(fields: object, message: string): void }
}

export interface HttpApi {
  /** `http://127.0.0.1:PORT` */
  url: string
  close(): Promise<void>
}

/** Listens on a loopback address; port 0 lets the system choose. @throws ERR_USAGE for any other address, ERR_CONFLICT */
export async function startHttpApi(
  deps: HttpApiDeps,
  { host, port }: { host: string; port: number },
): Promise<HttpApi> {
  if (!isLoopback(host)) {
    throw new MemCubeError('ERR_USAGE', `the local API listens on this machine only, not on ${host}`, {
      hint: 'use --api 127.0.0.1:PORT',
    })
  }
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

function createApp(deps: HttpApiDeps): FastifyInstance {
  const app = fastify({ bodyLimit: maxBodyBytes, forceCloseConnections: true })
  // Pages of other sites may send text/plain without asking first; this API takes JSON and nothing else.
  app.removeContentTypeParser('text/plain')
  const expected = sha256(Buffer.from(deps.token))
  app.addHook('onRequest', async (request) => guard(request, expected))
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error)
    if (problem.code === 'ERR_INTERNAL') deps.log.warn({ error }, 'a request met a mistake of ours')
    const status = (error as { statusCode?: number }).statusCode
    return reply
      .code(status !== undefined && status < 500 ? status : statusOf(problem.code))
      .send({ error: problem })
  })
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({
        error: problemOf(
          new MemCubeError('ERR_NOT_FOUND', `there is no ${request.method} ${request.url.slice(0, 200)}`, {
            hint: 'see /openapi.json',
          }),
        ),
      }),
  )
  app.get('/health', async () => ({ ok: true, version: deps.version }))
  app.get('/openapi.json', async () => openApi(deps.schemas, deps.version))
  app.post<{ Params: { name: string } }>('/v1/call/:name', (request, reply) =>
    serveCall(deps, request.params.name, request, reply),
  )
  return app
}

/** Who may ask: this machine by its own name, no page of another site, and only with the token. */
function guard(request: FastifyRequest, expected: Uint8Array): void {
  const host = request.headers.host ?? ''
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  if (!isLoopback(name) && name !== 'localhost')
    throw denied('the Host of the request is not this machine', 421)
  const { origin } = request.headers
  if (origin !== undefined && origin !== `http://${host}`)
    throw denied('the request comes from a page of another site', 403)
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ')
  if (scheme !== 'Bearer' || !timingSafeEqual(sha256(Buffer.from(token)), expected)) {
    throw denied('the bearer token is missing or wrong', 401)
  }
}

function denied(message: string, statusCode: number): Error {
  return Object.assign(
    new MemCubeError('ERR_DENIED', message, { hint: 'the token is in api.token of the home' }),
    { statusCode },
  )
}

/** Answers with lines of JSON: progress as it comes, then the result or the error. A client that leaves ends the call. */
async function serveCall(
  deps: HttpApiDeps,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (!deps.schemas.some((schema) => schema.name === name)) {
    throw new MemCubeError('ERR_NOT_FOUND', `there is no call "${name.slice(0, 100)}"`, {
      hint: 'see /openapi.json',
    })
  }
  reply.hijack()
  const response = reply.raw
  const gone = new AbortController()
  response.once('close', () => gone.abort(new MemCubeError('ERR_ABORTED', 'the client went away')))
  const line = lineWriter(response)
  let lastProgress = 0
  try {
    const result = await deps.call(name, request.body ?? {}, {
      signal: gone.signal,
      progress(progress) {
        const now = performance.now()
        if (now - lastProgress < progressEveryMs) return
        lastProgress = now
        line(200, { progress })
      },
    })
    line(200, { result })
  } catch (error) {
    const problem = problemOf(error)
    if (problem.code === 'ERR_INTERNAL') deps.log.warn({ error, call: name }, 'a call met a mistake of ours')
    line(statusOf(problem.code), { error: problem })
  }
  response.end()
}

function lineWriter(response: ServerResponse): (status: number, value: unknown) => void {
  return (status, value) => {
    if (response.destroyed) return
    if (!response.headersSent)
      response.writeHead(status, {
        'content-type': 'application/x-ndjson',
        'x-content-type-options': 'nosniff',
      })
    response.write(`${JSON.stringify(value)}\n`)
  }
}

function isLoopback(host: string): boolean {
  return host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
