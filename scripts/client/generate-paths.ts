/**
 * The types of `memcube/client`, made from the OpenAPI document: `paths` in the shape that openapi-fetch takes.
 *
 * The document becomes one JSON Schema whose properties are the paths, and json-schema-to-typescript prints it.
 */
import { formatTypes, printTypes } from './print-types.ts'
import { openApi } from '../../src/interfaces/http/openapi.ts'
import { callSchemas } from '../../src/node/index.ts'

type Json = Record<string, unknown>

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const
/** A property that must not be there. */
const never = { tsType: 'never' }

/** The text of \`src/interfaces/client/paths.ts\`. */
export async function generatePaths(): Promise<string> {
  const document = openApi(callSchemas(), '') as { paths: Record<string, Json>; components: Json }
  const resources = Object.entries(document.paths).filter(([path]) => !path.startsWith('/v1/call/'))
  const schema = {
    title: 'paths',
    ...object(Object.fromEntries(resources.map(([path, item]) => [path, pathShape(document, item)]))),
    definitions: (document.components as { schemas: Json }).schemas,
  }
  const printed = await printTypes(atDefinitions(schema))
  // openapi-fetch tells answers apart by numbers, and a quoted number is a text to TypeScript.
  const numbered = printed
    .replaceAll(/"(\d{3})": /g, '$1: ')
    .replace('export interface Paths', 'export interface paths')
  return formatTypes('the OpenAPI document', numbered)
}

function pathShape(document: { components: Json }, item: Json): Json {
  const here = methods.filter((method) => method in item)
  const absent = methods.filter((method) => !(method in item))
  return object(
    Object.fromEntries([
      ...here.map((method) => [method, operationShape(document, item[method] as Json)]),
      ...absent.map((method) => [method, never]),
    ]),
    here,
  )
}

function operationShape(document: { components: Json }, operation: Json): Json {
  const { parameters = [], requestBody, responses, summary } = operation
  const shape: Json = {
    parameters: parametersShape((parameters as Json[]).map((one) => resolved(document, one))),
    responses: responsesShape(document, responses as Json),
  }
  const required = ['parameters', 'responses']
  if (requestBody === undefined)
    return { description: summary, ...object({ ...shape, requestBody: never }, required) }
  const isNeeded = (requestBody as Json)['required'] === true
  shape['requestBody'] = contentShape(requestBody as Json)
  return { description: summary, ...object(shape, isNeeded ? [...required, 'requestBody'] : required) }
}

/** Every refusal is a problem: the status is in it. */
function responsesShape(document: { components: Json }, responses: Json): Json {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const shapes = good.map(([status, one]) => [status, contentShape(resolved(document, one as Json))] as const)
  const refused = contentShape({
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  return object({ ...Object.fromEntries(shapes), default: refused })
}

function parametersShape(parameters: Json[]): Json {
  const places: Json = {}
  const required: string[] = []
  for (const place of ['query', 'header', 'path', 'cookie']) {
    const here = parameters.filter((one) => one['in'] === place)
    const needed = here.filter((one) => one['required'] === true).map((one) => one['name'] as string)
    const fields = here.map(({ name, schema, description }) => [name, { ...(schema as Json), description }])
    places[place] = here.length === 0 ? never : object(Object.fromEntries(fields), needed)
    if (needed.length > 0) required.push(place)
  }
  return object(places, required)
}

function contentShape({ content = {} }: { content?: unknown }): Json {
  const types = Object.entries(content as Json).map(([type, media]) => [
    type,
    (media as Json)['schema'] ?? { type: 'string' },
  ])
  return object({
    headers: { tsType: 'Record<string, unknown>' },
    content: object(Object.fromEntries(types)),
  })
}

function object(properties: Json, required: readonly string[] = Object.keys(properties)): Json {
  return { type: 'object', properties, required, additionalProperties: false }
}

function resolved({ components }: { components: Json }, one: Json): Json {
  const { $ref } = one
  if (typeof $ref !== 'string') return one
  const [kind = '', name = ''] = $ref.replace('#/components/', '').split('/')
  return (components[kind] as Record<string, Json>)[name] ?? {}
}

/** References as JSON Schema has them. */
function atDefinitions(schema: Json): Json {
  const text = JSON.stringify(schema).replaceAll('"#/components/schemas/', '"#/definitions/')
  return JSON.parse(text) as Json
}
