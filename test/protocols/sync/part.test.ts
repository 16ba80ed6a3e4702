// A pull of a part of a cube: all keys under some prefixes, with proof that none was left out and none added.
import { describe, expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import type { Block } from '../../../src/core/codec/index.ts'
import { keysOfPart } from '../../../src/core/cube/index.ts'
import {
  encodeTreeNode,
  openRootBytes,
  parseNode,
  walk,
  type Entry,
  type TreeReader,
} from '../../../src/core/tree/index.ts'
import { pullByBlocks } from '../../../src/protocols/sync/by-blocks.ts'
import {
  encodeMessage,
  parseClientMessage,
  type ClientMessage,
} from '../../../src/protocols/sync/messages.ts'
import { planPack } from '../../../src/protocols/sync/plan-pack.ts'
import { memoryBlock, notes, rejection, SampleCube, SampleReceiver } from '../sample.ts'
import { exchange } from './exchange.ts'
import { serving } from './serving.ts'

const filter = ['notes/001']

/** What stood in the nodes at both ends of the part is moved into it. */
const besideIt: Record<string, string | null> = Object.fromEntries(
  ['00097', '00098', '00099', '00200', '00201', '00202'].flatMap((key) => [
    [`notes/001${key}`, `note ${Number(key)}`],
    [`notes/${key}`, null],
  ]),
)

/** 1,000 notes, of which 100 are under `notes/001`... and what the cube says of itself. */
async function sampleCube(count = 1_000): Promise<SampleCube> {
  const cube = new SampleCube()
  await cube.commit({ ...notes(count), '.memcube/info': 'about it', 'a/first': 'one', 'zoo/last': 'two' })
  return cube
}

async function entriesIn(reader: TreeReader, root: CID, part: readonly string[]): Promise<string[]> {
  const found: Entry[] = []
  for await (const entry of walk(reader, root, { within: keysOfPart(part) })) found.push(entry)
  const blocks = await reader.getMany(found.map(([, value]) => value))
  return found.map(([key, value], i) => `${key} ${value} ${blocks[i] === undefined ? 'lacks' : 'has'}`)
}

async function expectPart(cube: SampleCube, receiver: SampleReceiver, part = filter): Promise<void> {
  expect(await entriesIn(receiver, cube.tree, part)).toEqual(await entriesIn(cube.store, cube.tree, part))
}

/** What an honest server sends for a part. */
async function packOf(cube: SampleCube, part = filter): Promise<Block[]> {
  const want = { cube: cube.id, commit: cube.tip.cid, have: [], skip: [], nodesHeld: false, filter: part }
  const { commits, nodes } = await planPack(cube.store, want, () => Promise.resolve([cube.tip.cid]))
  const memories: Block[] = []
  for await (const [, cid] of walk(cube.store, cube.tree, { within: keysOfPart(part) }))
    memories.push({ cid, bytes: cube.store.get(cid)! })
  return [...commits, ...nodes, ...memories]
}

describe('a pull of a part', () => {
  it('brings its memories and what the cube says of itself, and no others', async () => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    const { blocks } = await exchange(cube, receiver, { request: { filter } }).result
    await expectPart(cube, receiver)
    expect(await entriesIn(receiver, cube.tree, filter)).toHaveLength(101)
    expect(receiver.flips.map((flip) => flip.filter)).toEqual([filter])
    // The commit, 101 memories, and the nodes on the way to them.
    expect(blocks).toBeLessThan(120)
    expect(receiver.get(memoryBlock('note 500').cid)).toBeUndefined()
  })

  it.each([
    ['one key', ['notes/00042']],
    ['several prefixes', ['a/', 'notes/0001', 'zoo/']],
    ['a prefix under which nothing is', ['nothing/']],
    ['all keys but those between', ['a', 'n', 'z']],
    ['what the cube says of itself', ['.memcube/']],
  ])('of %s is whole', async (_, part) => {
    const cube = await sampleCube(300)
    const receiver = new SampleReceiver()
    await exchange(cube, receiver, { request: { filter: part } }).result
    await expectPart(cube, receiver, part)
    const held = await packOf(cube, part)
    expect(receiver.blocks.size, 'and the genesis').toBe(held.length + 1)
  })

  it('of a cube without memories is its commit and the empty tree', async () => {
    const cube = new SampleCube()
    await cube.commit({})
    const receiver = new SampleReceiver()
    await exchange(cube, receiver, { request: { filter } }).result
    expect(receiver.flips).toHaveLength(1)
  })

  it.each([
    ['a change in it', { 'notes/00142': 'changed', 'notes/001999': 'new', 'notes/00150': null }],
    ['a change elsewhere', { 'notes/00500': 'changed' }],
    ['a memory that comes into it from elsewhere', { 'notes/001x': 'note 500', 'notes/00500': null }],
    ['memories that come into it from right beside it', besideIt],
    ['nothing', {}],
  ])('after %s costs what has changed', async (_, changes) => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    await exchange(cube, receiver, { request: { filter } }).result
    const have = [cube.tip.cid]
    await cube.commit(changes)
    const { blocks } = await exchange(cube, receiver, { request: { filter, have } }).result
    await expectPart(cube, receiver)
    expect(blocks).toBeLessThan(16)
  })

  it('that was interrupted goes on where it was', async () => {
    const cube = await sampleCube(1_500)
    const part = ['notes/00', 'notes/01']
    const receiver = new SampleReceiver()
    receiver.stageLimit = 900
    await rejection(exchange(cube, receiver, { request: { filter: part } }).result)
    expect(receiver.flips).toEqual([])
    receiver.stageLimit = Infinity
    const { blocks } = await exchange(cube, receiver, { request: { filter: part } }).result
    await expectPart(cube, receiver, part)
    expect(blocks).toBeLessThan(800)
  })

  it('becomes the whole by a pull of the whole', async () => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    await exchange(cube, receiver, { request: { filter } }).result
    const { count } = await exchange(cube, receiver).result
    expect(count).toBe(cube.size)
    await expectPart(cube, receiver, ['a', 'n', 'z'])
  })

  it('is fetched block by block as well', async () => {
    const cube = await sampleCube(300)
    const receiver = new SampleReceiver()
    const flip = receiver.flip.bind(receiver)
    const request = { cube: cube.id, commit: cube.tip.cid, genesis: cube.genesis.bytes, filter, flip }
    await pullByBlocks(receiver, (cid) => Promise.resolve(cube.store.get(cid)!), request, {})
    await expectPart(cube, receiver)
  })

  it('is served beside an older state of which the server has a part alone', async () => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    await exchange(cube, receiver).result
    const have = [cube.tip.cid]
    const old = cube.tree
    await cube.commit({ 'notes/00142': 'changed' })
    for (const { left, entries } of [parseNode(cube.store.get(old)!)])
      for (const child of [left, ...entries.map(({ right }) => right)])
        if (child !== null && !(await nodesOf(cube)).has(child.toString())) cube.store.delete(child)
    await exchange(cube, receiver, { request: { have } }).result
    await expectPart(cube, receiver, ['a', 'n', 'z'])
  })
})

async function nodesOf(cube: SampleCube): Promise<Set<string>> {
  const found = new Set<string>()
  const open = [cube.tree]
  for (let cid = open.pop(); cid !== undefined; cid = open.pop()) {
    found.add(cid.toString())
    const { left, entries } = parseNode(cube.store.get(cid)!)
    for (const child of [left, ...entries.map(({ right }) => right)]) if (child !== null) open.push(child)
  }
  return found
}

describe('of a part a server cannot', () => {
  const isNode = ({ bytes }: Block): boolean => {
    try {
      parseNode(bytes)
      return true
    } catch {
      return false
    }
  }
  /** The last node of the pack, without its first key. */
  const lessOne = (pack: Block[]): Block[] => {
    const at = pack.findLastIndex(isNode)
    const { left, entries } = parseNode(pack[at]!.bytes)
    const { bytes } = encodeTreeNode({ left, entries: entries.slice(1) })
    return pack.with(at, { cid: pack[at]!.cid, bytes })
  }
  const cases: [string, (pack: Block[], cube: SampleCube) => Block[], string][] = [
    ['leave out a memory', (pack) => pack.slice(0, -1), 'is not complete: 1 blocks'],
    [
      'leave out a node',
      (pack) => pack.toSpliced(pack.findLastIndex(isNode), 1),
      'nothing that was asked for',
    ],
    ['leave a key out of a node', lessOne, 'do not have that hash'],
    [
      'add a memory from elsewhere',
      (pack) => [...pack, memoryBlock('note 500')],
      'nothing that was asked for links to',
    ],
    ['send the nodes of another part', (pack, cube) => othersFirst(pack, cube), 'nothing that was asked for'],
  ]
  const othersFirst = (pack: Block[], cube: SampleCube): Block[] => {
    const root = openRootBytes(cube.tree.bytes, cube.store.get(cube.tree), { bitsPerLevel: 5 })
    const known = new Set(pack.map(({ cid }) => cid.toString()))
    const { left, entries } = parseNode(root.view.bytes)
    const other = [left, ...entries.map(({ right }) => right)].find(
      (child) => child !== null && !known.has(child.toString()),
    )!
    return pack.toSpliced(2, 0, { cid: other, bytes: cube.store.get(other)! })
  }

  it.each(cases)('%s', async (_, change, words) => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    const blocks = change(await packOf(cube), cube)
    const serve = serving(cube.tip.cid, blocks)
    const error = await rejection(exchange(cube, receiver, { serve, request: { filter } }).result)
    expect(error).toMatchObject({ code: 'ERR_UNVERIFIABLE' })
    expect(error.message).toContain(words)
    expect(receiver.flips).toEqual([])
  })

  it('do any of that unnoticed, where the same pack unchanged is taken', async () => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    const serve = serving(cube.tip.cid, await packOf(cube))
    await exchange(cube, receiver, { serve, request: { filter } }).result
    await expectPart(cube, receiver)
  })

  it('send the whole instead, as one that passes over the filter would', async () => {
    const cube = await sampleCube()
    const receiver = new SampleReceiver()
    const serve = serving(cube.tip.cid, await packOf(cube, ['.', 'a', 'n', 'z']))
    const error = await rejection(exchange(cube, receiver, { serve, request: { filter } }).result)
    expect(error.message).toContain('nothing that was asked for links to')
  })
})

describe('a filter in a message', () => {
  const wantOf = ({ id, tip }: SampleCube, part: string[]): ClientMessage => ({
    type: 'want',
    cube: id,
    commit: tip.cid,
    have: [],
    skip: [],
    nodesHeld: false,
    filter: part,
  })

  it('is read as it was sent', async () => {
    const cube = await sampleCube(1)
    const sent = wantOf(cube, ['a/', 'b/', '\u{ff5e}', '\u{1f600}'])
    expect(parseClientMessage(encodeMessage(sent))).toEqual(sent)
  })

  it.each([
    ['no prefix', []],
    ['too many', Array.from('abcdefghijklmnopq')],
    ['an empty one', ['']],
    ['one that is longer than a key', ['x'.repeat(1_025)]],
    ['one within another', ['notes/', 'notes/a']],
    ['another order', ['b', 'a']],
  ])('with %s is refused', async (_, odd) => {
    const cube = await sampleCube(1)
    const frame = encodeMessage(wantOf(cube, odd))
    expect(() => parseClientMessage(frame)).toThrow(/filter/)
  })
})
