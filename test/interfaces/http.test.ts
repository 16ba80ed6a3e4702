import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { MemCubeError } from '../../src/core/errors.ts'
import { startHttpApi, type HttpApi, type HttpApiDeps } from '../../src/interfaces/http/api.ts'
import { callSchemas } from '../../src/node/index.ts'
import { answeredInMemory } from '../helpers/answered-in-memory.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const token = 'ab'.repeat(32)

const silent = () => () => {}

async function api(
  call: HttpApiDeps['call'],
  watch: HttpApiDeps['watch'] = silent,
): Promise<HttpApi & { port: number }> {
  const started = await startHttpApi(
    {
      call,
      schemas: callSchemas(),
      watch,
      answered: answeredInMemory(),
      token,
      version: '0.0.0',
      log: { warn() {} },
    },
    { host: '127.0.0.1', port: 0 },
  )
  onTestFinished(() => started.close())
  return { ...started, port: Number(new URL(started.url).port) }
}

interface Answer {
  status: number
  body: string
}

function send(
  port: number,
  path: string,
  {
    method = 'POST',
    headers = {},
    body = '{}',
  }: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }
    const call = request({ host: '127.0.0.1', port, path, method, headers: all }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    call.once('error', reject)
    call.end(method === 'GET' ? undefined : body)
  })
}

test('answers a call with progress and a result, one JSON document a line', async () => {
  const { port } = await api(async (name, input, { progress }) => {
    progress({ phase: 'read', done: 1 })
    return { name, input }
  })
  const { status, body } = await send(port, '/v1/call/list', { body: '{"a":1}' })
  expect(status).toBe(200)
  expect(
    body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([{ progress: { phase: 'read', done: 1 } }, { result: { name: 'list', input: { a: 1 } } }])
})

test.each([
  ['no token', { authorization: '' }, 401],
  ['a wrong token', { authorization: `Bearer ${'cd'.repeat(32)}` }, 401],
  ['a token that is longer', { authorization: `Bearer ${token}0` }, 401],
  ['a foreign Host', { host: 'evil.example' }, 421],
  ['a Host that only starts like this machine', { host: '127.0.0.1.evil.example' }, 421],
  ['a foreign Origin', { origin: 'https://evil.example' }, 403],
  ['the Origin of a file', { origin: 'null' }, 403],
])('refuses a request with %s and calls nothing', async (_what, headers, expected) => {
  let called = false
  const { port } = await api(async () => void (called = true))
  const { status, body } = await send(port, '/v1/call/list', { headers })
  expect(status).toBe(expected)
  expect(JSON.parse(body).error.code).toBe('ERR_DENIED')
  expect(called).toBe(false)
})

test('takes its own Origin', async () => {
  const { port } = await api(async () => 'fine')
  expect(
    (await send(port, '/v1/call/list', { headers: { origin: `http://127.0.0.1:${port}` } })).status,
  ).toBe(200)
})

test.each(['ERR_NOT_FOUND', 'ERR_CONFLICT', 'ERR_DISK_FULL'])(
  'passes on %s with its message and hint',
  async (code) => {
    const { port } = await api(async () => {
      throw new MemCubeError(code, 'what happened', { hint: 'what to do' })
    })
    const { body } = await send(port, '/v1/call/list')
    expect(JSON.parse(body)).toEqual({ error: { code, message: 'what happened', hint: 'what to do' } })
  },
)

test('says nothing of the inside of a mistake', async () => {
  const { port } = await api(async () => {
    throw new TypeError('secret path')
  })
  const { status, body } = await send(port, '/v1/call/list')
  expect(status).toBe(500)
  expect(body).not.toContain('secret')
})

test('refuses a call that there is not, a body that is not JSON and one that is too large', async () => {
  const { port } = await api(async () => 'fine')
  expect((await send(port, '/v1/call/nothing')).status).toBe(404)
  expect((await send(port, '/nothing')).status).toBe(404)
  expect((await send(port, '/v1/call/list', { body: '{' })).status).toBe(400)
  expect((await send(port, '/v1/call/list', { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
  expect((await send(port, '/v1/call/list', { body: `"${'x'.repeat(9 * 1024 * 1024)}"` })).status).toBe(413)
})

test('describes every call in its OpenAPI document', async () => {
  const { port } = await api(async () => 'fine')
  const document = JSON.parse((await send(port, '/openapi.json', { method: 'GET' })).body)
  expect(document.openapi).toBe('3.1.0')
  for (const { name } of callSchemas()) expect(document.paths[`/v1/call/${name}`].post.operationId).toBe(name)
})

test('ends a call whose client goes away', async () => {
  const called = Promise.withResolvers<AbortSignal>()
  const { port } = await api((_name, _input, { signal }) => {
    called.resolve(signal)
    return new Promise(() => {})
  })
  const call = request({
    host: '127.0.0.1',
    port,
    path: '/v1/call/list',
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  call.on('error', () => {})
  call.end('{}')
  const signal = await called.promise
  const aborted = once(signal, 'abort')
  call.destroy()
  await aborted
  expect(signal.reason).toMatchObject({ code: 'ERR_ABORTED' })
})

test('listens on this machine only', async () => {
  await expect(
    startHttpApi(
      {
        call: async () => 1,
        schemas: [],
        watch: silent,
        answered: answeredInMemory(),
        token,
        version: '0',
        log: { warn() {} },
      },
      { host: '0.0.0.0', port: 0 },
    ),
  ).rejects.toMatchObject({ code: 'ERR_USAGE' })
})

test('answers no input with a 5xx', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.md'), 'quokkas are small')
  const node = await temporaryNode('alice')
  await node.call('create', { name: 'notes' })
  await node.call('add', { cube: 'notes', key: 'k', text: 'quokkas are small' })
  const { port } = await api((name, input, options) => node.call(name, input, options))
  const names = ['a.md', '', 'out', 'no/such', 'a.md/b', 'x'.repeat(300), '\0']
  const paths = names.map((name) => join(folder, name))
  const fitting: Record<string, readonly unknown[]> = {
    cube: ['notes'],
    key: ['k', 'new'],
    path: paths,
    out: paths,
    file: paths,
    format: ['markdown', 'jsonl', 'car', 'auto'],
    at: ['main', 'main~1', '~1', 'main~99999999999999999999'],
    a: ['main', 'main~1'],
    tier: ['community', 'own'],
    address: ['/ip4/127.0.0.1/tcp/1'],
    target: ['notes', node.author, 'did:key:z6Mk'],
    text: ['quokkas are small', ''],
    query: ['quokka'],
  }
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('..', 'bafyrei', 'memcube:b', 'x'.repeat(5_000)),
    fc.jsonValue(),
  )
  // Never where a path is taken: it would be read or written where the test runs.
  const strange = (field: string): fc.Arbitrary<unknown> =>
    ['path', 'out', 'file'].includes(field) ? fc.integer() : anything
  const valueOf = (field: string): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...(fitting[field] ?? [undefined])) }, strange(field))
  const calls = callSchemas().map(({ name, input }) => {
    const fields = Object.keys(input['properties'] ?? {})
    const record = fc.record(Object.fromEntries(fields.map((field) => [field, valueOf(field)])))
    return fc.record({
      name: fc.constant(name),
      input: fc.oneof({ weight: 9, arbitrary: record }, fc.jsonValue()),
    })
  })
  const first = await send(port, '/v1/call/keys', { body: JSON.stringify({ cube: 'notes' }) })
  expect(first.status).toBe(200)
  const seen = new Map<string, Set<number>>()
  await fc.assert(
    fc.asyncProperty(fc.oneof(...calls), async ({ name, input }) => {
      const { status, body } = await send(port, `/v1/call/${name}`, { body: JSON.stringify(input) })
      seen.set(name, (seen.get(name) ?? new Set()).add(status))
      expect(status, body).toBeLessThan(500)
    }),
    { numRuns: 1_000 },
  )
  expect([...seen.keys()].toSorted()).toEqual(
    callSchemas()
      .map(({ name }) => name)
      .toSorted(),
  )
  // Some of them archived, forgot or removed what others asked for; what needs nothing is answered still.
  expect(seen.get('status')).toContain(200)
})

test('a DELETE that names the type of a body which it does not have is heard', async () => {
  const started = await startHttpApi(
    {
      call: async () => ({}),
      schemas: callSchemas(),
      watch: silent,
      answered: answeredInMemory(),
      mcp: { handle: async (_request, response) => void response.end('ended') },
      token,
      version: '0.0.0',
      log: { warn() {} },
    },
    { host: '127.0.0.1', port: 0 },
  )
  onTestFinished(() => started.close())
  const { port } = new URL(started.url)
  expect(await send(Number(port), '/mcp', { method: 'DELETE', body: '' })).toEqual({
    status: 200,
    body: 'ended',
  })
})
