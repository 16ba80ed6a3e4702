/** One request for a resource: its input is read, the use case is called, and the answer goes out as JSON. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { MemCubeError } from '../../core/errors.ts'
import { checkInput, type CallOptions, type CallSchema } from '../../node/index.ts'
import type { Cursors } from './cursor.ts'
import type { Once, Reply } from './idempotency.ts'
import { readInput, routeInput } from './input-schema.ts'
import type { Jobs } from './jobs.ts'
import { isLost, itemsNeeded, pageOf, readPage, type PageRequest } from './page.ts'
import type { Route } from './routes/index.ts'

interface ResourceDeps {
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>
  cursors: Cursors
  jobs: Jobs
  once: Once
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

export function resourceHandler(deps: ResourceDeps, route: Route, schema: CallSchema): Handler {
  const fields = routeInput(route, schema)
  const read = (request: FastifyRequest, query: Record<string, unknown>): Record<string, unknown> =>
    readInput(route, fields, { params: request.params as Record<string, string>, query, body: request.body })

  return async (request, reply) => {
    const query = request.query as Record<string, unknown>
    if (route.list !== undefined) {
      const { page, rest } = readPage(request.url.split('?')[0] ?? '', query, deps.cursors)
      return reply.send(await onePage(route, page, read(request, rest), reply))
    }
    if (fields.place === 'body' && Object.keys(query).length > 0) throw noQuery(Object.keys(query))
    if (fields.place === 'query' && !isEmptyBody(request.body)) throw noBody()
    const input = read(request, query)
    if (route.method === 'get') return reply.send(await deps.call(route.call, input, optionsOf(reply)))
    const { method, url, body, headers } = request
    const answered = await deps.once(headers['idempotency-key'], { method, url, body }, () =>
      write(input, reply),
    )
    return sendReply(reply, route, answered)
  }

  async function onePage(
    { list, call }: Route,
    page: PageRequest,
    input: Record<string, unknown>,
    reply: FastifyReply,
  ): Promise<unknown> {
    if (list === undefined) return undefined
    const options = optionsOf(reply)
    const ask = async (limit: number | undefined): Promise<object> =>
      (await deps.call(call, limit === undefined ? input : { ...input, limit }, options)) as object
    const some = list.takesLimit === true ? await ask(itemsNeeded(page)) : await ask(undefined)
    // What came first has moved it further down, or it is gone: then all of the list says where to go on.
    const answer = list.takesLimit === true && isLost(list, page, some) ? await ask(undefined) : some
    return pageOf(list, page, answer, deps.cursors)
  }

  async function write(input: Record<string, unknown>, reply: FastifyReply): Promise<Reply> {
    if (route.job !== true) {
      const body = await deps.call(route.call, input, optionsOf(reply))
      return { status: route.status ?? 200, body: body ?? null }
    }
    checkInput(route.call, input)
    return {
      status: 202,
      body: deps.jobs.start(route.call, (options) => deps.call(route.call, input, options)),
    }
  }
}

function sendReply(reply: FastifyReply, { job }: Route, { status, body, replayed }: Reply): FastifyReply {
  if (job === true) reply.header('location', `/v1/jobs/${(body as { id: string }).id}`)
  if (replayed === true) reply.header('idempotent-replayed', 'true')
  return reply.code(status).send(body)
}

/** A client that leaves ends what it asked for. */
function optionsOf({ raw }: FastifyReply): CallOptions {
  const gone = new AbortController()
  raw.once('close', () => gone.abort(new MemCubeError('ERR_ABORTED', 'the client went away')))
  return { signal: gone.signal, progress: () => {} }
}

/** Clients send an empty object with what has no body. */
function isEmptyBody(body: unknown): boolean {
  return body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0)
}

function noBody(): MemCubeError {
  return new MemCubeError('ERR_INVALID_INPUT', 'expected no body', {
    hint: 'this takes its fields in the query: ?NAME=VALUE',
  })
}

function noQuery(names: readonly string[]): MemCubeError {
  return new MemCubeError(
    'ERR_INVALID_INPUT',
    `expected nothing in the query, got ${names.join(', ').slice(0, 200)}`,
    {
      hint: 'a write takes its fields as the JSON of the body',
    },
  )
}
