/**
 * The types of `memcube/client`, made from the OpenAPI document: `paths`, as openapi-fetch takes it. An operation is said in
 * terms of what the call behind it takes and answers, so that no shape is written twice.
 */
import { openApi } from '../../src/interfaces/http/openapi.ts'
import { routes, type Route } from '../../src/interfaces/http/routes/index.ts'
import { callSchemas } from '../../src/node/index.ts'
import { formatTypes, object, printType, type Json } from './print-types.ts'

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const
/** Parameters that have a name in the document, and the type that stands for them. */
const shared: Record<string, string> = {
  '#/components/parameters/Limit': 'Paging',
  '#/components/parameters/Cursor': 'Paging',
  '#/components/parameters/IdempotencyKey': 'Once',
}
const calls = new Map(callSchemas().map((schema) => [schema.name, schema]))

/** The text of `src/interfaces/client/paths.ts`. */
export async function generatePaths(): Promise<string> {
  const { paths } = openApi([...calls.values()], '') as { paths: Record<string, Json> }
  const lines: string[] = []
  for (const [path, item] of Object.entries(paths)) {
    if (path.startsWith('/v1/call/')) continue
    lines.push(`'${path}': {`)
    for (const method of methods) {
      const operation = item[method] as Json | undefined
      if (operation === undefined) continue
      const route = routes.find((one) => one.path === path && one.method === method)
      lines.push(
        `/** ${String(operation['summary'])} */`,
        `${method}: ${await operationType(operation, route)}`,
      )
    }
    lines.push('}')
  }
  const parts = 'Content, Json, JobOf, Once, Operation, Page, Paging, WithBody, WithOptionalBody'
  return formatTypes(
    'the OpenAPI document',
    [
      `import type { Answers, Inputs, Job } from './calls.ts'`,
      `import type { ${parts} } from './operation.ts'`,
      '',
      '/** Every path of the local API. */',
      `export interface paths {\n${lines.join('\n')}\n}`,
    ].join('\n'),
  )
}

async function operationType(operation: Json, route: Route | undefined): Promise<string> {
  const {
    parameters = [],
    requestBody,
    responses,
  } = operation as {
    parameters?: Json[]
    requestBody?: Json
    responses: Record<string, Json>
  }
  const takes = await takenType(parameters, route)
  const answers = await answersType(responses, route)
  if (requestBody === undefined) return `Operation<${takes}, ${answers}>`
  const { properties, required } = schemaOf(requestBody) as { properties: Json; required: string[] }
  const body = await fieldsType(properties, required, route)
  return `${requestBody['required'] === true ? 'WithBody' : 'WithOptionalBody'}<${takes}, ${body}, ${answers}>`
}

async function takenType(parameters: readonly Json[], route: Route | undefined): Promise<string> {
  const places: string[] = []
  const named = new Set(parameters.map(({ $ref }) => shared[$ref as string]))
  const query = parametersIn('query', parameters)
  const path = parametersIn('path', parameters)
  if (query.names.length > 0 || named.has('Paging')) {
    const own = query.names.length === 0 ? [] : [await fieldsType(query.fields, query.required, route)]
    const types = [...own, ...(named.has('Paging') ? ['Paging'] : [])]
    places.push(`query${query.required.length > 0 ? '' : '?'}: ${types.join(' & ')}`)
  }
  // A part of a path is a text.
  if (path.names.length > 0)
    places.push(`path: { ${path.names.map((name) => `${name}: string`).join('; ')} }`)
  if (named.has('Once')) places.push('header?: Once')
  return places.length === 0 ? '{}' : `{ ${places.join('; ')} }`
}

function parametersIn(place: string, parameters: readonly Json[]) {
  const here = parameters.filter((one) => one['in'] === place)
  const names = here.map(({ name }) => name as string)
  const required = here.filter((one) => one['required'] === true).map(({ name }) => name as string)
  return { names, required, fields: Object.fromEntries(here.map(({ schema }, at) => [names[at], schema])) }
}

/** Fields of the input of a call where they are that, and their own shape elsewhere. */
async function fieldsType(
  fields: Json,
  required: readonly string[],
  route: Route | undefined,
): Promise<string> {
  const input = route === undefined ? undefined : calls.get(route.call)?.input
  if (route === undefined || input === undefined) return printType(object(fields, required))
  const known = input['properties'] as Json
  const names = Object.keys(fields)
  if (names.length === 0) return '{}'
  const without = Object.keys(known).filter((name) => !names.includes(name))
  const whole = `Inputs['${route.call}']`
  if (without.length === 0) return whole
  return without.length <= names.length
    ? `Omit<${whole}, ${unionOf(without)}>`
    : `Pick<${whole}, ${unionOf(names)}>`
}

async function answersType(responses: Record<string, Json>, route: Route | undefined): Promise<string> {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const types: string[] = []
  for (const [status, response] of good) types.push(`${status}: ${await contentType(response, route)}`)
  return `{ ${types.join('; ')} }`
}

async function contentType(response: Json, route: Route | undefined): Promise<string> {
  const content = response['content'] as Json
  if (!('application/json' in content)) return `Content<'${Object.keys(content).join("' | '")}', string>`
  if (route === undefined) return `Json<${await printType(withNames(schemaOf(response)))}>`
  const answer = answerType(route)
  if (route.job === true) return `Json<JobOf<${answer}>>`
  return route.list === undefined ? `Json<${answer}>` : `Json<Page<${answer}>>`
}

/** What the call answers; of one with several shapes, the one that this route gives. */
function answerType({ call, list, answers = list?.field }: Route): string {
  const whole = `Answers['${call}']`
  if (answers === undefined || !('anyOf' in (calls.get(call)?.output ?? {}))) return whole
  return `Extract<${whole}, { ${answers}: unknown }>`
}

function schemaOf({ content }: Json): Json {
  return (content as Record<string, { schema: Json }>)['application/json']?.schema ?? {}
}

/** A schema of the document is referred to by the name of its type. */
function withNames(schema: Json): Json {
  const text = JSON.stringify(schema).replaceAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g, '"tsType":"$1"')
  return JSON.parse(text) as Json
}

function unionOf(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(' | ')
}
