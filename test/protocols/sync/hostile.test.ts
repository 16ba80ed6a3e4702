import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { cidFor, DAG_CBOR, encodeBlock, RAW, type Block } from '../../../src/core/codec/index.ts'
import { signCommit } from '../../../src/core/cube/index.ts'
import { buildTree, encodeTreeNode, parseNode } from '../../../src/core/tree/index.ts'
import { carHeader } from '../../../src/protocols/sync/car.ts'
import {
  encodeMessage,
  parseClientMessage,
  parseServerMessage,
} from '../../../src/protocols/sync/messages.ts'
import { PackPlaces, type PackHolder } from '../../../src/protocols/sync/pack-places.ts'
import { serveStream } from '../../../src/protocols/sync/serve.ts'
import {
  alice,
  channelPair,
  eve,
  memoryBlock,
  notes,
  NOW,
  rejection,
  SampleCube,
  SampleReceiver,
  silent,
  type TestChannel,
} from '../sample.ts'
import { AGREEMENT, exchange, sourceOf } from './exchange.ts'
import { serving } from './serving.ts'

/** All blocks of the cube's last commit, as an honest server sends them. */
function packOf(cube: SampleCube): Block[] {
  const blocks: Block[] = []
  const add = (cid: Block['cid']) => blocks.push({ cid, bytes: cube.store.get(cid)! })
  add(cube.tip.cid)
  const nodes = [cube.tree]
  const values: Block['cid'][] = []
  for (let node = nodes.shift(); node !== undefined; node = nodes.shift()) {
    add(node)
    const { left, entries } = parseNode(cube.store.get(node)!)
    nodes.push(...[left, ...entries.map(({ right }) => right)].filter((child) => child !== null))
    values.push(...entries.map(({ value }) => value))
  }
  for (const value of values) add(value)
  return blocks
}

async function sampleCube(): Promise<SampleCube> {
  const cube = new SampleCube()
  await cube.commit(notes(200))
  return cube
}

describe('a pull from a hostile server', () => {
  it('takes what an honest one sends (the pack of this test is a true one)', async () => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    await exchange(cube, receiver, { serve: serving(cube.tip.cid, packOf(cube)) }).result
    expect(receiver.flips).toHaveLength(1)
  })

  const cases: [string, (cube: SampleCube, pack: Block[]) => Parameters<typeof serving>, string, string][] = [
    [
      'a block that nobody asked for',
      (cube, pack) => [cube.tip.cid, [...pack, memoryBlock('spam')]],
      'ERR_UNVERIFIABLE',
      'nothing that was asked for links to',
    ],
    [
      'a memory before the node that links to it',
      (cube, pack) => [cube.tip.cid, [pack[0]!, pack.at(-1)!, ...pack.slice(1, -1)]],
      'ERR_UNVERIFIABLE',
      'nothing that was asked for links to',
    ],
    ['a block twice', (cube, pack) => [cube.tip.cid, [...pack, pack[3]!]], 'ERR_UNVERIFIABLE', 'twice'],
    [
      'a block with one bit flipped',
      (cube, pack) => [cube.tip.cid, pack.with(150, flipped(pack[150]!))],
      'ERR_UNVERIFIABLE',
      'do not have that hash',
    ],
    [
      'a tree node with one bit flipped',
      (cube, pack) => [cube.tip.cid, pack.with(1, flipped(pack[1]!))],
      'ERR_UNVERIFIABLE',
      'do not have that hash',
    ],
    [
      'a commit with one bit flipped',
      (cube, pack) => [cube.tip.cid, pack.with(0, flipped(pack[0]!))],
      'ERR_UNVERIFIABLE',
      'do not have that hash',
    ],
    [
      'a pack without its last block',
      (cube, pack) => [cube.tip.cid, pack.slice(0, -1)],
      'ERR_UNVERIFIABLE',
      'is not complete: 1 blocks',
    ],
    [
      'a pack without a tree node',
      (cube, pack) => [cube.tip.cid, pack.slice(0, 1)],
      'ERR_UNVERIFIABLE',
      'is not complete',
    ],
    [
      'a pack of another commit',
      (_, pack) => [memoryBlock('x').cid, pack],
      'ERR_UNVERIFIABLE',
      'does not name the commit',
    ],
    [
      'more blocks than it offered',
      (cube, pack) => [cube.tip.cid, pack, { offer: { blocks: 10, bytes: 1e9 } }],
      'ERR_LIMIT',
      'more than the 10 blocks',
    ],
    [
      'more bytes than it offered',
      (cube, pack) => [cube.tip.cid, pack, { offer: { blocks: 1e6, bytes: 500 } }],
      'ERR_LIMIT',
      'more than the 500 bytes',
    ],
    [
      'an end that counts otherwise',
      (cube, pack) => [cube.tip.cid, pack, { end: { blocks: 1, bytes: 1 } }],
      'ERR_UNVERIFIABLE',
      'the peer counts 1 and 1',
    ],
    [
      'a raw block where a memory belongs',
      (cube, pack) => [
        cube.tip.cid,
        [...pack, { cid: cidFor(RAW, new Uint8Array(9)), bytes: new Uint8Array(9) }],
      ],
      'ERR_UNVERIFIABLE',
      'nothing that was asked for links to',
    ],
  ]
  it.each(cases)('refuses %s', async (_, make, code, words) => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    const { result, puller } = exchange(cube, receiver, { serve: serving(...make(cube, packOf(cube))) })
    const error = await rejection(result)
    expect(error).toMatchObject({ code })
    expect(error.message).toContain(words)
    expect(receiver.flips, 'nothing becomes visible').toEqual([])
    // The peer is told in the same words.
    const told = puller.written.map((frame) => parseClientMessage(frame)).at(-1)
    expect(told).toMatchObject({ type: 'refused', refusal: { code, message: error.message } })
  })

  it('stores no block whose bytes do not have its hash', async () => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    const bad = packOf(cube)[150]!
    await rejection(
      exchange(cube, receiver, { serve: serving(cube.tip.cid, packOf(cube).with(150, flipped(bad))) }).result,
    )
    expect(receiver.get(bad.cid)).toBeUndefined()
  })

  it('ends an endless pack at what was offered', async () => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    const endless = async (channel: TestChannel): Promise<void> => {
      await channel.read()
      await channel.read()
      await channel.write(encodeMessage({ type: 'offer', blocks: 1, bytes: 10_000 }))
      // The commit's header, then one section as long as a section may be.
      await channel.write(
        encodeMessage({
          type: 'chunk',
          bytes: Buffer.concat([carHeader(cube.tip.cid), Buffer.of(0xa4, 0x80, 0x40)]),
        }),
      )
      for (let i = 0; i < 2_000; i++) {
        await setImmediate()
        await channel.write(encodeMessage({ type: 'chunk', bytes: new Uint8Array(1_000) }))
      }
    }
    const { result, puller } = exchange(cube, receiver, { serve: endless })
    expect(await rejection(result)).toMatchObject({
      code: 'ERR_LIMIT',
      message: 'the peer sent more than the 10000 bytes that it had offered',
    })
    expect(puller.other.written.length, 'it was left long before its end').toBeLessThan(100)
  })

  it('refuses rubbish, and frames that do not belong', async () => {
    const cube = await sampleCube()
    for (const frame of [
      Uint8Array.of(0xff),
      Uint8Array.of(),
      encodeMessage({ type: 'end', blocks: 0, bytes: 0 }),
      encodeMessage({ type: 'open', agreement: Uint8Array.of(0x12, 32, ...new Uint8Array(32)) }),
    ]) {
      const receiver = new SampleReceiver()
      const serve = async (channel: TestChannel): Promise<void> => {
        await channel.read()
        await channel.write(frame)
      }
      expect(await rejection(exchange(cube, receiver, { serve }).result)).toMatchObject({
        code: 'ERR_UNVERIFIABLE',
      })
    }
  })

  it('whose stream ends early fails the pull, which nobody here ended', async () => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    const result = exchange(cube, receiver, { serve: (channel) => channel.close() }).result
    expect(await rejection(result)).toMatchObject({ code: 'ERR_UNREACHABLE' })
  })

  it('that is told to have another genesis does not get that far', async () => {
    const cube = await sampleCube()
    const other = new SampleCube({ name: 'other' })
    const result = exchange(cube, new SampleReceiver(), { request: { genesis: other.genesis.bytes } }).result
    expect(await rejection(result)).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })
})

describe('a commit that is false, from whoever', () => {
  const drop = async (cube: SampleCube, words: string): Promise<void> => {
    const receiver = new SampleReceiver()
    const error = await rejection(exchange(cube, receiver).result)
    expect(error).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
    expect(error.message).toContain(words)
    expect(receiver.flips).toEqual([])
    expect(receiver.blocks.size, 'what was staged is dropped').toBe(0)
  }

  it('because its count is not that of its tree', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(20), { count: 21 })
    await drop(cube, 'it has 21 memories, its tree has 20')
  })

  it('because its count is wrong after a change of a known tree', async () => {
    const cube = new SampleCube()
    await cube.commit(notes(600))
    const receiver = new SampleReceiver()
    await exchange(cube, receiver).result
    const have = [cube.tip.cid]
    await cube.commit({ 'notes/00001': null }, { count: 600 })
    const error = await rejection(exchange(cube, receiver, { request: { have } }).result)
    expect(error.message).toContain('it has 600 memories, its tree has 599')
    expect(receiver.flips).toHaveLength(1)
  })

  it('because somebody else signed it', async () => {
    const cube = await sampleCube()
    const { block } = signCommit(
      {
        cube: cube.id,
        tree: cube.tree,
        parents: [],
        rev: '3zzzzzzzzzzzz',
        author: eve.publicKey,
        time: NOW,
        message: '',
        count: 200,
      },
      eve.secret,
    )
    cube.store.put(block)
    cube.commits.push(block)
    await drop(cube, 'who is no author of the cube')
  })

  it('because it is of another cube', async () => {
    const cube = await sampleCube()
    const other = new SampleCube({ name: 'other' })
    const block = cube.sign(cube.tree, { cube: other.id })
    const receiver = new SampleReceiver()
    const error = await rejection(exchange(cube, receiver, { serve: serving(block.cid, [block]) }).result)
    expect(error).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })

  it('because a key stands at the wrong level', async () => {
    const cube = new SampleCube()
    const memory = memoryBlock('x')
    cube.store.put(memory)
    // Two keys of different levels in one node.
    const keys = notes(200)
    const { root } = buildTree(Object.keys(keys).map((key) => [key, memory.cid]))
    cube.store.put(...buildTree(Object.keys(keys).map((key) => [key, memory.cid])).blocks)
    const { entries } = parseNode(cube.store.get(root)!)
    const node = encodeTreeNode({
      left: null,
      entries: [
        ...entries.map(({ key, value }) => ({ key, value, right: null })),
        { key: 'zzz', value: memory.cid, right: null },
      ],
    })
    cube.store.put(node)
    cube.tree = node.cid
    cube.sign(node.cid, { count: entries.length + 1 })
    await drop(cube, 'stands at level')
  })

  it('because a memory is not one', async () => {
    const cube = new SampleCube()
    await cube.commit({ ...notes(5), bad: encodeBlock({ v: 1, t: 'memcube/memory' }) })
    await drop(cube, 'the memory block')
  })

  it('because a key names a block that is no dag-cbor', async () => {
    const cube = new SampleCube()
    const bytes = Buffer.from('raw')
    await cube.commit({ ...notes(5), bad: { cid: cidFor(RAW, bytes), bytes } })
    await drop(cube, 'names a block that is no memory')
  })

  it('because its parent is no commit', async () => {
    const cube = await sampleCube()
    const memory = memoryBlock('no commit')
    cube.store.put(memory)
    cube.sign(cube.tree, { parents: [memory.cid] })
    const receiver = new SampleReceiver()
    const error = await rejection(
      exchange(cube, receiver, { serve: serving(cube.tip.cid, [cube.tip, memory]) }).result,
    )
    expect(error.message).toContain('the commit block')
  })

  it('because a commit stands in for a memory', async () => {
    const cube = await sampleCube()
    const { root, blocks } = buildTree([['key', cube.tip.cid]])
    cube.store.put(...blocks)
    cube.tree = root
    cube.sign(root, { count: 1 })
    await drop(cube, 'no memory')
  })
})

describe('a hostile puller', () => {
  const served = async (
    cube: SampleCube,
    frames: Uint8Array[],
  ): Promise<{ code?: string; message: string; class: string }> => {
    const { left, right } = channelPair()
    const done = serveStream(
      { source: sourceOf(cube), logger: silent, now: () => NOW, places: new PackPlaces() },
      left,
      AGREEMENT,
    )
    for (const frame of frames) await right.write(frame)
    for (;;) {
      const frame = await right.read()
      if (frame === undefined) throw new Error('the stream ended without a refusal')
      const message = parseServerMessage(frame)
      if (message.type !== 'refused') continue
      await right.close()
      await done
      return message.refusal
    }
  }
  const open = encodeMessage({ type: 'open', agreement: AGREEMENT })
  const want = (cube: SampleCube, commit = cube.tip.cid, id = cube.id) =>
    encodeMessage({ type: 'want', cube: id, commit, have: [], skip: [], nodesHeld: false })

  it('without the agreement gets nothing', async () => {
    const cube = await sampleCube()
    expect(
      await served(cube, [
        encodeMessage({ type: 'open', agreement: Uint8Array.of(0x12, 32, ...new Uint8Array(32)) }),
      ]),
    ).toMatchObject({ code: 'ERR_INCOMPATIBLE', field: 'agreement' })
    expect(await served(cube, [want(cube)])).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })

  it('cannot tell a private cube from one that does not exist', async () => {
    const cube = await sampleCube()
    const secret = new SampleCube({ name: 'secret', author: alice })
    await secret.commit({ a: 'secret' })
    for (const [key, bytes] of secret.store.blocks) cube.store.blocks.set(key, bytes)
    const unknown = new SampleCube({ name: 'unknown' })
    const answers = await Promise.all([
      served(cube, [open, want(cube, secret.tip.cid, secret.id)]),
      served(cube, [open, want(cube, secret.tip.cid)]),
      served(cube, [open, want(cube, memoryBlock('nothing').cid, unknown.id)]),
      served(cube, [open, want(cube, cube.tree)]),
    ])
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ class: 'denied', code: 'ERR_NOT_FOUND' })
  })

  it('that acknowledges more than it got is left', async () => {
    const cube = await sampleCube()
    expect(await served(cube, [open, encodeMessage({ type: 'credit', bytes: 5 })])).toMatchObject({
      code: 'ERR_LIMIT',
      field: 'credit',
    })
  })

  it('that talks out of turn is left', async () => {
    const cube = await sampleCube()
    expect(await served(cube, [open, encodeMessage({ type: 'accept', credit: 2_097_152 })])).toMatchObject({
      code: 'ERR_UNVERIFIABLE',
    })
    expect(await served(cube, [open, want(cube), want(cube)])).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
    expect(await served(cube, [Uint8Array.of(1, 2, 3)])).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })

  it('that says too much while nothing is under way is cut off', async () => {
    const cube = await sampleCube()
    const refusal = { class: 'denied', code: 'ERR_DENIED', message: 'no' } as const
    const credit = encodeMessage({ type: 'credit', bytes: 0 })
    const refused = encodeMessage({ type: 'refused', refusal })
    for (const frames of [
      [refused],
      [want(cube), refused, refused],
      [want(cube), ...Array<Uint8Array>(65).fill(credit)],
    ])
      expect(await served(cube, [open, ...frames])).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
  })

  it('with offers that nobody accepts takes no place of a pull', async () => {
    const cube = await sampleCube()
    const places = new PackPlaces({ packs: 2, packsPerPeer: 1, offers: 32 })
    const serve = (channel: TestChannel) =>
      serveStream({ source: sourceOf(cube), logger: silent, now: () => NOW, places }, channel, AGREEMENT)
    const held = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const { left, right } = channelPair()
        const done = serve(left)
        await right.write(open)
        await right.write(want(cube))
        expect(parseServerMessage((await right.read())!)).toMatchObject({ type: 'offer' })
        return { right, done }
      }),
    )
    const receiver = new SampleReceiver()
    await exchange(cube, receiver, { serve }).result
    expect(receiver.flips).toHaveLength(1)
    for (const { right, done } of held) {
      await right.close()
      await done
    }
  })

  it('whose pack has lost its place is asked to come again', async () => {
    const cube = await sampleCube()
    const { left, right } = channelPair()
    const places = {
      open: ({ giveUp }: PackHolder) => {
        queueMicrotask(giveUp)
        return { begin: () => Promise.resolve(), look: () => {}, end: () => {} }
      },
    }
    const done = serveStream(
      { source: sourceOf(cube), logger: silent, now: () => NOW, places },
      left,
      AGREEMENT,
    )
    await right.write(open)
    await right.write(want(cube))
    expect(parseServerMessage((await right.read())!)).toMatchObject({
      type: 'refused',
      refusal: { class: 'limit', code: 'ERR_LIMIT' },
    })
    await right.close()
    await done
  })
})

function flipped({ cid, bytes }: Block): Block {
  const copy = Uint8Array.from(bytes)
  copy[copy.length >> 1]! ^= 1
  return { cid, bytes: copy }
}

it('the blocks of these tests are dag-cbor', async () => {
  const cube = await sampleCube()
  expect(packOf(cube).every(({ cid }) => cid.code === DAG_CBOR)).toBe(true)
})
