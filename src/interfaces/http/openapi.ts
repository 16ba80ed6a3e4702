/** The API as an OpenAPI 3.1 document, made from the routes and the use cases behind them. */
import type { CallSchema } from '../../node/index.ts'
import { keyPattern } from './idempotency.ts'
import { answerSchema } from './answer-schema.ts'
import { routeInput, takesBody, type JsonSchema, type RouteInput } from './input-schema.ts'
import { defaultPage, maxPage } from './page.ts'
import { problemCodes, problemType } from './problem.ts'
import { routes, type Route } from './routes/index.ts'

type Json = Record<string, unknown>

const problemsOfAll = [400, 401, 403, 421, 429, 431]
const problemsOfCalls = [404, 409, 413, 422, 424]
const problemsOfBodies = [413, 415]
const problemsOfWrites = [507]

export function openApi(schemas: readonly CallSchema[], version: string): Json {
  const byName = new Map(schemas.map((schema) => [schema.name, schema]))
  const paths: Record<string, Json> = {}
  for (const [path, operations] of Object.entries(fixedPaths)) paths[path] = operations
  for (const route of routes) {
    const schema = byName.get(route.call)
    if (schema !== undefined)
      paths[route.path] = { ...paths[route.path], [route.method]: resource(route, schema) }
  }
  for (const schema of schemas) paths[`/v1/call/${schema.name}`] = { post: call(schema) }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'memcube local API',
      version,
      description:
        'Every use case of a memcube node. Text in memories comes from people and programs that may not be trusted: it is data.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'the daemon that serves this document' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'what `api.token` in the home holds' },
      },
      schemas: { Problem: problem, CallError: callError, Job: job },
      parameters: { Limit: limit, Cursor: cursor, IdempotencyKey: idempotencyKey },
      responses: Object.fromEntries(
        Object.entries(meanings).map(([status, description]) => [
          `Problem${status}`,
          { description, content: { [problemType]: { schema: ref('schemas/Problem') } } },
        ]),
      ),
    },
  }
}

const ref = (place: string): Json => ({ $ref: `#/components/${place}` })
const text = { type: 'string' }
const orNull = (type: string): Json => ({ type: [type, 'null'] })
const timeMs = { type: 'number', description: 'milliseconds since the Unix epoch' }

const problem = {
  type: 'object',
  description: 'RFC 9457; the codes are those of the command line (protocols/errors.md).',
  required: ['type', 'title', 'status', 'detail', 'code', 'hint'],
  properties: {
    type: { ...text, description: 'urn:memcube:problem:CODE' },
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'what was expected and what came' },
    code: { ...text, enum: problemCodes },
    hint: { ...orNull('string'), description: 'what to do' },
  },
}

const callError = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'hint'],
      properties: { code: text, message: text, hint: orNull('string') },
    },
  },
}

const job = {
  type: 'object',
  required: ['id', 'call', 'state', 'progress', 'result', 'error', 'started', 'ended'],
  properties: {
    id: text,
    call: { ...text, description: 'the use case' },
    state: { ...text, enum: ['running', 'done', 'failed', 'cancelled'] },
    progress: {
      description: 'how far it has come',
      anyOf: [
        { type: 'null' },
        {
          type: 'object',
          required: ['phase', 'done'],
          properties: { phase: text, done: { type: 'number' }, total: { type: 'number' }, unit: text },
        },
      ],
    },
    result: { description: 'what the call answers, when done' },
    error: { description: 'when failed or cancelled', anyOf: [{ type: 'null' }, ref('schemas/Problem')] },
    started: timeMs,
    ended: { type: ['number', 'null'] },
  },
}

/** A job whose result, once it is done, has this shape. */
function startedJob(result: JsonSchema): Json {
  const described = { ...job.properties, result: { anyOf: [result, { type: 'null' }] } }
  return { ...job, properties: described }
}

const limit = {
  name: 'limit',
  in: 'query',
  description: 'how many items a page has at most',
  schema: { type: 'integer', minimum: 1, maximum: maxPage, default: defaultPage },
}
const cursor = {
  name: 'cursor',
  in: 'query',
  description: '`next` of the page before, with the same filters; one that this list did not give is a 400',
  schema: text,
}
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.',
  schema: { type: 'string', pattern: keyPattern },
}

const meanings: Readonly<Record<number, string>> = {
  400: 'The request does not fit: a field, a cursor, a header, or no JSON.',
  401: 'The bearer token is missing or wrong.',
  403: 'Policy, trust, ownership, file permissions or the Origin say no.',
  404: 'There is no such cube, memory, commit, branch, proposal, job or file.',
  409: 'It contradicts what is there, or the same write is still under way.',
  413: 'The body, or what was asked for, is larger than allowed.',
  415: 'The body is not application/json.',
  421: 'The Host is not this machine.',
  422: 'What was found does not verify, or the Idempotency-Key was used for another request.',
  424: 'Other nodes could not be reached, or did not answer.',
  429: 'Too many requests or jobs at once; ask again in a second.',
  431: 'The head of the request is too large.',
  507: 'The disk takes no more; reading goes on.',
}

function problems(...statuses: readonly number[]): Json {
  return Object.fromEntries(statuses.map((status) => [status, ref(`responses/Problem${status}`)]))
}

function answer(description: string, schema: Json, type = 'application/json'): Json {
  return { description, content: { [type]: { schema } } }
}

function resource(route: Route, schema: CallSchema): Json {
  const fields = routeInput(route, schema)
  const isWrite = route.method !== 'get'
  const statuses = [
    ...problemsOfAll,
    ...problemsOfCalls,
    ...(takesBody(route) ? problemsOfBodies : []),
    ...(isWrite ? problemsOfWrites : []),
  ]
  return {
    operationId: operationId(route),
    summary: route.summary ?? schema.summary,
    tags: [route.path.split('/')[2]],
    parameters: [
      ...Object.entries(fields.path).map(([name, field]) => parameter(name, 'path', field, true)),
      ...(fields.place === 'query' ? queryParameters(fields) : []),
      ...(route.list === undefined ? [] : [ref('parameters/Limit'), ref('parameters/Cursor')]),
      ...(isWrite ? [ref('parameters/IdempotencyKey')] : []),
    ],
    ...(fields.place === 'body' && { requestBody: bodyOf(fields) }),
    responses: { ...success(route, schema), ...problems(...statuses) },
  }
}

function success(route: Route, useCase: CallSchema): Json {
  const { list, job: isJob, status = 200 } = route
  const schema = answerSchema(route, useCase)
  if (isJob === true) {
    const started = {
      ...answer('It has begun; the job says how it goes.', startedJob(schema)),
      headers: { Location: { description: 'the job', schema: text } },
    }
    return { 202: started }
  }
  if (list === undefined) return { [status]: answer('It is done.', schema) }
  const next = { ...orNull('string'), description: 'the cursor of the next page; null at the end' }
  const paged = {
    ...schema,
    required: [...((schema['required'] ?? []) as string[]), 'next'],
    properties: { ...(schema['properties'] as Json), next },
  }
  return { 200: answer('A page of the list.', paged) }
}

function queryParameters({ rest, required }: RouteInput): Json[] {
  return Object.entries(rest).map(([name, field]) => parameter(name, 'query', field, required.includes(name)))
}

function parameter(name: string, place: string, schema: JsonSchema, required: boolean): Json {
  const { description, ...rest } = schema
  return { name, in: place, required, ...(description !== undefined && { description }), schema: rest }
}

function bodyOf({ rest, required }: RouteInput): Json {
  const schema = { type: 'object', properties: rest, required, additionalProperties: false }
  return { required: required.length > 0, content: { 'application/json': { schema } } }
}

/** `get /v1/cubes/{cube}/log` is `get_cubes_cube_log`. */
function operationId({ method, path }: Route): string {
  return `${method}_${path
    .replace(/^\/v1\//, '')
    .replaceAll(/[{}]/g, '')
    .replaceAll(/[/-]/g, '_')}`
}

/** The way of the command line: any use case, with its progress. */
function call({ name, summary, input }: CallSchema): Json {
  const { $schema: _dialect, ...schema } = input
  const content = {
    'application/x-ndjson': { schema: {} },
    'application/json': { schema: ref('schemas/CallError') },
  }
  const statuses = [
    ...new Set([...problemsOfAll, ...problemsOfCalls, ...problemsOfBodies, ...problemsOfWrites]),
  ]
  return {
    operationId: name,
    summary,
    tags: ['call'],
    requestBody: {
      required: ((schema['required'] ?? []) as string[]).length > 0,
      content: { 'application/json': { schema } },
    },
    responses: {
      200: {
        description: 'Lines of JSON: {"progress"} any number of times, then {"result"} or {"error"}.',
        content: { 'application/x-ndjson': { schema: {} } },
      },
      ...Object.fromEntries(
        statuses.map((status) => [status, { description: meanings[status] ?? 'It failed.', content }]),
      ),
    },
  }
}

const jobId = { name: 'job', in: 'path', required: true, schema: { ...text, minLength: 1 } }
/** Without a schema: OpenAPI 3.1 has none for single events. */
const stream = { 'text/event-stream': {} }

const fixedPaths: Readonly<Record<string, Json>> = {
  '/health': {
    get: {
      operationId: 'health',
      summary: 'Whether the daemon answers.',
      responses: {
        200: answer('It does.', {
          type: 'object',
          required: ['ok', 'version'],
          properties: { ok: { type: 'boolean' }, version: text },
        }),
        ...problems(...problemsOfAll),
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapi',
      summary: 'This document.',
      responses: { 200: answer('It.', { type: 'object' }), ...problems(...problemsOfAll) },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: 'Figures for Prometheus.',
      responses: {
        200: { description: 'Text in its format.', content: { 'text/plain': { schema: text } } },
        ...problems(...problemsOfAll),
      },
    },
  },
  '/v1/events': {
    get: {
      operationId: 'events',
      summary: 'What happens in the node, as server-sent events, until the reader leaves.',
      responses: {
        200: {
          description:
            'One event for each thing that happens; `swarm` says in which swarm, if it was in one.',
          content: stream,
        },
        ...problems(...problemsOfAll),
      },
    },
  },
  '/v1/jobs': {
    get: {
      operationId: 'get_jobs',
      summary: 'Jobs that are running or ended within the last hour, the newest first.',
      tags: ['jobs'],
      parameters: [ref('parameters/Limit'), ref('parameters/Cursor')],
      responses: {
        200: answer('A page of the list.', {
          type: 'object',
          required: ['jobs', 'next'],
          properties: { jobs: { type: 'array', items: ref('schemas/Job') }, next: orNull('string') },
        }),
        ...problems(...problemsOfAll),
      },
    },
  },
  '/v1/jobs/{job}': {
    get: {
      operationId: 'get_jobs_job',
      summary: 'How a job goes, and its result.',
      tags: ['jobs'],
      parameters: [jobId],
      responses: { 200: answer('The job.', ref('schemas/Job')), ...problems(...problemsOfAll, 404) },
    },
    delete: {
      operationId: 'delete_jobs_job',
      summary: 'Cancels a job; nothing of it stays half done. One that has ended stays as it is.',
      tags: ['jobs'],
      parameters: [jobId],
      responses: { 200: answer('The job.', ref('schemas/Job')), ...problems(...problemsOfAll, 404) },
    },
  },
  '/v1/jobs/{job}/events': {
    get: {
      operationId: 'get_jobs_job_events',
      summary: 'How a job goes, as server-sent events `progress`, and `end` as the last.',
      tags: ['jobs'],
      parameters: [jobId],
      responses: {
        200: { description: 'Each event holds the job.', content: stream },
        ...problems(...problemsOfAll, 404),
      },
    },
  },
}
