import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerSchema } from '../../src/interfaces/http/answer-schema.ts'
import { routeInput, type JsonSchema } from '../../src/interfaces/http/input-schema.ts'
import { openApi } from '../../src/interfaces/http/openapi.ts'
import { pathFields, routes, type Route } from '../../src/interfaces/http/routes/index.ts'
import { callSchemas, useCases, type CallSchema, type UseCase } from '../../src/node/index.ts'
import { ask, ended, serveNode } from '../helpers/http-client.ts'
import { misfitsOf } from '../helpers/misfits-of.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const paths = ['path', 'out', 'file', 'set', 'from', 'keyFile']
const fitting: Record<string, readonly unknown[]> = {
  cube: ['notes', 'more'],
  key: ['k', 'new'],
  keys: [['k'], ['k', 'k']],
  name: ['main', 'side', 'fresh'],
  branch: ['main', 'side'],
  other: ['side', 'more'],
  at: ['main', 'main~1', '~1', 'main~99999999999999999999'],
  a: ['main', 'main~1'],
  format: ['markdown', 'jsonl', 'car', 'auto'],
  tier: ['community', 'own'],
  address: ['/ip4/127.0.0.1/tcp/1'],
  target: ['notes', 'did:key:z6Mk'],
  text: ['quokkas are small', ''],
  query: ['quokka'],
}

function valueOf(name: string, schema: JsonSchema, files: readonly string[]): fc.Arbitrary<unknown> {
  // Never a path but these: it would be read or written where the test runs.
  if (paths.includes(name) && schema['type'] === 'string')
    return fc.oneof(fc.constantFrom(...files), fc.integer())
  const strange = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('..', 'bafyrei', 'memcube:b', 'x'.repeat(5_000)),
    fc.jsonValue(),
  )
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...(fitting[name] ?? [undefined])) }, strange)
}

interface Sent {
  route: Route
  line: string
  body: unknown
}

function requestOf(route: Route, schema: CallSchema, files: readonly string[]): fc.Arbitrary<Sent> {
  const fields = routeInput(route, schema)
  const given = (wanted: Readonly<Record<string, JsonSchema>>): fc.Arbitrary<Record<string, unknown>> =>
    fc.record(
      Object.fromEntries(Object.entries(wanted).map(([name, one]) => [name, valueOf(name, one, files)])),
    )
  return fc.tuple(given(fields.path), given(fields.rest)).map(([inPath, rest]) => {
    const path = pathFields(route.path).reduce(
      (text, name) => text.replace(`{${name}}`, encodeURIComponent(wellFormed(inPath[name] ?? 'notes'))),
      route.path,
    )
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(fields.place === 'query' ? rest : {}))
      for (const one of [value].flat()) if (one !== undefined) query.append(name, wellFormed(one))
    const line = `${route.method.toUpperCase()} ${path}${query.size === 0 ? '' : `?${query.toString()}`}`
    return { route, line, body: fields.place === 'body' ? rest : undefined }
  })
}

function wellFormed(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  // What a URL cannot be resolved with.
  return (
    text
      .toWellFormed()
      .replaceAll(/^\.{1,2}$/g, 'dots')
      .slice(0, 2_000) || '-'
  )
}

test('every answer is one that the OpenAPI document has, and fits it', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.jsonl'), '{"key":"f","body":"from a file"}\n')
  const names = ['a.jsonl', '', 'out', 'no/such', 'a.jsonl/b', 'x'.repeat(300), '\0']
  const files = names.map((name) => join(folder, name))
  const node = await temporaryNode('alice')
  const url = await serveNode(node)
  for (const name of ['notes', 'more']) await node.call('create', { name })
  await node.call('add', { cube: 'notes', key: 'k', text: 'quokkas are small' })
  await node.call('branch', { cube: 'notes', name: 'side' })

  const schemas = new Map(callSchemas().map((schema) => [schema.name, schema]))
  const document = openApi(callSchemas(), '0') as {
    paths: Record<string, Record<string, { responses: object }>>
  }
  const requests = routes.map((route) => requestOf(route, schemas.get(route.call) as CallSchema, files))
  const seen = new Set<string>()
  let succeeded = 0
  const fits = ({ next, ...answer }: Record<string, unknown>, route: Route): void => {
    expect(next !== undefined, 'lists alone come in pages').toBe(route.list !== undefined)
    const { output } = useCases.get(route.call) as UseCase
    expect(misfitsOf(output, answer), `${route.call}: ${JSON.stringify(answer)}`).toEqual([])
    const { required = [] } = answerSchema(route, schemas.get(route.call) as CallSchema)
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(required as string[]))
  }
  await fc.assert(
    fc.asyncProperty(fc.oneof(...requests), async ({ route, line, body }) => {
      const { status, headers, body: answer } = await ask(url, line, body === undefined ? {} : { body })
      const documented = Object.keys(document.paths[route.path]?.[route.method]?.responses ?? {})
      expect(documented, `${line} ${JSON.stringify(answer)}`).toContain(String(status))
      expect(status).not.toBe(507)
      seen.add(route.path)
      if (status < 300) succeeded++
      if (status >= 400) expect(headers['content-type']).toBe('application/problem+json')
      else if (status !== 202) fits(answer, route)
      else {
        const { state, result, error } = await ended(url, answer.id)
        if (state === 'done') fits(result, route)
        else expect(error.status, JSON.stringify(error)).toBeLessThan(500)
      }
    }),
    { numRuns: 700, seed: 20 },
  )
  expect(seen.size).toBeGreaterThan(routes.length / 2)
  expect(succeeded).toBeGreaterThan(100)
})
