/** What reaches the API from outside and is wrong in ways that one line of a request does not show. */
import { once } from 'node:events'
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { initHome } from '../../src/node/index.ts'
import { done, startDaemon } from '../helpers/daemon.ts'
import { ask, ended, serveNode, token } from '../helpers/http-client.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { zipOf } from '../node/zip-of.ts'

const chats = '[{"uuid":"1","name":"a","chat_messages":[]}]'

async function newHome(name: string): Promise<string> {
  const home = join(await temporaryFolder(), name)
  await initHome({ home, name })
  return home
}

describe('an archive', () => {
  test.each([
    [
      'that is cut off',
      'cut.zip',
      zipOf({ 'conversations.json': chats }).subarray(0, 120),
      'ERR_INVALID_INPUT',
    ],
    [
      'that is a bomb',
      'bomb.zip',
      zipOf({ 'conversations.json': `[${' '.repeat(20_000_000)}]` }),
      'ERR_LIMIT',
    ],
    [
      'that was encoded twice',
      'twice.json',
      Buffer.from(JSON.stringify(JSON.stringify(chats))),
      'ERR_INVALID_INPUT',
    ],
    [
      'that leads out of its folder',
      'out.zip',
      zipOf({ '../../conversations.json': chats }),
      'ERR_INVALID_INPUT',
    ],
    ['of 200 MB without content', 'big.zip', 200_000_000, 'ERR_INVALID_INPUT'],
  ])(
    '%s is a job that fails with a problem, and the cube stays as it was',
    async (_what, name, bytes, code) => {
      const url = await serveNode(await temporaryNode('alice'))
      await ask(url, 'POST /v1/cubes', { body: { name: 'notes' } })
      const before = (await ask(url, 'GET /v1/cubes/notes')).body
      const path = join(await temporaryFolder(), name)
      await writeFile(path, typeof bytes === 'number' ? '' : bytes)
      if (typeof bytes === 'number') await truncate(path, bytes)
      const { body } = await ask(url, 'POST /v1/cubes/notes/import', { body: { path } })
      const job = await ended(url, body.id)
      expect(job).toMatchObject({
        state: 'failed',
        result: null,
        error: { code, detail: expect.stringMatching(/./) },
      })
      expect((await ask(url, 'GET /v1/cubes/notes')).body).toEqual(before)
    },
  )
})

test('a body of 200 MB is refused by what it says of its length, before it is sent', async () => {
  const url = new URL(await serveNode(await temporaryNode('alice')))
  const socket = connect(Number(url.port), url.hostname)
  socket.write(
    `POST /v1/cubes HTTP/1.1\r\nhost: ${url.host}\r\nauthorization: Bearer ${token}\r\n` +
      'content-type: application/json\r\ncontent-length: 200000000\r\n\r\n',
  )
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1.1 413 /)
  socket.destroy()
})

describe('a client that leaves', () => {
  test('ends what it asked for, and not a job that it began', async () => {
    const signals = new Map<string, AbortSignal>()
    const asked = Promise.withResolvers<void>()
    const url = await serveNode(await temporaryNode('alice'), {
      call: (name, _input, { signal }) => {
        signals.set(name, signal)
        if (name === 'recall') asked.resolve()
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
        )
      },
    })
    const job = (await ask(url, 'POST /v1/gc')).body
    const call = request(new URL('/v1/recall?query=a', url), {
      headers: { authorization: `Bearer ${token}` },
    })
    call.on('error', () => {}).end()
    await asked.promise
    const aborted = once(signals.get('recall') as AbortSignal, 'abort')
    call.destroy()
    await aborted
    expect((await ask(url, `GET /v1/jobs/${job.id}`)).body.state).toBe('running')
    expect(signals.get('gc')?.aborted).toBe(false)
  })

  test('as a reader of events is forgotten', async () => {
    let readers = 0
    const left = Promise.withResolvers<void>()
    const url = await serveNode(await temporaryNode('alice'), {
      watch: () => {
        readers++
        return () => {
          readers--
          left.resolve()
        }
      },
      limits: { readers: 1 },
    })
    const watching = readers
    const call = request(new URL('/v1/events', url), { headers: { authorization: `Bearer ${token}` } })
    call.on('error', () => {}).end()
    await once(call, 'response')
    expect(readers).toBe(watching + 1)
    expect((await ask(url, 'GET /v1/events')).status).toBe(429)
    call.destroy()
    await left.promise
    expect(readers).toBe(watching)
  })
})

test('an MCP call with ten thousand arguments is answered with what was expected', async () => {
  const { home, api } = await startDaemon(await newHome('alice'))
  const secret = (await readFile(join(home, 'api.token'), 'utf8')).trim()
  const headers = {
    authorization: `Bearer ${secret}`,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
  }
  const rpc = (id: number, method: string, params: object, more = {}): ReturnType<typeof ask> =>
    ask(api, 'POST /mcp', { headers: { ...headers, ...more }, body: { jsonrpc: '2.0', id, method, params } })
  const begun = await rpc(1, 'initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  })
  const session = { 'mcp-session-id': String(begun.headers['mcp-session-id']) }
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`a${i}`, i]))
  const { status, body } = await rpc(2, 'tools/call', { name: 'remember', arguments: many }, session)
  expect(status).toBeLessThan(500)
  expect(JSON.stringify(body)).toMatch(/isError|error/)
  expect((await ask(api, 'GET /v1/cubes', { headers })).body).toEqual({ cubes: [], next: null })
})

test('commands find a daemon on a unix socket, and the next one takes the socket that a killed one left', async () => {
  const home = await newHome('alice')
  const path = join(await temporaryFolder(), 'api.sock')
  const args = ['--api', `unix:${path}`]
  const first = await startDaemon(home, { args })
  expect(first.api).toBe(`unix:${path}`)
  expect(await done(home, 'create', 'notes')).toMatchObject({ name: 'notes' })
  expect(await done(home, 'status')).toMatchObject({ running: true, cubes: 1 })
  await first.stop('SIGKILL')
  await startDaemon(home, { args })
  expect(await done(home, 'status')).toMatchObject({ running: true, cubes: 1 })
})
