/** Which fields of a use case a route takes, from where, and how texts of a query become values. */
import { MemCubeError } from '../../core/errors.ts'
import type { CallSchema } from '../../node/index.ts'
import { pathFields, type Route } from './routes/index.ts'

export type JsonSchema = Record<string, unknown>

export interface RouteInput {
  /** Fields in the path, by their name there. */
  path: Readonly<Record<string, JsonSchema>>
  /** The other fields. */
  rest: Readonly<Record<string, JsonSchema>>
  required: readonly string[]
  place: 'query' | 'body'
}

export function routeInput(route: Route, { input }: CallSchema): RouteInput {
  const properties = (input['properties'] ?? {}) as Record<string, JsonSchema>
  const inPath = pathFields(route.path)
  const path = Object.fromEntries(
    inPath.map((name) => [name, fieldSchema(properties, targetOf(route, name))]),
  )
  const taken = new Set([
    ...inPath.map((name) => targetOf(route, name).field),
    ...Object.keys(route.fixed ?? {}),
    ...(route.without ?? []),
    // Of a list it says how long a page is.
    ...(route.list === undefined ? [] : ['limit']),
  ])
  const rest = Object.fromEntries(Object.entries(properties).filter(([name]) => !taken.has(name)))
  const required = ((input['required'] ?? []) as string[]).filter((name) => name in rest)
  return { path, rest, required, place: takesBody(route) ? 'body' : 'query' }
}

export function takesBody({ method }: Route): boolean {
  return method !== 'get' && method !== 'delete'
}

/** The input of the use case that a request means. @throws ERR_INVALID_INPUT for a field that the route does not take */
export function readInput(
  route: Route,
  fields: RouteInput,
  request: { params: Record<string, string>; query: Record<string, unknown>; body: unknown },
): Record<string, unknown> {
  const given = fields.place === 'body' ? bodyFields(request.body) : request.query
  const input: Record<string, unknown> = { ...route.fixed }
  for (const [name, value] of Object.entries(given)) {
    const schema = Object.hasOwn(fields.rest, name) ? fields.rest[name] : undefined
    if (schema === undefined) throw unknownField(route, name, Object.keys(fields.rest))
    input[name] = fields.place === 'body' ? value : fromText(schema, value)
  }
  for (const name of Object.keys(fields.path)) {
    const { field, isList } = targetOf(route, name)
    const value = request.params[name] ?? ''
    input[field] = isList ? [value] : value
  }
  return input
}

function targetOf({ as = {} }: Route, name: string): { field: string; isList: boolean } {
  const [, list] = /^\[(\w+)\]$/.exec(as[name] ?? '') ?? []
  return { field: list ?? as[name] ?? name, isList: list !== undefined }
}

function fieldSchema(
  properties: Record<string, JsonSchema>,
  { field, isList }: { field: string; isList: boolean },
): JsonSchema {
  const schema = properties[field] ?? {}
  const one = (isList ? schema['items'] : schema) as JsonSchema
  // An empty part of a path is no part of it.
  return { ...one, minLength: Math.max(1, Number(one['minLength'] ?? 1)) }
}

function bodyFields(body: unknown): Record<string, unknown> {
  if (body === undefined) return {}
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>
  throw new MemCubeError('ERR_INVALID_INPUT', 'expected one JSON object as the body', {
    hint: 'see /openapi.json',
  })
}

/** A value that the schema names by a text; a text that is none stays one, for the check of the input to refuse. */
function fromText(schema: JsonSchema, value: unknown): unknown {
  if (schema['type'] === 'array') {
    const all = Array.isArray(value) ? value : [value]
    return all.map((one) => fromText((schema['items'] ?? {}) as JsonSchema, one))
  }
  if (schema['type'] === 'boolean') return value === 'true' ? true : value === 'false' ? false : value
  if (schema['type'] === 'integer' || schema['type'] === 'number')
    return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  return value
}

function unknownField({ method, path }: Route, name: string, known: readonly string[]): MemCubeError {
  const takes = known.length === 0 ? 'nothing' : known.join(', ')
  return new MemCubeError(
    'ERR_INVALID_INPUT',
    `${method.toUpperCase()} ${path} takes no "${name.slice(0, 64)}"; it takes ${takes}`,
    { hint: 'see /openapi.json' },
  )
}
