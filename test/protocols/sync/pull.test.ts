import { parseCommit } from '../../../src/core/cube/index.ts'
import { describe, expect, it } from 'vitest'
import { importer } from 'ipfs-unixfs-importer'
import type { CID } from 'multiformats/cid'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { cidFor, DAG_CBOR, decode, encode, LIMITS, RAW, type Block } from '../../../src/core/codec/index.ts'
import { createMemory } from '../../../src/core/cube/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { getEntry, verifyTree } from '../../../src/core/tree/index.ts'
import { memoryKey, SYNC_LIMITS } from '../../../src/protocols/index.ts'
import { Closure } from '../../../src/protocols/sync/closure.ts'
import { FalseCommitError } from '../../../src/protocols/sync/false-commit.ts'
import { memoryBlock, notes, rejection, SampleCube, SampleReceiver } from '../sample.ts'
import { exchange } from './exchange.ts'

async function pulled(cube: SampleCube, receiver = new SampleReceiver()): Promise<SampleReceiver> {
  await exchange(cube, receiver).result
  return receiver
}

/** A payload as UnixFS blocks, with its root. */
async function payload(content: Uint8Array, chunkSize = 256 * 1024): Promise<{ root: CID; blocks: Block[] }> {
  const blocks: Block[] = []
  const store = {
    put(cid: CID, bytes: Uint8Array): CID {
      blocks.push({ cid, bytes })
      return cid
    },
  }
  let root: CID | undefined
  for await (const entry of importer([{ content }], store, {
    cidVersion: 1,
    rawLeaves: true,
    chunker: fixedSize({ chunkSize }),
  }))
    root = entry.cid
  return { root: root!, blocks }
}

function fileMemory(link: CID, bytes: number): Block {
  return createMemory({
    type: 'parameter',
    media: 'application/vnd.safetensors',
    body: { link, bytes },
    tags: [],
    created: 1,
    provenance: { activity: 'test' },
    governance: {},
  }).block
}

describe('a pull', () => {
  it('brings a whole cube, verified, and hands it over once', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(500))
    const receiver = new SampleReceiver()
    const { result } = exchange(cube, receiver)
    const { count, blocks, shallow } = await result
    expect(count).toBe(500)
    expect(shallow).toBe(false)
    expect(receiver.flips).toHaveLength(1)
    expect(receiver.flips[0]!.commit.equals(cube.tip.cid)).toBe(true)
    expect((await verifyTree(receiver, cube.tree)).count).toBe(500)
    const value = await getEntry(receiver, cube.tree, 'notes/00123')
    expect(receiver.get(value!)).toEqual(memoryBlock('note 123').bytes)
    expect(receiver.blocks.size).toBe(blocks + 1)
  })

  it('hands over the memories it has parsed', async () => {
    const cube = new SampleCube()
    await cube.commit({ 'a/b': 'hello' })
    const receiver = await pulled(cube)
    expect(receiver.flips[0]!.memories.get(memoryKey(memoryBlock('hello').cid))?.body).toBe('hello')
  })

  it('of a cube without memories brings its commit and the empty tree', async () => {
    const cube = new SampleCube()
    await cube.commit({})
    const receiver = await pulled(cube)
    expect(receiver.flips[0]!.count).toBe(0)
  })

  it('after one change costs one path of the tree, on the wire and at both stores', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(5_000))
    const receiver = await pulled(cube)
    const have = [cube.tip.cid]
    await cube.commit({ 'notes/02500': 'changed' })
    receiver.reads.length = cube.store.reads.length = 0
    const { result } = exchange(cube, receiver, { request: { have } })
    const { count, blocks, bytes } = await result
    expect(count).toBe(5_000)
    expect(blocks).toBeLessThanOrEqual(6)
    expect(bytes).toBeLessThan(32 * 1024)
    expect(receiver.reads.length).toBeLessThan(20)
    expect(cube.store.reads.length).toBeLessThan(20)
    expect(receiver.flips.at(-1)!.commit.equals(cube.tip.cid)).toBe(true)
  })

  it.each([
    ['additions', { ...notes(40, 600), 'a first key': 'a', 'zz last key': 'z' }],
    ['removals', Object.fromEntries(Object.keys(notes(100, 200)).map((key) => [key, null]))],
    ['removal of all but one', Object.fromEntries(Object.keys(notes(499)).map((key) => [key, null]))],
    ['changes and removals', { 'notes/00001': 'other', 'notes/00002': null, 'notes/00300': 'x' }],
    ['the same memory under another key', { copy: 'note 7' }],
    ['nothing', {}],
  ])('after %s counts and completes the tree', async (_, changes) => {
    const cube = new SampleCube()
    await cube.commit(notes(500))
    const receiver = await pulled(cube)
    const have = [cube.tip.cid]
    await cube.commit(changes)
    await exchange(cube, receiver, { request: { have } }).result
    expect(receiver.flips.at(-1)!.count).toBe(cube.size)
    expect((await verifyTree(receiver, cube.tree)).count).toBe(cube.size)
  })

  it('over several commits brings the history between, and not what is older', async () => {
    const cube = new SampleCube()
    for (let i = 0; i < 5; i++) await cube.commit({ [`key ${i}`]: `text ${i}` })
    const receiver = await pulled(cube)
    const have = [cube.tip.cid]
    for (let i = 5; i < 9; i++) await cube.commit({ [`key ${i}`]: `text ${i}` })
    const { result } = exchange(cube, receiver, { request: { have } })
    await result
    for (const commit of cube.commits) expect(receiver.get(commit.cid), 'each commit is here').toBeDefined()
  })

  it('of a commit that the newest one here descends from brings its state, which only then is here', async () => {
    const cube = new SampleCube()
    for (let i = 0; i < 4; i++) await cube.commit({ [`key ${i}`]: `text ${i}` })
    const receiver = await pulled(cube)
    const { cid, bytes } = cube.commits[1]!
    const { result } = exchange(cube, receiver, { request: { commit: cid, have: [cube.tip.cid] } })
    expect(await result).toMatchObject({ commit: cid, count: 2 })
    expect(receiver.get(parseCommit(bytes).tree)).toBeDefined()
  })

  it('with a depth brings so many commits, and says that history was cut', async () => {
    const cube = new SampleCube()
    for (let i = 0; i < 5; i++) await cube.commit({ [`key ${i}`]: `text ${i}` })
    const receiver = new SampleReceiver()
    const { result } = exchange(cube, receiver, { request: { depth: 2 } })
    expect((await result).shallow).toBe(true)
    expect(cube.commits.map((commit) => receiver.get(commit.cid) !== undefined)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ])
  })

  it('of a merge does not walk the history that both sides have', async () => {
    const cube = new SampleCube()
    for (let i = 0; i < 30; i++) await cube.commit({ [`key ${i}`]: `text ${i}` })
    const receiver = await pulled(cube)
    const have = [cube.tip.cid]
    await cube.commit({ merged: 'yes' }, { parents: [cube.tip.cid, cube.commits[25]!.cid] })
    receiver.reads.length = cube.store.reads.length = 0
    await exchange(cube, receiver, { request: { have } }).result
    expect(receiver.flips.at(-1)!.count).toBe(31)
    expect(receiver.reads.length).toBeLessThan(25)
  })

  it('of a fork ends its history at the commit of the other cube', async () => {
    const upstream = new SampleCube()
    await upstream.commit(notes(50))
    await upstream.commit({ more: 'more' })
    const fork = new SampleCube({ name: 'my fork', forkOf: { cube: upstream.id, commit: upstream.tip.cid } })
    fork.store.put(...upstream.commits)
    for (const [key, bytes] of upstream.store.blocks) fork.store.blocks.set(key, bytes)
    fork.sign(upstream.tree, { parents: [upstream.tip.cid], count: 51 })
    const receiver = await pulled(fork)
    expect(receiver.flips[0]!.count).toBe(51)
    expect(receiver.get(upstream.commits[1]!.cid)).toBeDefined()
    expect(receiver.get(upstream.commits[0]!.cid)).toBeUndefined()
  })

  it('brings the payload of a memory whole, and is asked again before it costs more than was offered', async () => {
    const file = new Uint8Array(3_000_000).map((_, i) => (i * 7919) >> 3)
    const { root, blocks } = await payload(file)
    const cube = new SampleCube()
    cube.store.put(...blocks)
    await cube.commit({ ...notes(20), lora: fileMemory(root, file.length) })
    const receiver = new SampleReceiver()
    const { result } = exchange(cube, receiver)
    await result
    for (const { cid } of blocks) expect(receiver.get(cid)).toBeDefined()
    expect(receiver.offers.length).toBeGreaterThan(1)
  })

  it('of a large payload comes whole with the least credit', async () => {
    const { minCreditBytes } = SYNC_LIMITS
    const file = new Uint8Array(6 * LIMITS.maxBlockBytes).map((_, i) => i >> 20)
    const { root, blocks } = await payload(file, LIMITS.maxBlockBytes)
    const cube = new SampleCube()
    cube.store.put(...blocks)
    await cube.commit({ large: fileMemory(root, file.length) })
    const receiver = new SampleReceiver()
    const { result } = exchange(cube, receiver, { credit: minCreditBytes })
    expect((await result).bytes).toBeGreaterThan(2 * minCreditBytes)
    for (const { cid } of blocks) expect(receiver.get(cid)).toBeDefined()
  })

  it('with a memory of a later version takes it as it is, and its payload', async () => {
    const cube = new SampleCube()
    const text = Buffer.from('the payload of a memory that nobody here can read')
    const payloadBlock = { cid: cidFor(RAW, text), bytes: text }
    cube.store.put(payloadBlock)
    const body = { link: payloadBlock.cid, bytes: text.length, shape: 'round' }
    const bytes = encode({ v: 9, t: 'memcube/memory', later: true, body })
    await cube.commit({ ...notes(20), later: { cid: cidFor(DAG_CBOR, bytes), bytes } })
    const receiver = new SampleReceiver()
    expect(await exchange(cube, receiver).result).toMatchObject({ count: 21 })
    expect(receiver.get(cidFor(DAG_CBOR, bytes))).toEqual(bytes)
    expect(receiver.get(payloadBlock.cid)).toEqual(Uint8Array.from(text))
  })

  it('with a commit of a later version blames neither its author nor the peer', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(20))
    const bytes = encode({ ...decode<object>(cube.tip.bytes), v: 9 })
    const later = { cid: cidFor(DAG_CBOR, bytes), bytes }
    const { genesis } = cube.genesis
    const closure = new Closure({ commit: later.cid, cube: cube.id, genesis })
    const error = await rejection(Promise.resolve().then(() => closure.receive(later)))
    expect(error).toMatchObject({ code: 'ERR_INCOMPATIBLE', refusal: { class: 'incompatible' } })
    // What is staged is dropped for these alone.
    expect(error).not.toBeInstanceOf(FalseCommitError)
    expect(error.message).toMatch(/version 9.*versions 1 and 2.*upgrade/)
  })

  it('never has more in flight than its credit', async () => {
    const cube = new SampleCube()
    const texts = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`k${i}`, `${i} `.repeat(3_000)]))
    await cube.commit(texts)
    const receiver = new SampleReceiver()
    const credit = 2 * 1024 * 1024
    const { result, server } = exchange(cube, receiver, { credit })
    const { bytes } = await result
    expect(bytes).toBeGreaterThan(2 * credit)
    // A chunk has a few bytes around it, and the offer and the end are no chunks.
    expect(server.maxBacklogBytes).toBeLessThanOrEqual(credit + 8 * 1024)
  })

  it('asks for nothing when all of it is here', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(50))
    const receiver = await pulled(cube)
    const { result } = exchange(cube, receiver, {
      serve: async (channel) => {
        while ((await channel.read()) !== undefined);
        await channel.close()
      },
    })
    expect(await result).toMatchObject({ blocks: 0, bytes: 0, count: 50 })
  })

  it('that the quota refuses stores nothing, and both sides log the same sentence', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(50))
    const receiver = new SampleReceiver()
    receiver.refusal = { class: 'limit', code: 'ERR_LIMIT', message: 'this node takes at most 10 blocks' }
    const { result, logs, served } = exchange(cube, receiver)
    expect(await rejection(result)).toMatchObject({
      code: 'ERR_LIMIT',
      message: 'this node takes at most 10 blocks',
    })
    await served
    expect(receiver.blocks.size).toBe(0)
    for (const { lines } of Object.values(logs))
      expect(lines.map(({ fields }) => fields['message'])).toContain('this node takes at most 10 blocks')
  })

  it('can be cancelled, and leaves the old state', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(50))
    const cancelling = new AbortController()
    const receiver = new SampleReceiver()
    const { result } = exchange(cube, receiver, {
      signal: cancelling.signal,
      serve: async (channel) => {
        await channel.read()
        await channel.read()
        cancelling.abort()
      },
    })
    expect(await rejection(result)).toMatchObject({ code: 'ERR_ABORTED' })
    expect(receiver.flips).toEqual([])
  })
})

describe('a damaged store', () => {
  it('is healed by the next pull of what it had staged', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(300))
    const receiver = new SampleReceiver()
    receiver.stageLimit = 200
    await rejection(exchange(cube, receiver).result)
    receiver.stageLimit = Infinity
    const damaged = [...receiver.blocks.keys()].slice(20, 25)
    const getMany = receiver.getMany.bind(receiver)
    receiver.getMany = (cids) => {
      if (!cids.some((cid) => damaged.includes(memoryKey(cid)))) return getMany(cids)
      return Promise.reject(new MemCubeError('ERR_CORRUPT', 'a byte has flipped'))
    }
    const stage = receiver.stage.bind(receiver)
    receiver.stage = (id, blocks) => {
      for (const { cid } of blocks)
        if (damaged.includes(memoryKey(cid))) damaged.splice(damaged.indexOf(memoryKey(cid)), 1)
      return stage(id, blocks)
    }
    expect((await exchange(cube, receiver).result).count).toBe(300)
    expect(damaged).toEqual([])
  })
})

describe('an interrupted pull', () => {
  it.each([1, 5, 200, 600, 1_000, 1_500])(
    'killed after %i staged blocks goes on where it was',
    async (limit) => {
      const cube = new SampleCube()
      await cube.commit(notes(1_500))
      const receiver = new SampleReceiver()
      const whole = (await exchange(cube, new SampleReceiver()).result).blocks
      receiver.stageLimit = limit
      expect(await rejection(exchange(cube, receiver).result)).toMatchObject({
        name: expect.any(String) as string,
      })
      expect(receiver.flips).toEqual([])
      receiver.stageLimit = Infinity
      const { result } = exchange(cube, receiver)
      const { blocks, count } = await result
      expect(count).toBe(1_500)
      expect((await verifyTree(receiver, cube.tree)).count).toBe(1_500)
      // All that came, but for one path of the tree and one incomplete node, is not sent again.
      expect(blocks).toBeLessThan(whole - limit + 80)
    },
  )

  it('of a change on top of a known commit goes on where it was', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(1_000))
    const receiver = await pulled(cube)
    const have = [cube.tip.cid]
    await cube.commit(notes(300, 900))
    receiver.stageLimit = receiver.stagedBlocks + 150
    await rejection(exchange(cube, receiver, { request: { have } }).result)
    receiver.stageLimit = Infinity
    const { result } = exchange(cube, receiver, { request: { have } })
    expect((await result).count).toBe(1_200)
    expect((await verifyTree(receiver, cube.tree)).count).toBe(1_200)
  })
})
