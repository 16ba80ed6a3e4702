import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createGuard } from '../../src/interfaces/http/guard.ts'
import { answeredInMemory } from '../helpers/answered-in-memory.ts'
import { startHttpApi } from '../../src/interfaces/http/api.ts'

const token = 'ab'.repeat(32)
const authorization = `Bearer ${token}`

/** An API that counts the calls that reach the node. */
async function countingApi(): Promise<{ port: number; calls(): number }> {
  let calls = 0
  const schemas = [
    {
      name: 'list',
      summary: 'Lists.',
      input: { type: 'object' },
      output: { type: 'object', properties: { cubes: {} } },
    },
  ]
  const call = async (): Promise<number> => ++calls
  const api = await startHttpApi(
    {
      call,
      schemas,
      watch: () => () => {},
      answered: answeredInMemory(),
      token,
      version: '0',
      log: { warn() {} },
    },
    { host: '127.0.0.1', port: 0 },
  )
  onTestFinished(() => api.close())
  return { port: Number(new URL(api.url).port), calls: () => calls }
}

/** Writes bytes, then reads until the other side closes. */
async function exchange(port: number, bytes: Uint8Array | string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk))
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  socket.end(bytes)
  await closed
  return answer
}

function statusesIn(answer: string): number[] {
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}

test.each(['localhost:4747', '127.0.0.1:4747', '127.1.2.3:4747', '[::1]:4747', 'LOCALHOST:4747'])(
  'takes the Host %s',
  (host) => {
    expect(createGuard(token).check({ host, authorization }, 4747)).toBeUndefined()
  },
)

test.each([
  '',
  'localhost',
  '127.0.0.1',
  '127.0.0.1:4748',
  '127.0.0.1:',
  '127.0.0.1:4747:4747',
  '127.0.0.1:4747.evil.example',
  '127.0.0.1.evil.example:4747',
  'localhost.evil.example:4747',
  'evil.example:4747',
  '0.0.0.0:4747',
  '192.168.0.1:4747',
  '[::]:4747',
  '[::1:4747',
  'user@127.0.0.1:4747',
  '127.0.0.1:4747 ',
])('refuses the Host %j', (host) => {
  expect(() => createGuard(token).check({ host, authorization }, 4747)).toThrow('Host')
})

test.each([
  'null',
  'https://127.0.0.1:4747',
  'http://127.0.0.1:4748',
  'http://evil.example',
  'http://localhost:4747',
  '',
])('refuses the Origin %j to Host 127.0.0.1:4747', (origin) => {
  expect(() => createGuard(token).check({ host: '127.0.0.1:4747', origin, authorization }, 4747)).toThrow(
    'page',
  )
})

test.each([
  '',
  token,
  `Basic ${token}`,
  'Bearer',
  'Bearer ',
  `Bearer ${token.toUpperCase()}`,
  `Bearer ${token} ${token}`,
  `Bearer ${token.slice(1)}`,
])('refuses the authorization %j', (given) => {
  expect(() => createGuard(token).check({ host: '127.0.0.1:4747', authorization: given }, 4747)).toThrow(
    'token',
  )
})

test.each([
  [
    'a path that cannot be decoded',
    `POST /v1/call/%ff HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nauthorization: ${authorization}\r\n\r\n`,
    400,
  ],
  ['no HTTP', 'hello?\r\n\r\n', 400],
  ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001', 400],
  ['no Host', `GET /health HTTP/1.1\r\nauthorization: ${authorization}\r\nconnection: close\r\n\r\n`, 421],
  [
    'headers without end',
    `GET /health HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
  ],
  [
    'two lengths',
    `POST /v1/call/list HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
    400,
  ],
  [
    'a body that is not JSON',
    `POST /v1/call/list HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nauthorization: ${authorization}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\n{`,
    400,
  ],
  [
    'a prototype',
    `POST /v1/call/list HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nauthorization: ${authorization}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 18\r\n\r\n{"__proto__":{"a":1}}`,
    400,
  ],
])('refuses %s with the error of the documentation', async (_what, text, status) => {
  const { port, calls } = await countingApi()
  const answer = await exchange(port, Buffer.from(text.replaceAll('PORT', String(port)), 'latin1'))
  expect(statusesIn(answer)[0]).toBe(status)
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  const told = JSON.parse(body)
  // `/v1/call` tells it inside `error`; what never reached a path tells it both ways.
  expect(told.error ?? { ...told, message: told.detail }).toMatchObject({
    code: expect.stringMatching(/^ERR_/),
    message: expect.any(String),
    hint: expect.any(String),
  })
  expect(calls()).toBe(0)
})

test(
  'answers no bytes with a 5xx, and no bytes without the token reach the node',
  { timeout: 60_000 },
  async () => {
    const { port, calls } = await countingApi()
    const seen = new Set<number>()
    const piece = fc.oneof(
      fc.constantFrom(
        'GET',
        'POST',
        'PUT',
        ' ',
        '/',
        '/health',
        '/openapi.json',
        '/v1/call/list',
        '/v1/call/%00',
        '?',
        '#',
        'HTTP/1.1',
        'HTTP/1.0',
        '\r\n',
        '\r\n\r\n',
      ),
      fc.constantFrom(
        `host: 127.0.0.1:${port}\r\n`,
        'content-type: application/json\r\n',
        'content-length: 2\r\n',
        'transfer-encoding: chunked\r\n',
        'expect: 100-continue\r\n',
        'upgrade: websocket\r\n',
        '{}',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 15 }), async (pieces) => {
        for (const status of statusesIn(await exchange(port, Buffer.from(pieces.join(''), 'latin1'))))
          seen.add(status)
      }),
      { numRuns: 500 },
    )
    expect([...seen].filter((status) => status >= 500)).toEqual([])
    expect(seen).toContain(400)
    expect(calls()).toBe(0)
  },
)

test('answers no request that has the token with a 5xx', { timeout: 60_000 }, async () => {
  const { port } = await countingApi()
  const seen = new Set<number>()
  const method = fc.constantFrom(
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'CONNECT',
    'QUERY',
  )
  const path = fc.oneof(
    fc.webPath().map((text) => `/${text}`),
    fc.constantFrom(
      '/health',
      '/openapi.json',
      '/v1/call/list',
      '/v1/call/',
      '/v1/call/constructor',
      '/v1/call/%e0%a4%a',
      '*',
      '//',
      '/..',
      '/health?a=%',
    ),
  )
  const type = fc.constantFrom(
    'application/json',
    'application/json; charset=utf-16',
    'text/plain',
    'multipart/form-data',
    '',
    'application/json\tx',
    'a'.repeat(500),
  )
  const body = fc.oneof(
    fc.json(),
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  )
  await fc.assert(
    fc.asyncProperty(method, path, type, body, async (...[verb, target, media, content]) => {
      const head = `${verb} ${target} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: ${authorization}\r\nconnection: close\r\ncontent-type: ${media}\r\n`
      const answer = await exchange(
        port,
        Buffer.from(`${head}content-length: ${content.length}\r\n\r\n${content}`, 'latin1'),
      )
      for (const status of statusesIn(answer)) seen.add(status)
    }),
    { numRuns: 500 },
  )
  expect([...seen].filter((status) => status >= 500)).toEqual([])
  expect(seen).toContain(200)
})
