// Rounds of a home that mirrors for others, one by one: what is fetched from whom, what it may take, and what becomes of it.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { addSeed, removeSeed, showSeeds } from '../../src/care/seeds/index.ts'
import { seedRound, type RoundState } from '../../src/care/seeds/seed-round.ts'
import { SeedMemory } from '../../src/care/seeds/seed-memory.ts'
import { listSeeded } from '../../src/cubes/seeds/index.ts'
import { createCurrent, endAll } from '../../src/home/index.ts'
import { call } from '../../src/node/call.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { openLife } from '../../src/node/open-life.ts'
import type { NodeNetwork } from '../../src/sharing/index.ts'
import { startNetwork } from '../../src/sharing/network/start-network.ts'
import { openHome } from '../../src/storage/index.ts'
import type { Life } from '../../src/swarms/life.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const minuteMs = 60_000
const silent = { debug() {}, info() {}, warn() {}, error() {} }

interface Harbour {
  node: Life
  network: NodeNetwork
  state: RoundState
  /** Cubes that were pulled, in order, and from whom. */
  pulled: { cube: string; among: readonly string[] | undefined }[]
  /** What happens in place of what the network does. */
  instead: Partial<Pick<NodeNetwork, 'look' | 'pull'>>
  clock: { nowMs: number }
  /** @returns whether there is more at once */
  round(): Promise<boolean>
}

/** A home on the network, connected with those who publish, that looks after its seeds when the test says so. */
async function harbourBeside(...others: MemCubeNode[]): Promise<Harbour> {
  const made = await temporaryNode('harbour')
  await made.close()
  const clock = { nowMs: Date.now() }
  const current = createCurrent<NodeNetwork | undefined>(undefined)
  const home = await openHome(made.home)
  const options = { daemon: false, log: silent, nowMs: () => clock.nowMs }
  const { node, closing } = await openLife(home, options, { network: current.get })
  onTestFinished(() => endAll(closing))
  const network = await startNetwork(node, home, {})
  closing.push(() => network.stop())
  current.set(network)
  for (const other of others) await network.connect(other.addresses()[0] ?? '', AbortSignal.timeout(30_000))
  const pulled: Harbour['pulled'] = []
  const instead: Harbour['instead'] = {}
  const state: RoundState = { memory: new SeedMemory(), nextSeed: 0, nextCube: 0 }
  const watched: Pick<NodeNetwork, 'look' | 'pull'> = {
    look: (...given) => (instead.look ?? network.look.bind(network))(...given),
    pull(cube, how) {
      pulled.push({ cube, among: how.among })
      return (instead.pull ?? network.pull.bind(network))(cube, how)
    },
  }
  const { signal } = new AbortController()
  const round = () => seedRound(node, watched, state, { isWide: false, signal })
  return { node, network, state, pulled, instead, clock, round }
}

/** A published cube about the harbour; a memory is some 1 KiB. */
async function publishCube(node: MemCubeNode, name: string, memories = 2): Promise<string> {
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: memories }, (_, at) =>
    JSON.stringify({ key: `${name}/${at}`, body: `${name} says ${at} `.repeat(50) }),
  )
  await writeFile(path, lines.join('\n'))
  await node.call('create', { name, topics: ['harbour'] })
  await node.call('import', { cube: name, path })
  return (await node.call('publish', { cube: name })).cube
}

const wish = { what: 'harbour', kind: 'topic', maxBytes: 300_000 } as const
const heldBy = async ({ node }: Harbour): Promise<string[]> =>
  (await node.cubes.list()).map(({ cube }) => cube)
const seededBy = async ({ node }: Harbour): Promise<string[]> => [...(await listSeeded(node)).keys()]

test('a cube is fetched from those who offered it alone, and its seed is responsible before a block came', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  const bystander = await temporaryNode('bystander', { network: {} })
  const tides = await publishCube(alice, 'tides')
  const harbour = await harbourBeside(alice, bystander)
  await addSeed(harbour.node, wish)
  harbour.instead.pull = async (...given) => {
    expect(await seededBy(harbour)).toEqual([tides])
    expect(await heldBy(harbour)).toEqual([])
    return harbour.network.pull(...given)
  }
  expect(await harbour.round()).toBe(false)
  expect(harbour.pulled).toEqual([{ cube: tides, among: [alice.peerId] }])
  expect(await heldBy(harbour)).toEqual([tides])
  await harbour.round()
  expect(harbour.pulled).toHaveLength(1)
})

test('what is brought up to date stays for its seed, and goes once it is about something else', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  const tides = await publishCube(alice, 'tides')
  const harbour = await harbourBeside(alice)
  await addSeed(harbour.node, wish)
  await harbour.round()
  await alice.call('add', { cube: 'tides', text: 'high at noon', key: 'noon' })
  await harbour.round()
  expect((await harbour.node.cubes.get(tides))?.memories).toBe(3)
  expect(await seededBy(harbour)).toEqual([tides])
  await alice.call('describe', { cube: 'tides', topics: ['desert'] })
  await harbour.round()
  expect(harbour.pulled).toHaveLength(3)
  expect([await heldBy(harbour), await seededBy(harbour)]).toEqual([[], []])
  // Nor is it asked for again by who says on that it is about the harbour.
  harbour.instead.look = async (_query, signal) =>
    (await harbour.network.look({ isWide: false }, signal)).map((offer) => ({
      ...offer,
      hint: offer.hint && { ...offer.hint, topics: ['harbour'] },
    }))
  await harbour.round()
  expect(harbour.pulled).toHaveLength(3)
  await alice.call('add', { cube: 'tides', text: 'low at six', key: 'six' })
  await harbour.round()
  expect(harbour.pulled).toHaveLength(4)
})

test('what was here before stays when it is about something else, and no seed has it', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  const tides = await publishCube(alice, 'tides')
  const harbour = await harbourBeside(alice)
  const { signal } = new AbortController()
  await harbour.network.pull(tides, { from: undefined, depth: undefined, signal, progress() {} })
  await addSeed(harbour.node, wish)
  await harbour.round()
  expect(await seededBy(harbour)).toEqual([tides])
  await alice.call('describe', { cube: 'tides', topics: ['desert'] })
  await harbour.round()
  expect([await heldBy(harbour), await seededBy(harbour)]).toEqual([[tides], []])
})

test.each(['new', 'newer'])(
  'a %s cube whose seed is taken back while it comes does not stay',
  async (what) => {
    const alice = await temporaryNode('alice', { network: {} })
    await publishCube(alice, 'tides')
    const harbour = await harbourBeside(alice)
    await addSeed(harbour.node, wish)
    if (what === 'newer') {
      await harbour.round()
      await alice.call('add', { cube: 'tides', text: 'high at noon', key: 'noon' })
    }
    harbour.instead.pull = async (...given) => {
      await removeSeed(harbour.node, wish)
      return harbour.network.pull(...given)
    }
    await harbour.round()
    expect(harbour.pulled).toHaveLength(what === 'new' ? 1 : 2)
    expect([await heldBy(harbour), await seededBy(harbour)]).toEqual([[], []])
  },
)

test('what could not be fetched is left alone for a while', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  const tides = await publishCube(alice, 'tides')
  const harbour = await harbourBeside(alice)
  await addSeed(harbour.node, wish)
  harbour.instead.pull = () => Promise.reject(new Error('the line is cut'))
  expect(await harbour.round()).toBe(false)
  await harbour.round()
  expect(harbour.pulled).toHaveLength(1)
  delete harbour.instead.pull
  harbour.clock.nowMs += minuteMs
  await harbour.round()
  expect(harbour.pulled).toHaveLength(2)
  expect(await heldBy(harbour)).toEqual([tides])
})

/** Peers say of each cube that it has one memory. */
function belittling({ network, instead }: Harbour): void {
  instead.look = async (...asked) =>
    (await network.look(...asked)).map((offer) => ({
      ...offer,
      hint: offer.hint && { ...offer.hint, memories: 1 },
    }))
}

test('what is larger than was said is left out by its size, and asked for again when the budget has grown', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  const large = await publishCube(alice, 'large', 60)
  const harbour = await harbourBeside(alice)
  belittling(harbour)
  await addSeed(harbour.node, { ...wish, maxBytes: 60_000 })
  await harbour.round()
  expect([harbour.pulled.length, await heldBy(harbour)]).toEqual([1, []])
  await harbour.round()
  expect(harbour.pulled).toHaveLength(1)
  const [seed] = await showSeeds(harbour.node)
  expect(seed).toMatchObject({ leftOut: 1, cubes: 0, bytes: 0 })
  expect(seed?.leftOutBytes).toBeGreaterThan(60_000)
  // Nobody tells of anything now: that is still the last that is known, and no record is left of what never came.
  const { look } = harbour.instead
  harbour.instead.look = async () => []
  await harbour.round()
  expect(await seededBy(harbour)).toEqual([])
  expect(await showSeeds(harbour.node)).toMatchObject([{ leftOut: 1 }])
  if (look !== undefined) harbour.instead.look = look
  await addSeed(harbour.node, { ...wish, maxBytes: 600_000 })
  await harbour.round()
  expect([harbour.pulled.length, await heldBy(harbour)]).toEqual([2, [large]])
  // What had to go for a smaller budget is not believed to be small either.
  await addSeed(harbour.node, { ...wish, maxBytes: 60_000 })
  await harbour.round()
  await harbour.round()
  expect([harbour.pulled.length, await heldBy(harbour)]).toEqual([2, []])
})

test('two cubes that are larger than was said take no more than the budget together', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  for (const name of ['tides', 'ships']) await publishCube(alice, name, 30)
  const harbour = await harbourBeside(alice)
  belittling(harbour)
  await addSeed(harbour.node, { ...wish, maxBytes: 1_000_000 })
  await harbour.round()
  const [both] = await showSeeds(harbour.node)
  expect(both).toMatchObject({ cubes: 2 })
  await removeSeed(harbour.node, wish)
  const other = await harbourBeside(alice)
  belittling(other)
  const maxBytes = Math.ceil((both?.bytes ?? 0) * 0.8)
  await addSeed(other.node, { ...wish, maxBytes })
  await other.round()
  expect(other.pulled).toHaveLength(2)
  const [one] = await showSeeds(other.node)
  expect(one).toMatchObject({ cubes: 1 })
  expect(one?.bytes).toBeLessThanOrEqual(maxBytes)
})

test('a part that somebody wanted is no mirror, and stays a part', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  const tides = await publishCube(alice, 'tides')
  const harbour = await harbourBeside(alice)
  const { signal } = new AbortController()
  const part = { from: undefined, depth: undefined, filter: ['tides/0'], signal, progress() {} }
  await harbour.network.pull(tides, part)
  await addSeed(harbour.node, wish)
  await harbour.round()
  expect([harbour.pulled, await seededBy(harbour)]).toEqual([[], []])
  expect((await harbour.node.cubes.get(tides))?.part?.filter).toEqual(['tides/0'])
})

test('each topic has its turn, however many there are', async () => {
  const harbour = await harbourBeside()
  const topics = ['anchor', 'buoy', 'crane', 'dock', 'eel', 'ferry']
  for (const what of topics) await addSeed(harbour.node, { what, kind: 'topic', maxBytes: 1_000 })
  const asked: (string | undefined)[] = []
  harbour.instead.look = async ({ topic }) => (asked.push(topic), [])
  await harbour.round()
  expect(asked).toHaveLength(4)
  await harbour.round()
  expect(new Set(asked)).toEqual(new Set(topics))
})

test('a few cubes are fetched in a round, and the rest in the next ones, at once', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  const all: string[] = []
  for (let n = 0; n < 18; n++) all.push(await publishCube(alice, `cube-${n}`, 1))
  const harbour = await harbourBeside(alice)
  await addSeed(harbour.node, { ...wish, maxBytes: 10_000_000 })
  expect(await harbour.round()).toBe(true)
  expect(await heldBy(harbour)).toHaveLength(16)
  expect(await harbour.round()).toBe(false)
  expect((await heldBy(harbour)).sort()).toEqual(all.sort())
})

test('what the owner keeps is brought up to date for a seed, and takes nothing of its budget', async () => {
  const alice = await temporaryNode('alice', { network: {} })
  const tides = await publishCube(alice, 'tides')
  const harbour = await harbourBeside(alice)
  const { signal } = new AbortController()
  await harbour.network.pull(tides, { from: undefined, depth: undefined, signal, progress() {} })
  await call(harbour.node, 'pin', { cube: tides }, { signal, progress() {} })
  await addSeed(harbour.node, { ...wish, maxBytes: 1 })
  await alice.call('add', { cube: 'tides', text: 'high at noon', key: 'noon' })
  await harbour.round()
  expect((await harbour.node.cubes.get(tides))?.memories).toBe(3)
  expect(await showSeeds(harbour.node)).toMatchObject([{ cubes: 0, bytes: 0, leftOut: 0 }])
})
