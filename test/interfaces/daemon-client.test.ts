import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openClient } from '../../src/interfaces/cli/client.ts'
import type { NodeClient } from '../../src/interfaces/cli/node-client.ts'
import { saveApiAddress } from '../../src/home/api-address.ts'
import { initHome } from '../../src/node/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const silent = { signal: new AbortController().signal, progress() {} }

async function aliceHome(port: number): Promise<string> {
  const home = join(await temporaryFolder(), 'alice')
  await initHome({ home, name: 'alice' })
  await saveApiAddress(home, { pid: process.pid, url: `http://127.0.0.1:${port}` })
  return home
}

/** A client whose daemon answers as the test says. */
async function clientOf(answer: RequestListener): Promise<NodeClient> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return clientAt((server.address() as AddressInfo).port)
}

async function clientAt(port: number): Promise<NodeClient> {
  const client = await openClient({ home: await aliceHome(port), network: false })
  onTestFinished(() => client.close())
  return client
}

/** A server of bytes. Its connections end with the test: one that nobody reads does not notice that its client has left. */
async function portOf(connected: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = []
  const server = createTcpServer((socket) => {
    sockets.push(socket)
    connected(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const lines = (response: ServerResponse, ...values: unknown[]): void => {
  for (const value of values) response.write(`${JSON.stringify(value)}\n`)
}

test('a result comes after the progress before it', async () => {
  const client = await clientOf((_request, response) => {
    lines(
      response,
      { progress: { phase: 'read', done: 1 } },
      { progress: { phase: 'read', done: 2 } },
      { result: { ok: true } },
    )
    response.end()
  })
  const seen: number[] = []
  expect(
    await client.call('import', {}, { ...silent, progress: ({ done }) => void seen.push(done) }),
  ).toEqual({ ok: true })
  expect(seen).toEqual([1, 2])
})

test('an answer that comes byte by byte is put together', async () => {
  const answer = Buffer.from(
    `${JSON.stringify({ progress: { phase: 'grüße 🦘', done: 1 } })}\n${JSON.stringify({ result: '日本語\u2028' })}`,
  )
  const client = await clientOf((_request, response) => {
    let at = 0
    const next = (): void => {
      if (at === answer.length) response.end()
      else response.write(answer.subarray(at, ++at), () => setImmediate(next))
    }
    next()
  })
  expect(await client.call('list', {}, silent)).toBe('日本語\u2028')
})

test.each([
  [{ code: 'ERR_CONFLICT', message: 'taken', hint: 'choose another' }, 'choose another'],
  [{ code: 'ERR_CONFLICT', message: 'taken', hint: null }, undefined],
  [{ code: 'ERR_CONFLICT', message: 'taken' }, undefined],
])('the error %j is thrown as the node threw it', async (error, hint) => {
  const client = await clientOf((_request, response) => {
    response.statusCode = 409
    response.end(JSON.stringify({ error }))
  })
  await expect(client.call('create', {}, silent)).rejects.toMatchObject({
    code: 'ERR_CONFLICT',
    message: 'taken',
    hint,
  })
})

test.each<[string, RequestListener]>([
  ['before it says anything', (request) => request.socket.destroy()],
  [
    'after the head',
    (request, response) => {
      response.flushHeaders()
      response.write('{"progress":{"phase":"a","done":1}}\n', () => request.socket.destroy())
    },
  ],
  [
    'in the middle of a line',
    (request, response) => void response.write('{"resu', () => request.socket.destroy()),
  ],
  ['without a result', (_request, response) => void response.end('{"progress":{"phase":"a","done":1}}\n')],
  ['with nothing', (_request, response) => void response.end()],
])('a daemon that goes away %s is unreachable', async (_when, answer) => {
  const client = await clientOf(answer)
  await expect(client.call('list', {}, silent)).rejects.toMatchObject({
    code: 'ERR_UNREACHABLE',
    hint: expect.stringContaining('memcube daemon'),
  })
})

test.each(['<html>hello</html>', 'null', '[]', '"text"', '{}', '{"result"\n'])(
  'what answers with %s is no daemon',
  async (body) => {
    const client = await clientOf((_request, response) => void response.end(body))
    await expect(client.call('list', {}, silent)).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
  },
)

test.each([
  'SSH-2.0-OpenSSH_9.2\r\n',
  'HTTP/2 200\r\n\r\n{"result":1}',
  `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`,
])('what greets with %j is no daemon', async (greeting) => {
  const client = await clientAt(await portOf((socket) => void socket.on('error', () => {}).end(greeting)))
  await expect(client.call('list', {}, silent)).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
})

test('a head that comes byte by byte is read too', async () => {
  const port = await portOf((socket) => {
    const answer = Buffer.from('HTTP/1.0 200 OK\r\nx: y\r\n\r\n{"result":1}\n')
    let at = 0
    const next = (): void => {
      if (at === answer.length) socket.end()
      else socket.write(answer.subarray(at, ++at), () => setImmediate(next))
    }
    socket.setNoDelay().on('error', () => {})
    next()
  })
  const client = await clientAt(port)
  expect(await client.call('list', {}, silent)).toBe(1)
})

test('what is asked arrives whole, with the token of the home', async () => {
  const input = { text: 'grüße 🦘\r\n\r\n'.repeat(20_000) }
  const asked = Promise.withResolvers<unknown>()
  const client = await clientOf((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.once('end', () => {
      asked.resolve({
        method: request.method,
        url: request.url,
        headers: request.headers,
        input: JSON.parse(body),
      })
      response.end('{"result":null}\n')
    })
  })
  expect(await client.call('add', input, silent)).toBeNull()
  expect(await asked.promise).toMatchObject({
    method: 'POST',
    url: '/v1/call/add',
    headers: {
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      authorization: expect.stringMatching(/^Bearer [0-9a-f]{64}$/),
      'content-type': 'application/json',
    },
    input,
  })
})

test('an abort ends the call with its reason, and the daemon sees the client go', async () => {
  const gone = Promise.withResolvers<void>()
  const reason = new Error('enough')
  const aborter = new AbortController()
  const client = await clientOf((_request, response) => {
    response.once('close', () => gone.resolve())
    lines(response, { progress: { phase: 'read', done: 1 } })
  })
  const call = client.call('pull', {}, { signal: aborter.signal, progress: () => aborter.abort(reason) })
  await expect(call).rejects.toBe(reason)
  await gone.promise
})

test('a home whose daemon was killed is opened as if none had been', async () => {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  // The process id in the home is that of a live process: ours.
  const client = await openClient({ home: await aliceHome(port), network: false })
  expect(await client.call('list', {}, silent)).toEqual({ cubes: [] })
  expect(await client.call('list', {}, silent)).toEqual({ cubes: [] })
  await client.close()
})
