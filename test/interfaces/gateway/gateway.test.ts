// The gateway of a home over HTTP: what is published is there, and nothing else.
import { connect, type Socket } from 'node:net'
import { EventEmitter, once } from 'node:events'
import { CarReader } from '@ipld/car'
import { CID } from 'multiformats/cid'
import { expect, onTestFinished, test } from 'vitest'
import { verifyBlock } from '../../../src/core/codec/index.ts'
import { startGateway } from '../../../src/interfaces/gateway/start-gateway.ts'
import { limitConnections, type ConnectionLimits } from '../../../src/interfaces/gateway/connections.ts'
import type { GatewayLimits } from '../../../src/interfaces/gateway/limits.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'

type Alice = Awaited<ReturnType<typeof temporaryNode>>

async function gatewayOf(
  { published }: Alice,
  limits: Partial<GatewayLimits & ConnectionLimits> = {},
): Promise<string> {
  const log = { debug() {}, warn() {} }
  const linkOf = (cube: string): Promise<string> => Promise.resolve(`memcube:${cube}`)
  const gateway = await startGateway({ view: published, linkOf, log, limits }, { host: '127.0.0.1', port: 0 })
  onTestFinished(() => gateway.close())
  return gateway.url
}

const raw = { accept: 'application/vnd.ipld.raw' }

test('a published cube is read as pages, blocks and CARs; a private one is not there, whoever knows its CIDs', async () => {
  const alice = await temporaryNode('alice')
  for (const cube of ['notes', 'diary']) {
    await alice.call('create', { name: cube, about: `about ${cube}` })
    await alice.call('add', { cube, key: 'b/1', text: `text of ${cube}` })
    await alice.call('add', { cube, key: 'b/2', text: 'x'.repeat(5_000) })
  }
  await alice.call('publish', { cube: 'notes' })
  const url = await gatewayOf(alice)
  const [notes, diary] = await Promise.all(['notes', 'diary'].map((cube) => alice.call('show', { cube })))
  if (notes === undefined || diary === undefined) throw new Error('both cubes are there')

  const index = await (await fetch(url)).text()
  expect(index).toContain(notes.cube)
  expect(index).not.toContain('diary')
  const page = await fetch(`${url}/cube/${notes.cube}`)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  const said = await page.text()
  for (const part of ['about notes', 'b/1', `memcube pull memcube:${notes.cube}`, notes.author, '2 memories'])
    expect(said).toContain(part)
  expect(await (await fetch(`${url}/cube/${notes.cube}/memory?key=b%2F1`)).text()).toContain('text of notes')

  const block = await fetch(`${url}/ipfs/${notes.head}`, { headers: raw })
  expect(block.headers.get('etag')).toBe(`"${notes.head}.raw"`)
  verifyBlock(CID.parse(notes.head), new Uint8Array(await block.arrayBuffer()))
  const again = { headers: { ...raw, 'if-none-match': `"${notes.head}.raw"` } }
  expect((await fetch(`${url}/ipfs/${notes.head}`, again)).status).toBe(304)
  const car = await fetch(`${url}/ipfs/${notes.head}?format=car`)
  expect(car.headers.get('content-type')).toBe('application/vnd.ipld.car; version=1; order=dfs; dups=n')
  const reader = await CarReader.fromBytes(new Uint8Array(await car.arrayBuffer()))
  const cids: string[] = []
  for await (const { cid, bytes } of reader.blocks()) {
    verifyBlock(cid, bytes)
    cids.push(cid.toString())
  }
  const { memory } = await alice.call('get', { cube: 'notes', key: 'b/1' })
  expect(cids).toEqual(expect.arrayContaining([notes.head, notes.cube, memory]))
  expect(new Set(cids).size).toBe(cids.length)
  const head = await fetch(`${url}/ipfs/${notes.head}?format=car`, { method: 'HEAD' })
  expect([head.status, await head.text(), head.headers.get('content-length')]).toEqual([200, '', null])

  const hidden = await alice.call('get', { cube: 'diary', key: 'b/1' })
  for (const cid of [diary.head, diary.cube, hidden.memory])
    for (const format of ['raw', 'car'])
      expect((await fetch(`${url}/ipfs/${cid}?format=${format}`)).status, `${cid} ${format}`).toBe(404)
  expect((await fetch(`${url}/cube/${diary.cube}`)).status).toBe(404)
  expect((await fetch(`${url}/cube/${diary.cube}/memory?key=b%2F1`)).status).toBe(404)
  const cached = { headers: { ...raw, 'cache-control': 'only-if-cached' } }
  expect((await fetch(`${url}/ipfs/${diary.head}`, cached)).status).toBe(412)

  await alice.call('unpublish', { cube: 'notes' })
  expect((await fetch(`${url}/ipfs/${notes.head}?format=raw`)).status).toBe(404)
  expect(await (await fetch(url)).text()).not.toContain(notes.cube)
})

test('a draft on a private branch of a published cube is not shown', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'k', text: 'public words' })
  await alice.call('publish', { cube: 'notes' })
  await alice.call('branch', { cube: 'notes', name: 'draft' })
  await alice.call('switch', { cube: 'notes', branch: 'draft' })
  const { memory, commit } = await alice.call('add', { cube: 'notes', key: 'k', text: 'secret words' })
  const url = await gatewayOf(alice)
  const { cube } = await alice.call('show', { cube: 'notes' })
  const said = await (await fetch(`${url}/cube/${cube}/memory?key=k`)).text()
  expect(said).toContain('public words')
  expect(said).not.toContain('secret')
  for (const cid of [memory, commit]) expect((await fetch(`${url}/ipfs/${cid}?format=raw`)).status).toBe(404)
})

test('nothing writes, nothing is asked without a form, and the probe of IPFS clients is answered', async () => {
  const url = await gatewayOf(await temporaryNode('alice'))
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
    expect((await fetch(`${url}/`, { method })).status, method).toBe(405)
  const statusOf = async (path: string, init: RequestInit = {}): Promise<number> =>
    (await fetch(url + path, init)).status
  expect(await statusOf('/v1/status')).toBe(404)
  expect(await statusOf('/ipfs/bafkqaaa?format=raw')).toBe(200)
  expect(await statusOf('/ipfs/bafkqaaa?format=raw', { method: 'HEAD' })).toBe(200)
  expect(await statusOf('/ipfs/bafkqaaa?format=car')).toBe(200)
  expect(await statusOf('/ipfs/bafkqaaa?format=raw', { method: 'OPTIONS' })).toBe(204)
  expect(await statusOf('/ipfs/nonsense?format=raw')).toBe(400)
  expect(await statusOf('/ipfs/bafkqaaa/a/b?format=car')).toBe(400)
  expect(await statusOf('/ipfs/bafkqaaa')).toBe(406)
})

test('one network has so many answers under way and no more, also of what is not there', async () => {
  const url = await gatewayOf(await temporaryNode('alice'), { requestsPerSecond: 1, perNetwork: 2 })
  const statusOf = async (path: string): Promise<number> => (await fetch(url + path)).status
  const statuses = await Promise.all(Array.from({ length: 12 }, () => statusOf('/nowhere')))
  expect(new Set(statuses)).toEqual(new Set([404, 429]))
})

test('who asks faster than it gets answers waits, and is not refused', async () => {
  const url = await gatewayOf(await temporaryNode('alice'), { requestsPerSecond: 10, perNetwork: 8 })
  const client = async (): Promise<number[]> => {
    const statuses: number[] = []
    for (let asked = 0; asked < 4; asked++) {
      const answer = await fetch(url)
      await answer.text()
      statuses.push(answer.status)
    }
    return statuses
  }
  const statuses = (await Promise.all(Array.from({ length: 4 }, client))).flat()
  expect(new Set(statuses)).toEqual(new Set([200]))
})

test.each([`/cube/${'a'.repeat(300)}`, '/%', '/ipfs/%ff?format=raw'])(
  'an address that cannot be read is refused by a page that says nothing of it: %s',
  async (path) => {
    const url = await gatewayOf(await temporaryNode('alice'))
    const answer = await fetch(url + path)
    expect([400, 414]).toContain(answer.status)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await answer.text()).toContain('This address cannot be read.')
  },
)

test('whoever opens connections and says nothing keeps out neither others nor the node', async () => {
  const alice = await temporaryNode('alice')
  const url = await gatewayOf(alice, { connectionsPerNetwork: 3, idleMs: 200 })
  const port = Number(new URL(url).port)
  const open = async (): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('error', () => {})
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  const silent = [await open(), await open(), await open()]
  // One too many is ended at once; the silent ones are when their time is up.
  await once(await open(), 'close')
  await Promise.all(silent.map((socket) => once(socket.resume(), 'close')))
  expect((await fetch(url)).status).toBe(200)
})

test('where all connections are in use, the oldest of the network that holds most gives way', () => {
  const server = Object.assign(new EventEmitter(), { setTimeout() {} })
  limitConnections(server as never, {
    connectionsPerAddress: 8,
    connectionsPerNetwork: 8,
    connectionsInAll: 4,
    idleMs: 1,
  })
  const ended: string[] = []
  const come = (name: string, remoteAddress: string): void => {
    const socket = Object.assign(new EventEmitter(), {
      remoteAddress,
      destroyed: false,
      destroy() {
        ended.push(name)
        socket.destroyed = true
        socket.emit('close')
      },
    })
    server.emit('connection', socket)
  }
  for (const name of ['eve 1', 'eve 2', 'eve 3']) come(name, '10.0.0.1')
  for (const [name, address] of [
    ['alice', '10.0.1.1'],
    ['bob', '10.0.2.1'],
    ['carol', '10.0.3.1'],
  ] as const)
    come(name, address)
  expect(ended).toEqual(['eve 1', 'eve 2'])
})
