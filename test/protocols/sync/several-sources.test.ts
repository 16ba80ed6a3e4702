/** One pull from several nodes on loopback, some of which lie, stall or end. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { verifyTree } from '../../../src/core/tree/index.ts'
import { FILTER_FEATURE, memoryKey, ProtocolError, type PullRequest } from '../../../src/protocols/index.ts'
import { connect } from '../../network/hosts.ts'
import { startNode, type Reading, type TestNode } from '../nodes.ts'
import { memoryBlock, rejection, SampleCube } from '../sample.ts'

const COUNT = 6_000
const FAR = Date.now() + 86_400_000
/** Memories that a source reads before it waits for anything: it reads some batches ahead of what it sends. */
const READ_AHEAD = 1_024

const nodes: TestNode[] = []
let cube: SampleCube
let memories: Set<string>

const text = (i: number): string => `note ${i} `.padEnd(400, 'abc def ')
const texts = (count: number, from = 0): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`notes/${String(from + i).padStart(5, '0')}`, text(from + i)]),
  )

beforeAll(async () => {
  cube = new SampleCube()
  await cube.commit(texts(COUNT))
  memories = new Set(Object.values(texts(COUNT)).map((body) => memoryKey(memoryBlock(body).cid)))
})

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((one) => one.stop()))
})

async function node(name: string, reading?: Reading): Promise<TestNode> {
  const profile = { features: [FILTER_FEATURE] }
  const started = await startNode(name, { profile, ...(reading !== undefined && { reading }) })
  nodes.push(started)
  return started
}

interface Watched extends Reading {
  /** Memories that were read of it. */
  read: number
  /** Resolves when the first ones are. */
  began: Promise<void>
}

/** A source that does something else once it has read so many memories of its cube. */
function after(count: number, then: Reading): Watched {
  const began = Promise.withResolvers<void>()
  const reading: Reading = (cids, blocks) => {
    const found = cids.filter((cid) => memories.has(memoryKey(cid))).length
    watched.read += found
    if (found > 0) began.resolve()
    return found > 0 && watched.read > count ? then(cids, blocks) : Promise.resolve(blocks)
  }
  const watched = Object.assign(reading, { read: 0, began: began.promise })
  return watched
}

const counted = (): Watched => after(0, (_, blocks) => Promise.resolve(blocks))
const stalls: Reading = () => new Promise(() => undefined)
const breaks: Reading = () => Promise.reject(new Error('the disk is gone'))
const lies: Reading = (_, blocks) =>
  Promise.resolve(blocks.map((bytes) => bytes && Uint8Array.from(bytes).fill(7, 40, 44)))
const isBusy: Reading = () => {
  const refusal = { class: 'limit', code: 'ERR_LIMIT', message: 'too many packs' } as const
  return Promise.reject(new ProtocolError('ERR_LIMIT', refusal.message, { refusal }))
}

/** Goes on when all these have read something. */
const once =
  (...others: Watched[]): Reading =>
  async (_, blocks) => {
    await Promise.all(others.map(({ began }) => began))
    return blocks
  }

const breaksOnce =
  (...others: Watched[]): Reading =>
  async (cids, blocks) =>
    breaks(cids, await once(...others)(cids, blocks))

interface Told {
  failed: [string, string | undefined][]
}

interface Pulling extends Partial<PullRequest> {
  of?: SampleCube
  /** What bob has before. */
  held?: SampleCube
}

/** Bob pulls the cube, of the first of these as the one that is asked for everything. */
async function pull(sources: TestNode[], { of = cube, held, ...request }: Pulling = {}) {
  const bob = await node('bob')
  for (const [key, bytes] of held?.store.blocks ?? []) bob.receiver.blocks.set(key, bytes)
  for (const one of sources) {
    one.serve(of, of.head(1, { expires: FAR }).bytes)
    await connect(bob.host, one.host)
  }
  const [first, ...others] = sources.map(({ host }) => host.peerId)
  const told: Told = { failed: [] }
  const result = bob.sync.pull(
    first!,
    {
      cube: of.id,
      commit: of.tip.cid,
      genesis: of.genesis.bytes,
      flip: bob.receiver.flip.bind(bob.receiver),
      ...request,
    },
    {
      others: {
        peers: () => others,
        failed: (peerId, error) => void told.failed.push([peerId, (error as { code?: string }).code]),
      },
    },
  )
  return { bob, result, told }
}

async function isWhole({ receiver }: TestNode, of = cube): Promise<void> {
  expect(receiver.flips).toHaveLength(1)
  expect((await verifyTree(receiver, of.tree)).count).toBe(of.size)
}

describe('a large pull from several sources', () => {
  it('comes from all of them, a share from each, and hardly anything twice', async () => {
    const [hers, his] = [counted(), counted()]
    const first = await node('alice', after(READ_AHEAD, once(hers, his)))
    const carol = await node('carol', hers)
    const dave = await node('dave', his)
    const { bob, result, told } = await pull([first, carol, dave])
    const { sources = [], blocks, bytes, count } = await result
    await isWhole(bob)
    expect(count).toBe(COUNT)
    expect(sources.map(({ peerId }) => peerId)).toEqual([first, carol, dave].map(({ host }) => host.peerId))
    for (const source of sources) expect(source.blocks, 'each gave some of it').toBeGreaterThan(100)
    expect(sources.reduce((sum, one) => sum + one.blocks, 0)).toBe(blocks)
    expect(sources.reduce((sum, one) => sum + one.bytes, 0)).toBe(bytes)
    expect(told.failed).toEqual([])
    expect(sources.filter(({ error }) => error)).toEqual([])
    expect(blocks).toBeLessThan(COUNT * 1.3)
    // One limit for all: hardly more was asked for than the first source had offered.
    const [offer, ...more] = bob.receiver.offers
    for (const one of more) expect(one.blocks).toBeLessThan(offer!.blocks * 1.1)
  })

  it('comes whole where one lies: it is named, and its share comes from another', async () => {
    const liar = after(0, lies)
    const carols = counted()
    const first = await node('alice', after(READ_AHEAD, once(liar, carols)))
    const mallory = await node('mallory', liar)
    const carol = await node('carol', carols)
    const { bob, result, told } = await pull([first, mallory, carol])
    const { sources = [] } = await result
    await isWhole(bob)
    expect(told.failed).toEqual([[mallory.host.peerId, 'ERR_UNVERIFIABLE']])
    expect(sources[1]).toMatchObject({ peerId: mallory.host.peerId, error: { code: 'ERR_UNVERIFIABLE' } })
    expect(sources[2]?.error).toBeUndefined()
  })

  it('comes whole from the one that goes on, where the first and another stall', async () => {
    const first = await node('alice', after(READ_AHEAD, stalls))
    const dave = await node('dave', after(300, stalls))
    const carol = await node('carol')
    const { bob, result, told } = await pull([first, dave, carol])
    const { sources = [] } = await result
    await isWhole(bob)
    // Slow is no fault; it is told with the answer.
    expect(told.failed).toEqual([])
    expect(sources[1]).toMatchObject({ peerId: dave.host.peerId, error: { code: 'ERR_TIMEOUT' } })
    expect(sources[2]!.blocks).toBeGreaterThan(COUNT / 2)
  })

  it('comes whole where two end in the middle, the one that was asked for everything too', async () => {
    const dave = await node('dave', after(300, breaks))
    const carols = counted()
    const carol = await node('carol', carols)
    const first = await node('alice', after(READ_AHEAD, breaksOnce(carols)))
    const { bob, result, told } = await pull([first, dave, carol])
    const { sources = [] } = await result
    await isWhole(bob)
    expect(told.failed.map(([peerId]) => peerId).toSorted()).toEqual(
      [first, dave].map(({ host }) => host.peerId).toSorted(),
    )
    expect(sources.filter(({ error }) => error === undefined).map(({ peerId }) => peerId)).toEqual([
      carol.host.peerId,
    ])
  })

  it('asks no more of one that is busy, and does not blame it', async () => {
    const busy = after(0, isBusy)
    const carols = counted()
    const first = await node('alice', after(READ_AHEAD, once(busy, carols)))
    const dave = await node('dave', busy)
    const carol = await node('carol', carols)
    const { bob, result, told } = await pull([first, dave, carol])
    const { sources = [] } = await result
    await isWhole(bob)
    expect(told.failed).toEqual([])
    expect(sources[1]).toMatchObject({ blocks: 0, error: { code: 'ERR_LIMIT' } })
  })

  it('fails as it did at the first source where nobody else brings the rest, and what came is kept', async () => {
    const others = after(0, breaks)
    const first = await node('alice', after(READ_AHEAD, breaksOnce(others)))
    const dave = await node('dave', others)
    const { bob, result } = await pull([first, dave])
    expect(await rejection(result)).toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(bob.receiver.flips).toEqual([])
    expect(bob.receiver.stagedBlocks).toBeGreaterThan(100)
  })

  it('of a part of a cube goes the same way', async () => {
    const carols = counted()
    const first = await node('alice', after(READ_AHEAD, once(carols)))
    const carol = await node('carol', carols)
    const { bob, result } = await pull([first, carol], {
      filter: ['notes/00', 'notes/01', 'notes/03', 'notes/04', 'notes/05'],
    })
    const { sources = [] } = await result
    expect(bob.receiver.flips).toHaveLength(1)
    expect(sources[1]!.blocks).toBeGreaterThan(100)
  })

  it('does not ask a second one for a small pull', async () => {
    const small = new SampleCube()
    await small.commit(texts(300))
    const carols = counted()
    const { bob, result } = await pull([await node('alice'), await node('carol', carols)], { of: small })
    const { sources } = await result
    await isWhole(bob, small)
    expect(sources).toHaveLength(1)
    expect(carols.read).toBe(0)
  })
})

describe('a large update from several sources', () => {
  it('brings what has changed alone', async () => {
    const grown = new SampleCube()
    await grown.commit(texts(COUNT))
    expect(grown.tip.cid.equals(cube.tip.cid), 'it begins as the other one').toBe(true)
    const changes = texts(4_000, COUNT)
    await grown.commit(changes)
    for (const body of Object.values(changes)) memories.add(memoryKey(memoryBlock(body).cid))
    const carols = counted()
    const first = await node('alice', after(READ_AHEAD, once(carols)))
    const carol = await node('carol', carols)
    const { bob, result } = await pull([first, carol], { of: grown, held: cube, have: [cube.tip.cid] })
    const { sources = [], blocks } = await result
    expect(bob.receiver.flips.at(-1)!.count).toBe(COUNT + 4_000)
    expect(sources[1]!.blocks).toBeGreaterThan(100)
    expect(blocks).toBeLessThan(6_000)
  })
})
