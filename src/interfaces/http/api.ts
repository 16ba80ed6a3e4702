/** The local API: every use case of the node over HTTP on this machine, for the command line and for programs. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import {
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { MemCubeError } from '../../core/errors.ts'
import { requireOwnMachine, type ListenAddress } from '../../home/listen-address.ts'
import type { AgentNode, AnsweredWrites, CallOptions, CallSchema, ShownEvent } from '../../node/index.ts'
import { addMem0, asBearer, isMem0 } from './compat/mem0/serve-mem0.ts'
import { createCursors, type Cursors } from './cursor.ts'
import { createGuard } from './guard.ts'
import { createOnce } from './idempotency.ts'
import { type Job, Jobs } from './jobs.ts'
import { addLimits, defaultLimits, type ApiLimits } from './limits.ts'
import { listen } from './listen.ts'
import { createMetrics } from './metrics.ts'
import { openApi } from './openapi.ts'
import { pageOf, readPage } from './page.ts'
import { routes } from './routes/index.ts'
import { refuseBytes, sendError } from './send-error.ts'
import { serveCall } from './serve-call.ts'
import { addProof } from './serve-proof.ts'
import { serveEvents, serveJobEvents } from './serve-events.ts'
import { readJson } from './read-json.ts'
import { resourceHandler } from './serve-resource.ts'
import { sessionGiven } from './ui/credentials.ts'
import { addUi } from './ui/serve-ui.ts'
import { createUiSessions } from './ui/sessions.ts'
import { answerWrongMethods } from './wrong-methods.ts'

/** The largest request: all that the command line reads from stdin (1 MiB), escaped sixfold, with room for its fields. */
const maxBodyBytes = 8 * 1024 * 1024
/** A request on this machine arrives in milliseconds; one that trickles in holds a connection. Guess. */
const requestMs = 30_000
/** A key or a ticket in a path, each byte of it escaped. */
const maxParamLength = 8_192

export interface HttpApiDeps {
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>
  schemas: readonly CallSchema[]
  /** Tells of what happens in the node. @returns the way to end it */
  watch(tell: (event: ShownEvent) => void): () => void
  answered: AnsweredWrites
  /** Another protocol on the same port, behind the same guard. */
  mcp?: { handle(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> }
  /** The node as agents may use it, for calls of other products; without it there are none. */
  agents?: AgentNode
  token: string
  version: string
  /** Folder of the built page for people; without it there is none. */
  page?: URL
  log: {
    debug?(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
  limits?: Partial<ApiLimits>
}

export interface HttpApi {
  /** `http://127.0.0.1:PORT`, or `unix:PATH` */
  url: string
  /** Ends calls that are under way too. */
  close(): Promise<void>
}

/**
 * Listens on a loopback address, where port 0 lets the system choose, or on a unix socket.
 * @throws ERR_USAGE for any other address, ERR_CONFLICT
 */
export async function startHttpApi(deps: HttpApiDeps, address: ListenAddress): Promise<HttpApi> {
  requireOwnMachine(address)
  const { app, end } = await createApp(deps, 'path' in address)
  const close = async (): Promise<void> => {
    end()
    app.server.closeAllConnections()
    await app.close()
  }
  try {
    return { url: await listen(app, address), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function createApp(
  deps: HttpApiDeps,
  isSocket: boolean,
): Promise<{ app: FastifyInstance; end(): void }> {
  const app = fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: requestMs,
    routerOptions: { maxParamLength },
    // A request without a Host is for the guard to refuse, in the words of every other refusal.
    http: { requireHostHeader: false },
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => void sendError(deps.log, error, request, reply),
    clientErrorHandler: (error, socket) => refuseBytes(error, socket),
  })
  // Pages of other sites may send text/plain without asking first; this API takes JSON and nothing else.
  app.removeContentTypeParser('text/plain')
  readJson(app)
  // What leaves is what was answered: nothing is dropped or turned into something else on the way out.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  const sessions = createUiSessions(Date.now)
  const guard = createGuard(deps.token, (headers, arrivedAt) => {
    const session = typeof arrivedAt === 'number' ? sessionGiven(headers, arrivedAt) : undefined
    return session !== undefined && sessions.isOpen(session)
  })
  app.addHook('onRequest', async ({ method, url, headers, socket, routeOptions }) => {
    if (isMem0(url)) headers.authorization = asBearer(headers)
    // Clients name the type of a body that they do not send; the MCP client does when it ends its session.
    if (method === 'DELETE' && isEmpty(headers)) delete headers['content-type']
    const check = routeOptions.config.open === true ? guard.checkPlace : guard.check
    check(headers, isSocket ? 'socket' : socket.localPort)
  })
  app.addHook('onResponse', async ({ method, routeOptions: { url: route } }, { statusCode, elapsedTime }) => {
    const ms = Math.round(elapsedTime)
    // The route and not the address: in that are keys, and questions.
    deps.log.debug?.({ method, route, status: statusCode, ms }, 'a request was answered')
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
  })
  app.setErrorHandler<FastifyError>((error, request, reply) => sendError(deps.log, error, request, reply))
  app.setNotFoundHandler(({ method, url }) => {
    throw notFound(`${method} ${url.slice(0, 200)}`)
  })
  const jobs = new Jobs({
    nowMs: Date.now,
    onMistake: (error, call) => deps.log.warn({ error, call }, 'a job met a mistake of ours'),
  })
  const cursors = createCursors(deps.token)
  const metrics = createMetrics(app, {
    status: () => deps.call('status', {}, { signal: new AbortController().signal, progress: () => {} }),
    watch: deps.watch,
    runningJobs: () => jobs.list().filter(({ ended }) => ended === null).length,
  })
  await addLimits(app, { ...defaultLimits, ...deps.limits })
  answerWrongMethods(app)
  addProof(app, deps.token)
  addDocument(app, deps)
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
  addResources(app, { deps, jobs, cursors })
  addJobs(app, jobs, cursors)
  addStreams(app, deps)
  addCalls(app, deps)
  if (deps.agents !== undefined) addMem0(app, deps.agents)
  // A browser reaches no unix socket.
  if (deps.page !== undefined && !isSocket) addUi(app, deps.page, sessions)
  return {
    app,
    end() {
      metrics.close()
      jobs.close()
    },
  }
}

function isEmpty({
  'content-length': length = '0',
  'transfer-encoding': coding,
}: IncomingHttpHeaders): boolean {
  return length === '0' && coding === undefined
}

function addDocument(app: FastifyInstance, { schemas, version }: HttpApiDeps): void {
  let document: Record<string, unknown> | undefined
  app.get('/health', async () => ({ ok: true, version }))
  app.get('/openapi.json', async () => (document ??= openApi(schemas, version)))
}

function addResources(
  app: FastifyInstance,
  { deps, jobs, cursors }: { deps: HttpApiDeps; jobs: Jobs; cursors: Cursors },
): void {
  const schemas = new Map(deps.schemas.map((schema) => [schema.name, schema]))
  const shared = { call: deps.call, jobs, cursors, once: createOnce(deps.answered) }
  for (const route of routes) {
    const schema = schemas.get(route.call)
    if (schema === undefined) continue
    app.route({
      method: route.method,
      url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: resourceHandler(shared, route, schema),
    })
  }
}

function addJobs(app: FastifyInstance, jobs: Jobs, cursors: Cursors): void {
  interface ById {
    Params: { job: string }
  }
  const list = { field: 'jobs', id: ({ id }: Job) => id }
  app.get('/v1/jobs', async ({ query }) => {
    const { page, rest } = readPage('/v1/jobs', query as Record<string, unknown>, cursors)
    const [unknown] = Object.keys(rest)
    if (unknown !== undefined)
      throw new MemCubeError('ERR_INVALID_INPUT', `the list of jobs takes no "${unknown.slice(0, 64)}"`, {
        hint: 'it takes limit and cursor',
      })
    return pageOf(list, page, { jobs: jobs.list() }, cursors)
  })
  app.get<ById>('/v1/jobs/:job', async ({ params }) => jobs.get(params.job))
  app.delete<ById>('/v1/jobs/:job', async ({ params }) => jobs.cancel(params.job))
  app.get<ById>('/v1/jobs/:job/events', { config: { events: true } }, (request, reply) => {
    const { id } = jobs.get(request.params.job)
    reply.hijack()
    serveJobEvents(reply.raw, jobs, id)
  })
}

function addStreams(app: FastifyInstance, { watch, mcp }: HttpApiDeps): void {
  app.get('/v1/events', { config: { events: true } }, (_request, reply) => {
    reply.hijack()
    serveEvents(reply.raw, watch)
  })
  if (mcp === undefined) return
  app.all('/mcp', { config: { events: true } }, (request, reply) => {
    reply.hijack()
    return mcp.handle(request.raw, reply.raw, request.body)
  })
}

function addCalls(app: FastifyInstance, deps: HttpApiDeps): void {
  const names = new Set(deps.schemas.map(({ name }) => name))
  app.post<{ Params: { name: string } }>('/v1/call/:name', (request, reply) => {
    const { name } = request.params
    if (!names.has(name)) throw notFound(`call "${name}"`)
    if (request.headers['idempotency-key'] !== undefined) throw noKey()
    return answer(deps, name, request, reply)
  })
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

function noKey(): MemCubeError {
  return new MemCubeError(
    'ERR_INVALID_INPUT',
    'a call takes no Idempotency-Key: sent again, it would be done again',
    {
      hint: 'use the resource of the call: see /openapi.json',
    },
  )
}

function notFound(what: string): MemCubeError {
  return new MemCubeError('ERR_NOT_FOUND', `there is no ${what}`, { hint: 'see /openapi.json' })
}
