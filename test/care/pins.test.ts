// Pins of published cubes at a Kubo: what goes there, what is refused, what stays known when it fails.
import { CarReader } from '@ipld/car'
import { expect, test } from 'vitest'
import { addPin, parsePlace, removePin, showPins } from '../../src/care/pins/index.ts'
import { mayBePinned, pinBegun, pinMade, pinState } from '../../src/care/pins/decide-pin.ts'
import type { PinRecord } from '../../src/care/pins/pin-record.ts'
import { verifyBlock } from '../../src/core/codec/index.ts'
import { call } from '../../src/node/call.ts'
import type { Life } from '../../src/swarms/life.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'

const at = 'kubo:http://127.0.0.1:5001'
const how = { signal: new AbortController().signal, progress() {} }
const once = { restMs: 1, answerMs: 5_000 }

interface FakePins {
  send: typeof fetch
  blocks: Set<string>
  /** Names of recursive pins, by CID. */
  pins: Map<string, string>
  direct: Set<string>
  /** It is of a version that does not tell names of pins. */
  isNameless?: boolean
  /** What it was asked, in order. */
  asked: string[]
  /** Answers in place of its own, by the path of the call. */
  instead: Record<string, () => Response>
}

/** The RPC of a Kubo in memory, as far as pins need it. */
function fakePins(): FakePins {
  const fake: FakePins = {
    blocks: new Set(),
    pins: new Map(),
    direct: new Set(),
    asked: [],
    instead: {},
    async send(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input)
      const path = url.pathname.replace('/api/v0/', '')
      fake.asked.push(path)
      const instead = fake.instead[path]
      if (instead !== undefined) return instead()
      const cid = url.searchParams.get('arg') ?? ''
      if (path === 'dag/import') return take(fake, init.body as FormData)
      if (path === 'pin/ls') return tell(fake, cid)
      if (path === 'pin/add') {
        if (!fake.blocks.has(cid)) return failure('pin: block was not found locally (offline)')
        fake.pins.set(cid, url.searchParams.get('name') ?? '')
        return line({ Pins: [cid] })
      }
      return fake.pins.delete(cid) ? line({ Pins: [cid] }) : failure('not pinned or pinned indirectly')
    },
  }
  return fake
}

async function take({ blocks }: FakePins, body: FormData): Promise<Response> {
  const file = body.get('file') as File
  const car = await CarReader.fromBytes(new Uint8Array(await file.arrayBuffer()))
  let BlockCount = 0
  for await (const { cid, bytes } of car.blocks()) {
    verifyBlock(cid, bytes)
    blocks.add(cid.toString())
    BlockCount++
  }
  return line({ Stats: { BlockCount } })
}

function tell({ pins, direct, isNameless }: FakePins, cid: string): Response {
  const Name = isNameless === true ? pins.get(cid) && '' : pins.get(cid)
  if (Name !== undefined) return line({ Keys: { [cid]: { Type: 'recursive', Name } } })
  if (direct.has(cid)) return line({ Keys: { [cid]: { Type: 'direct', Name: 'memcube-0' } } })
  return failure(`path '/ipfs/${cid}' is not pinned`)
}

const line = (answer: object): Response => new Response(`${JSON.stringify(answer)}\n`)
const failure = (Message: string): Response => new Response(JSON.stringify({ Message }), { status: 500 })

async function publishedNotes(name: string): Promise<{ node: Life; commit(): Promise<string> }> {
  const node = await openLifeOf(name)
  await call(node, 'create', { name: 'notes' }, how)
  await call(node, 'add', { cube: 'notes', text: 'the tide turns at noon' }, how)
  await call(node, 'publish', { cube: 'notes' }, how)
  return { node, commit: async () => (await node.cubes.resolve('notes')).commit.toString() }
}

test('a published cube is pinned with all that it links to; a change is behind until it is pinned anew, then the old pin goes', async () => {
  const { node, commit } = await publishedNotes('alice')
  const kubo = fakePins()
  const pin = () => addPin(node, { cube: 'notes', at: `${at}/` }, how, { ...once, send: kubo.send })
  expect(await pin()).toEqual({ changed: true })
  const first = await commit()
  expect([...kubo.pins.keys()]).toEqual([first])
  const { cube } = await node.cubes.resolve('notes')
  expect(kubo.blocks.has(cube)).toBe(true)
  expect(kubo.blocks.size).toBeGreaterThan(4)
  expect(await showPins(node)).toMatchObject([{ name: 'notes', place: at, state: 'current', commit: first }])
  const { length } = kubo.asked
  expect(await pin()).toEqual({ changed: false })
  expect(kubo.asked).toHaveLength(length)

  await call(node, 'add', { cube: 'notes', text: 'and again at midnight' }, how)
  const second = await commit()
  expect(await showPins(node)).toMatchObject([{ state: 'behind', commit: first, published: second }])
  await pin()
  expect([...kubo.pins.keys()]).toEqual([second])
  expect(kubo.asked.lastIndexOf('pin/add')).toBeLessThan(kubo.asked.lastIndexOf('pin/rm'))

  await call(node, 'unpublish', { cube: 'notes' }, how)
  expect(await showPins(node)).toMatchObject([{ state: 'hidden', published: null }])
  await removePin(node, { cube: 'notes', at }, { ...once, send: kubo.send })
  expect(kubo.pins.size).toBe(0)
  expect(await showPins(node)).toEqual([])
  await expect(removePin(node, { cube: 'notes', at })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})

test('nothing leaves of a private cube, of a fork of one, nor of a cube that forgot something', async () => {
  const { node } = await publishedNotes('bob')
  const kubo = fakePins()
  const pin = (cube: string) => addPin(node, { cube, at }, how, { ...once, send: kubo.send })
  await call(node, 'create', { name: 'diary' }, how)
  await call(node, 'add', { cube: 'diary', key: 'day', text: 'nobody shall read this' }, how)
  await expect(pin('diary')).rejects.toMatchObject({ code: 'ERR_DENIED' })
  await call(node, 'fork', { cube: 'diary', name: 'branch-off' }, how)
  await call(node, 'publish', { cube: 'branch-off' }, how)
  await expect(pin('branch-off')).rejects.toMatchObject({ code: 'ERR_DENIED' })
  await call(node, 'add', { cube: 'notes', key: 'slip', text: 'a word too much' }, how)
  await call(node, 'forget', { cube: 'notes', keys: ['slip'] }, how)
  await expect(pin('notes')).rejects.toMatchObject({ code: 'ERR_DENIED' })
  expect(kubo.asked).toEqual([])
  expect(await showPins(node)).toEqual([])
})

test('what may be pinned there is known after a failure, and taken back with the rest', async () => {
  const { node, commit } = await publishedNotes('carol')
  const kubo = fakePins()
  const options = { ...once, send: kubo.send }
  // Pinned there, and the answer is lost.
  kubo.instead['pin/add'] = () => new Response('no JSON at all')
  await expect(addPin(node, { cube: 'notes', at }, how, options)).rejects.toMatchObject({
    code: 'ERR_UNREACHABLE',
  })
  const [shown] = await showPins(node)
  expect(shown).toMatchObject({ state: 'behind', commit: null })
  kubo.pins.set(await commit(), `memcube of ${node.author.did}`)
  await removePin(node, { cube: 'notes', at }, options)
  expect(kubo.pins.size).toBe(0)
})

test('a pin of somebody else stays, and a Kubo that keeps the blocks of a home is refused', async () => {
  const { node, commit } = await publishedNotes('dora')
  const kubo = fakePins()
  const options = { ...once, send: kubo.send }
  kubo.direct.add(await commit())
  await expect(addPin(node, { cube: 'notes', at }, how, options)).rejects.toMatchObject({
    code: 'ERR_CONFLICT',
  })
  kubo.direct.clear()
  kubo.pins.set(await commit(), 'of the librarian')
  await addPin(node, { cube: 'notes', at }, how, options)
  expect(await showPins(node)).toMatchObject([{ state: 'current' }])
  await removePin(node, { cube: 'notes', at }, options)
  expect([...kubo.pins.values()]).toEqual(['of the librarian'])
})

test('a Kubo that does not tell names of pins keeps none of ours', async () => {
  const { node } = await publishedNotes('finn')
  const kubo = Object.assign(fakePins(), { isNameless: true })
  await expect(addPin(node, { cube: 'notes', at }, how, { ...once, send: kubo.send })).rejects.toMatchObject({
    code: 'ERR_UNREACHABLE',
  })
  expect(kubo.asked).toContain('pin/add')
  expect(kubo.pins.size).toBe(0)
})

const endless = (): Response =>
  new Response(
    new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65_536))
      },
    }),
  )
const faults: readonly [string, string, () => Response][] = [
  ['a wrong word', 'pin/ls', () => new Response('403 - Forbidden', { status: 403 })],
  ['rubbish', 'pin/ls', () => new Response('<html>')],
  ['another list', 'pin/ls', () => line({ Keys: { other: { Type: 'recursive' } } })],
  ['blocks that it did not take', 'dag/import', () => line({ Stats: { BlockCount: 0 } })],
  ['an endless answer', 'dag/import', endless],
  ['a pin of something else', 'pin/add', () => line({ Pins: ['other'] })],
  ['nobody', 'pin/add', () => Response.error()],
]

test.for(faults)('the place answers with %s: an error that names it', async ([, path, answer]) => {
  const { node } = await publishedNotes('erin')
  const kubo = fakePins()
  kubo.instead[path] = answer
  await expect(addPin(node, { cube: 'notes', at }, how, { ...once, send: kubo.send })).rejects.toMatchObject({
    code: 'ERR_UNREACHABLE',
    message: expect.stringContaining(at) as string,
  })
  expect(await showPins(node)).toMatchObject([{ state: 'behind', commit: null }])
})

test('whoever waits for a place that says nothing can give it up, and what may be pinned there is known', async () => {
  const { node } = await publishedNotes('gwen')
  for (const path of ['pin/ls', 'dag/import', 'pin/add']) {
    const asked = Promise.withResolvers<void>()
    const kubo = fakePins()
    const send: typeof fetch = async (input, init) => {
      if (!(input instanceof Request) && new URL(input).pathname === `/api/v0/${path}`) {
        const ended = Promise.withResolvers<Response>()
        init?.signal?.addEventListener('abort', () => ended.reject(init.signal?.reason as Error))
        asked.resolve()
        return ended.promise
      }
      return kubo.send(input, init)
    }
    const leaving = new AbortController()
    const pinned = addPin(
      node,
      { cube: 'notes', at },
      { ...how, signal: leaving.signal },
      { ...once, answerMs: 60_000, send },
    )
    await asked.promise
    const reason = new Error('enough')
    leaving.abort(reason)
    await expect(pinned).rejects.toBe(reason)
    expect(await showPins(node)).toMatchObject([{ state: 'behind', commit: null }])
  }
})

test('places are of one form, and keys in them are not repeated', () => {
  expect(parsePlace('kubo:http://LOCALHOST:5001/').text).toBe('kubo:http://localhost:5001')
  expect(parsePlace('kubo:https://pins.example').url).toBe('https://pins.example')
  for (const text of [
    'level',
    'https://pins.example',
    'kubo:',
    'kubo:http://pins.example:5001',
    'kubo:https://me:secret@pins.example',
    'kubo:https://pins.example/api?token=secret',
  ]) {
    expect(() => parsePlace(text)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }) as Error)
    expect(() => parsePlace(text)).not.toThrow(/secret/)
  }
})

test('a record says at each moment what may be pinned', () => {
  const fresh: PinRecord = { cube: 'c', place: at, label: 'l', sinceMs: 1, other: [] }
  expect(pinState(fresh, 'a')).toBe('behind')
  const begun = pinBegun(pinBegun(fresh, 'a'), 'a')
  expect(mayBePinned(begun)).toEqual(['a'])
  const made = pinMade(begun, 'a', 2)
  expect(made).toMatchObject({ pinned: 'a', pinnedMs: 2, other: [] })
  const next = pinBegun(made, 'b')
  expect(mayBePinned(next).sort()).toEqual(['a', 'b'])
  expect(pinMade(next, 'b', 3)).toMatchObject({ pinned: 'b', other: ['a'] })
  expect(pinState(made, undefined)).toBe('hidden')
})
