// Nobody but the daemon of a home gets the token of the home: it proves that it knows it first.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { loadApiToken, saveApiAddress } from '../../src/home/api-address.ts'
import { proofOf } from '../../src/home/api-proof.ts'
import { openClient } from '../../src/interfaces/cli/client.ts'
import { startHttpApi } from '../../src/interfaces/http/api.ts'
import { initHome } from '../../src/node/index.ts'
import { answeredInMemory } from '../helpers/answered-in-memory.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const nonce = 'ab'.repeat(32)
const silent = { signal: new AbortController().signal, progress() {} }

async function aliceHome(): Promise<{ home: string; token: string }> {
  const home = `${await temporaryFolder()}/alice`
  await initHome({ home, name: 'alice' })
  return { home, token: await loadApiToken(home) }
}

/** The API of a daemon with this token, that answers each call with its name. */
async function apiOf(token: string): Promise<{ url: string; port: number }> {
  const schemas = [{ name: 'list', summary: 'Lists.', input: { type: 'object' }, output: { type: 'object' } }]
  const api = await startHttpApi(
    {
      call: async (name) => ({ called: name }),
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
  return { url: api.url, port: Number(new URL(api.url).port) }
}

/** What listens where a daemon was. @returns the port, and what it was told */
async function listener(answer: (socket: Socket) => void): Promise<{ port: number; heard(): string }> {
  let heard = ''
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {}).on('data', (chunk) => (heard += chunk.toString('latin1')))
    answer(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, heard: () => heard }
}

const at = (port: number) => ({ pid: process.pid, url: `http://127.0.0.1:${port}`, proves: true })

/** What `list` answers in a home: of its own there is nothing in it. */
async function list(home: string): Promise<unknown> {
  const client = await openClient({ home, network: false })
  try {
    return await client.call('list', {}, silent)
  } finally {
    await client.close()
  }
}

test('a daemon proves its token for one nonce at one place, to anybody on this machine', async () => {
  const { url, port } = await apiOf('cd'.repeat(32))
  const answer = await fetch(`${url}/proof?nonce=${nonce}`)
  expect(await answer.text()).toBe(`{"proof":"${proofOf('cd'.repeat(32), `127.0.0.1 ${port}`, nonce)}"}`)
})

test.each(['', '?nonce=', '?nonce=ab', `?nonce=${nonce.toUpperCase()}`, `?nonce=${nonce}&nonce=${nonce}`])(
  'a question for a proof with %j is refused',
  async (query) => {
    const { url } = await apiOf('cd'.repeat(32))
    expect((await fetch(`${url}/proof${query}`)).status).toBe(400)
  },
)

test('a client of a daemon that proves its token is answered by it', async () => {
  const { home, token } = await aliceHome()
  await saveApiAddress(home, at((await apiOf(token)).port))
  expect(await list(home)).toEqual({ called: 'list' })
})

const ok = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`

test.each<[string, (socket: Socket) => void]>([
  ['a made up proof', (socket) => socket.once('data', () => socket.write(ok(`{"proof":"${nonce}"}`)))],
  ['what a web server says', (socket) => socket.once('data', () => socket.write(ok('<html>')))],
  [
    'an answer without a length',
    (socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n')),
  ],
  ['a greeting that is no HTTP', (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
  ['an end', (socket) => void socket.end()],
  ['a reset', (socket) => socket.once('data', () => socket.resetAndDestroy())],
  ['more than an answer has', (socket) => void socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(10_000)}`)],
])(
  'who listens in the place of a daemon, with %s, gets no token, and the home is opened',
  async (_what, answer) => {
    const { home, token } = await aliceHome()
    const { port, heard } = await listener(answer)
    await saveApiAddress(home, at(port))
    expect(await list(home)).toEqual({ cubes: [] })
    expect(heard()).not.toContain(token)
  },
)

test('a proof that is carried from a daemon elsewhere is none', async () => {
  const { home, token } = await aliceHome()
  const api = await apiOf(token)
  const { port, heard } = await listener((socket) => {
    const far = connect(api.port, '127.0.0.1')
    far.on('error', () => {}).pipe(socket)
    // The Host is that of the daemon, or it would refuse.
    socket.on('data', (chunk) =>
      far.write(chunk.toString('latin1').replace(/:\d+/, `:${api.port}`), 'latin1'),
    )
    socket.on('close', () => far.destroy())
  })
  await saveApiAddress(home, at(port))
  expect(await list(home)).toEqual({ cubes: [] })
  expect(heard()).toContain('GET /proof')
  expect(heard()).not.toContain(token)
})
