import { request } from 'node:http'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { MemCubeError } from '../../src/core/errors.ts'
import { startHttpApi, type HttpApi, type HttpApiDeps } from '../../src/interfaces/http/api.ts'
import { callSchemas } from '../../src/node/index.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

const token = 'ab'.repeat(32)

async function api(call: HttpApiDeps['call']): Promise<HttpApi & { port: number }> {
  const started = await startHttpApi(
    { call, schemas: callSchemas(), token, version: '0.0.0', log: { warn() {} } },
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
  const aborted = Promise.withResolvers<void>()
  const { port } = await api((_name, _input, { signal }) => {
    signal.addEventListener('abort', () => aborted.resolve())
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
  call.once('finish', () => setTimeout(() => call.destroy(), 50))
  await aborted.promise
})

test('listens on this machine only', async () => {
  await expect(
    startHttpApi(
      { call: async () => 1, schemas: [], token, version: '0', log: { warn() {} } },
      { host: '0.0.0.0', port: 0 },
    ),
  ).rejects.toMatchObject({ code: 'ERR_USAGE' })
})

test('answers no input with a 5xx', { timeout: 60_000 }, async () => {
  const node = await temporaryNode('alice')
  const { port } = await api((name, input, options) => node.call(name, input, options))
  const names = callSchemas()
    .map(({ name }) => name)
    .filter((name) => name !== 'status' && name !== 'doctor' && name !== 'recall' && name !== 'fsck')
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('notes', '..', 'main', 'auto', '/tmp', 'bafyrei', 'memcube:b', 'did:key:z6Mk'),
  )
  const value = fc.oneof(
    word,
    fc.integer(),
    fc.array(word, { maxLength: 3 }),
    fc.constant(null),
    fc.boolean(),
  )
  const fields = fc.constantFrom(
    'cube',
    'key',
    'keys',
    'name',
    'text',
    'path',
    'target',
    'author',
    'tier',
    'a',
    'b',
    'at',
    'tags',
    'out',
    'format',
    'topics',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.oneof(
        fc.json(),
        fc.dictionary(fields, value).map((input) => JSON.stringify(input)),
      ),
      async (name, body) => {
        const { status } = await send(port, `/v1/call/${name}`, { body })
        expect(status).toBeLessThan(500)
      },
    ),
    { numRuns: 300, seed: 20261121 },
  )
})
