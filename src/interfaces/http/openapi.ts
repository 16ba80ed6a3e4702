/** The API as an OpenAPI 3.1 document, made from the routes and the use cases behind them. */
import type { CallSchema } from '../../node/index.ts'
import { answerSchema } from './answer-schema.ts'
import { routeInput, takesBody, type JsonSchema, type RouteInput } from './input-schema.ts'
import {
  answer,
  components,
  job,
  type Json,
  meanings,
  orNull,
  problems,
  problemsOfAll,
  ref,
  text,
} from './openapi-components.ts'
import { fixedPaths } from './openapi-fixed-paths.ts'
import { routes, type Route } from './routes/index.ts'

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
    components,
  }
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

/** A job whose result, once it is done, has this shape. */
function startedJob(result: JsonSchema): Json {
  const described = { ...job.properties, result: { anyOf: [result, { type: 'null' }] } }
  return { ...job, properties: described }
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
