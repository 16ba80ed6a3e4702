// Visitors of the gateway who want to hold places, not answers.
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { encode } from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { expect, onTestFinished, test } from 'vitest'
import { sha256 } from '../../../src/core/codec/index.ts'
import { startGateway, type GatewayDeps } from '../../../src/interfaces/gateway/start-gateway.ts'
import { create as digestOf } from 'multiformats/hashes/digest'

const deadlineMs = 20_000

interface Setting {
  url: string
  warnings: string[]
}

async function gatewayOf(
  limits: NonNullable<GatewayDeps['limits']>,
  block: (cid: CID) => Promise<Uint8Array | undefined> = () => Promise.resolve(undefined),
  shown: Partial<GatewayDeps['view']> = {},
): Promise<Setting> {
  const warnings: string[] = []
  const view = { block, cubes: () => Promise.resolve([]), ...shown } as unknown as GatewayDeps['view']
  const log = { debug() {}, warn: (_: object, message: string) => void warnings.push(message) }
  const deps = { view, linkOf: () => Promise.resolve(''), log, limits }
  const { url, close } = await startGateway(deps, { host: '127.0.0.1', port: 0 })
  onTestFinished(close)
  return { url, warnings }
}

async function visitor(url: string, request: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.write(request)
  return socket
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: gateway\r\n\r\n`

interface Answer {
  status: number
  headers: Headers
  body: Buffer
}

/** An answer that was read to its end, on a connection of its own: nothing stays open. */
async function ask(url: string, method = 'GET'): Promise<Answer> {
  const answer = await fetch(url, { method, headers: { connection: 'close' } })
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) }
}

/** Asks until it is let in. */
async function isLetIn(url: string): Promise<number> {
  const until = Date.now() + deadlineMs
  for (;;) {
    const { status } = await ask(url)
    if ((status !== 429 && status !== 503) || Date.now() > until) return status
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Asks until this is the answer. */
async function untilStatus(url: string, status: number): Promise<Answer> {
  const until = Date.now() + deadlineMs
  for (;;) {
    const answer = await ask(url)
    if (answer.status === status) return answer
    if (Date.now() > until) throw new Error(`no answer was ${status}`)
  }
}

function cidOf(bytes: Uint8Array, code: number): CID {
  return CID.createV1(code, digestOf(0x12, sha256(bytes)))
}

/** A file of 64 MiB, more than the buffers of any connection take. */
function largeFile(): { root: CID; block: (cid: CID) => Promise<Uint8Array | undefined> } {
  const part = randomBytes(1024 * 1024)
  const leaf = cidOf(part, 0x55)
  const bytes = encode(Array.from({ length: 64 }, () => leaf))
  const root = cidOf(bytes, 0x71)
  return { root, block: (cid) => Promise.resolve(cid.equals(root) ? bytes : part) }
}

test('a connection that ends with many requests on it leaves no place behind', async () => {
  const { url } = await gatewayOf(
    { requestsPerSecond: 1_000, perAddress: 4, perNetwork: 4 },
    () => Promise.withResolvers<undefined>().promise,
  )
  const held = cidOf(Buffer.from('never answered'), 0x55)
  for (let round = 0; round < 4; round++) {
    const socket = await visitor(url, get(`/ipfs/${held}?format=raw`).repeat(4))
    await untilStatus(url, 429)
    socket.destroy()
  }
  expect(await isLetIn(url)).toBe(200)
})

test('whoever takes nothing of his answer loses it, and his place', async () => {
  const { root, block } = largeFile()
  const { url } = await gatewayOf({ perAddress: 1, perNetwork: 1, slowMs: 200, idleMs: 600_000 }, block)
  const socket = await visitor(url, get(`/ipfs/${root}?format=car&car-dups=y`))
  await once(socket, 'data')
  socket.pause()
  expect(await isLetIn(url)).toBe(200)
})

test('a node that is busy says so, and does not log each refusal as a mistake', async () => {
  const { url, warnings } = await gatewayOf({ inAll: 1 }, () => Promise.withResolvers<undefined>().promise)
  const held = cidOf(Buffer.from('never answered'), 0x55)
  await visitor(url, get(`/ipfs/${held}?format=raw`))
  const busy = await untilStatus(url, 503)
  expect(busy.headers.get('retry-after')).toBe('1')
  expect(busy.body.toString()).toContain('This node is busy')
  expect(warnings).toEqual([])
})

test('a long answer is whole, with its length', async () => {
  const part = randomBytes(300_001)
  const { url } = await gatewayOf({}, () => Promise.resolve(part))
  const path = `${url}/ipfs/${cidOf(part, 0x55)}?format=raw`
  for (const method of ['HEAD', 'GET'])
    expect((await ask(path, method)).headers.get('content-length')).toBe('300001')
  expect((await ask(path)).body.equals(part)).toBe(true)
})

/** Each step that makes an answer, and what is asked for it. */
const steps: [string, string, (keyof GatewayDeps['view'])[]][] = [
  ['the list of cubes', '/', ['cubes']],
  ['the page of a cube', '/cube/a', ['cube', 'keys', 'commits']],
  ['the page of a memory', '/cube/a/memory?key=k', ['cube', 'memory', 'commits']],
]
const cut = steps.flatMap(([page, path, names]) =>
  names.map((name, at) => ({ page, path, name, later: names.slice(at + 1) })),
)

test.each(cut)(
  '$page is made no further once nobody waits for it, in the step $name',
  async ({ path, name, later }) => {
    const begun = Promise.withResolvers<AbortSignal | undefined>()
    const goOn = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    const called: string[] = []
    const cube = { cube: 'a', name: 'a', topics: [], commit: 'b', memories: 1 }
    const answers: Record<string, unknown> = {
      cubes: [],
      cube,
      keys: ['k'],
      commits: [],
      memory: { key: 'k', tags: [] },
    }
    const step =
      (one: string) =>
      async (...given: unknown[]) => {
        called.push(one)
        if (one !== name) return answers[one]
        begun.resolve(given.find((argument) => argument instanceof AbortSignal))
        await goOn.promise
        // What follows in the same turn has come by then.
        setImmediate(() => setImmediate(ended.resolve))
        return answers[one]
      }
    const shown = Object.fromEntries(Object.keys(answers).map((one) => [one, step(one)]))
    const { url, warnings } = await gatewayOf({ perAddress: 1, perNetwork: 1 }, undefined, shown)
    const socket = await visitor(url, get(path))
    const signal = await begun.promise
    socket.destroy()
    // The place is free: somebody else is let in.
    expect(await isLetIn(`${url}/nowhere`)).toBe(404)
    if (name === 'cubes' || name === 'keys' || name === 'commits') expect(signal?.aborted).toBe(true)
    goOn.resolve()
    await ended.promise
    expect(called.filter((one) => later.includes(one as never))).toEqual([])
    expect(warnings).toEqual([])
  },
)
