// Programs that use `memcube/client` give the token to the daemon of the home alone: each connection proves where it leads.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, ListenOptions } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadApiToken, saveApiAddress } from '../../src/home/api-address.ts'
import { placeText, proofOf } from '../../src/home/api-proof.ts'
import { createHomeFetch, createMemcubeClient } from '../../src/interfaces/client/index.ts'
import { initHome } from '../../src/node/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const token = 'cd'.repeat(32)

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** What listens at an address, and all that it was asked. */
async function listener(answer: Answer, at: ListenOptions = { host: '127.0.0.1', port: 0 }) {
  const heard: string[] = []
  const server: Server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${request.rawHeaders.join(' ')}`)
    answer(request, response)
  }).listen(at)
  await once(server, 'listening')
  /** Ends as a process does: at once, with all its connections. */
  const kill = async (): Promise<void> => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  onTestFinished(kill)
  const port = at.path === undefined ? (server.address() as AddressInfo).port : 0
  const url = at.path === undefined ? `http://127.0.0.1:${port}` : `unix:${at.path}`
  return {
    url,
    port,
    kill,
    heard,
    proofs: () => heard.filter((line) => line.startsWith('GET /proof')).length,
  }
}

/** What one answers that knows the token: to anything but a question, what it was asked. */
const daemonOf =
  (known: string): Answer =>
  (request, response) => {
    const { url = '', method, socket } = request
    const [, nonce] = /^\/proof\?nonce=([0-9a-f]{64})$/.exec(url) ?? []
    if (nonce !== undefined) {
      const proof = proofOf(known, placeText(socket.localAddress, socket.localPort), nonce)
      return void response.end(JSON.stringify({ proof }))
    }
    response.setHeader('content-type', 'application/json')
    if (url === '/v1/nothing') return void response.writeHead(204).end()
    request.setEncoding('utf8').once('data', (body) => (request.headers['body'] = body as string))
    request.once('end', () => {
      const { authorization, body } = request.headers
      response.end(JSON.stringify({ method, url, authorization, ...(body !== undefined && { body }) }))
    })
  }

const madeUp: Answer = (_request, response) => void response.end(JSON.stringify({ proof: 'ab'.repeat(32) }))

async function homeAt(url: string, proves = true): Promise<{ home: string; ownToken: string }> {
  const home = `${await temporaryFolder()}/alice`
  await initHome({ home, name: 'alice' })
  await saveApiAddress(home, { pid: process.pid, url, proves })
  return { home, ownToken: await loadApiToken(home) }
}

const nobody = { code: 'ERR_UNREACHABLE', message: expect.stringContaining('no daemon that knows the token') }

describe.each(['127.0.0.1', 'a unix socket'])('at %s', (what) => {
  const place = async (): Promise<ListenOptions> =>
    what === '127.0.0.1' ? { host: what, port: 0 } : { path: `${await temporaryFolder()}/api.sock` }

  test('who listens in the place of a daemon gets no token, by its address or by a home', async () => {
    const eve = await listener(madeUp, await place())
    const { home, ownToken } = await homeAt(eve.url)
    const byHome = createMemcubeClient({ home }).GET('/v1/status')
    await expect(byHome).rejects.toMatchObject(nobody)
    await expect(createMemcubeClient({ url: eve.url, token }).GET('/v1/status')).rejects.toMatchObject(nobody)
    expect(eve.heard).toHaveLength(2)
    for (const line of eve.heard) expect(line).toMatch(/^GET \/proof\?nonce=[0-9a-f]{64} /)
    expect(eve.heard.join()).not.toContain(ownToken)
    expect(eve.heard.join()).not.toContain(token)
  })

  test('a connection proves once, and one that is made after the daemon was killed again', async () => {
    const at = await place()
    const alice = await listener(daemonOf(token), at)
    const client = createMemcubeClient({ url: alice.url, token })
    for (let n = 0; n < 3; n++) {
      const { data } = await client.GET('/v1/status')
      expect(data).toEqual({ method: 'GET', url: '/v1/status', authorization: `Bearer ${token}` })
    }
    expect(alice.proofs()).toBe(1)
    await alice.kill()
    const eve = await listener(madeUp, at.path === undefined ? { ...at, port: alice.port } : at)
    // A connection that has ended may be noticed only when it is used: nothing goes to eve then either.
    const asked = Array.from({ length: 3 }, () => client.GET('/v1/status').catch((error: unknown) => error))
    expect((await Promise.all(asked)).every((one) => one instanceof Error)).toBe(true)
    await expect(client.GET('/v1/status')).rejects.toMatchObject(nobody)
    expect(eve.heard.join()).not.toContain(token)
  })
})

test('what is sent arrives whole, with its method, path, query and body', async () => {
  const alice = await listener(daemonOf(token))
  const client = createMemcubeClient({ url: alice.url, token })
  const { data: found } = await client.GET('/v1/recall', { params: { query: { query: 'tea & sugar' } } })
  expect(found).toMatchObject({ method: 'GET', url: '/v1/recall?query=tea%20%26%20sugar' })
  const { data: made } = await client.POST('/v1/cubes', { body: { name: 'чай' } })
  expect(made).toMatchObject({ method: 'POST', url: '/v1/cubes', body: '{"name":"чай"}' })
})

test('an answer without a body is one', async () => {
  const alice = await listener(daemonOf(token))
  const { home } = await homeAt(alice.url, false)
  const response = await createHomeFetch(home)(new Request('http://localhost/v1/nothing'))
  expect([response.status, response.body]).toEqual([204, null])
})

test('a daemon that was started anew elsewhere is found, and what it is asked is asked once', async () => {
  const gone = await listener(madeUp)
  const { home, ownToken } = await homeAt(gone.url)
  const client = createMemcubeClient({ home })
  await expect(client.POST('/v1/cubes', { body: { name: 'notes' } })).rejects.toMatchObject(nobody)
  const alice = await listener(daemonOf(ownToken))
  await saveApiAddress(home, { pid: process.pid, url: alice.url, proves: true })
  const { data } = await client.POST('/v1/cubes', { body: { name: 'notes' } })
  expect(data).toMatchObject({ body: '{"name":"notes"}', authorization: `Bearer ${ownToken}` })
  expect(alice.heard.filter((line) => line.startsWith('POST'))).toHaveLength(1)
  expect(gone.heard.join()).not.toContain(ownToken)
})

test('a home without a daemon is said, and a daemon of before is asked for no proof', async () => {
  const { home, ownToken } = await homeAt('http://127.0.0.1:9')
  await saveApiAddress(home, { pid: 2 ** 30, url: 'http://127.0.0.1:9', proves: true })
  const client = createMemcubeClient({ home })
  await expect(client.GET('/v1/status')).rejects.toMatchObject({
    code: 'ERR_UNREACHABLE',
    hint: expect.stringContaining('memcube daemon'),
  })
  const before = await listener(daemonOf(ownToken))
  await saveApiAddress(home, { pid: process.pid, url: before.url })
  expect((await client.GET('/v1/status')).data).toMatchObject({ authorization: `Bearer ${ownToken}` })
  expect(before.proofs()).toBe(0)
})

test('a daemon that has too much to do is there, and gets no token either', async () => {
  const busy = await listener(
    (_request, response) => void response.writeHead(429, { 'content-length': 2 }).end('{}'),
  )
  const { home, ownToken } = await homeAt(busy.url)
  await expect(createMemcubeClient({ home }).GET('/v1/status')).rejects.toMatchObject({ code: 'ERR_LIMIT' })
  expect(busy.heard.join()).not.toContain(ownToken)
})

test('a request that is given up ends with its reason, before and after its answer began', async () => {
  const reason = new Error('enough')
  const alice = await listener((request, response) => {
    if (request.url?.startsWith('/proof') === true) return daemonOf(token)(request, response)
    // It goes on for ever.
    response.write('{')
  })
  const client = createMemcubeClient({ url: alice.url, token })
  await expect(client.GET('/v1/status', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(alice.heard).toEqual([])
  const giveUp = new AbortController()
  const { response } = await client.GET('/v1/events', { signal: giveUp.signal, parseAs: 'stream' })
  const read = response.text()
  giveUp.abort(reason)
  await expect(read).rejects.toBe(reason)
})

test('whoever brings a fetch, or an address that is no daemon of this machine, is believed', async () => {
  const asked: Request[] = []
  const fetch = async (request: Request): Promise<Response> => (asked.push(request), Response.json({}))
  for (const url of ['http://127.0.0.1:9', 'https://memory.example'])
    await createMemcubeClient({ url, token, fetch }).GET('/v1/status')
  expect(asked.map(({ url }) => url)).toEqual([
    'http://127.0.0.1:9/v1/status',
    'https://memory.example/v1/status',
  ])
  for (const { headers } of asked) expect(headers.get('authorization')).toBe(`Bearer ${token}`)
})
