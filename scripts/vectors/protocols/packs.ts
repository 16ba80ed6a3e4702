import type { CID } from 'multiformats/cid'
import { cidFor, RAW, type Block } from '../../../src/core/codec/index.ts'
import { parseCommit } from '../../../src/core/cube/index.ts'
import { parseNode } from '../../../src/core/tree/index.ts'
import { ProtocolError } from '../../../src/protocols/index.ts'
import { carHeader, CarReader, CarWriter } from '../../../src/protocols/sync/car.ts'
import type { Want } from '../../../src/protocols/sync/messages.ts'
import { planPack } from '../../../src/protocols/sync/plan-pack.ts'
import { PullJob } from '../../../src/protocols/sync/pull-job.ts'
import { writePack } from '../../../src/protocols/sync/write-pack.ts'
import { keysThatNameOthers } from './two-roles.ts'
import { eve, texts, VectorCube } from './sample-cube.ts'
import { hex, plain } from './plain.ts'

interface Pack {
  car: Uint8Array
  blocks: Block[]
}

export async function packFor(cube: VectorCube, want: Want): Promise<Pack> {
  const plan = await planPack(cube.blocks, want, () => Promise.resolve(cube.commits.map(({ cid }) => cid)))
  const frames: Uint8Array[] = []
  for await (const step of writePack(cube.blocks, want.commit, plan))
    if (step.type === 'frame') frames.push(step.frame.subarray(1))
  const car = Buffer.concat(frames)
  return { car, blocks: new CarReader(want.commit).push(car) }
}

export function wantOf(cube: VectorCube, changes: Partial<Want> = {}): Want {
  return {
    cube: cube.genesis.cid,
    commit: cube.commits.at(-1)!.cid,
    have: [],
    skip: [],
    nodesHeld: false,
    ...changes,
  }
}

function threeCommits(): VectorCube {
  const cube = new VectorCube()
  cube.commit(texts(60))
  cube.commit({ ...texts(60), 'notes/007': 'changed' })
  cube.commit({ ...texts(80), 'notes/007': 'changed', 'a/first': 'one more' })
  return cube
}

/** Of a fourth commit, which says something of the cube too. */
function wantsOfParts(cube: VectorCube): [string, Want][] {
  const [, , third] = cube.commits.map(({ cid }) => cid) as [CID, CID, CID]
  cube.commit({ ...texts(85), 'notes/007': 'changed', 'a/first': 'one more', '.memcube/info': 'about it' })
  return [
    ['a part: some keys of many', wantOf(cube, { filter: ['notes/00'] })],
    ['a part: two prefixes', wantOf(cube, { filter: ['a/', 'notes/07'] })],
    ['a part: a prefix under which nothing is', wantOf(cube, { filter: ['zoo/'] })],
    ['a part: what changed in it', wantOf(cube, { have: [third], filter: ['notes/0'] })],
  ]
}

/** Of a tree of two levels: one leaf, and all the others, as two servers would be asked for them. */
function wantsOfShares(cube: VectorCube, commit: CID): [string, Want][] {
  const { left, entries } = parseNode(cube.blocks.get(treeOf(cube, commit)).bytes)
  const leaves = [left, ...entries.map(({ right }) => right)].filter((child) => child !== null)
  const share = { commit, nodesHeld: true, depth: 1 }
  return [
    ['a share: the last leaf', wantOf(cube, { ...share, skip: leaves.slice(0, -1) })],
    ['a share: all but the last leaf', wantOf(cube, { ...share, skip: leaves.slice(-1) })],
  ]
}

export async function validPacks() {
  const cube = threeCommits()
  const [first, second, third] = cube.commits.map(({ cid }) => cid) as [CID, CID, CID]
  const wants: [string, Want][] = [
    ['everything', wantOf(cube)],
    ['the last commit alone', wantOf(cube, { depth: 1 })],
    ['the first commit', wantOf(cube, { commit: first })],
    ['what changed since the first commit', wantOf(cube, { have: [first] })],
    ['what changed since the second commit', wantOf(cube, { have: [second] })],
    ['nothing but the commit itself', wantOf(cube, { have: [third] })],
    ['without tree nodes that are held', wantOf(cube, { commit: first, nodesHeld: true })],
    ['without the whole tree', wantOf(cube, { commit: first, skip: [treeOf(cube, first)] })],
  ]
  wants.push(...wantsOfShares(cube, third), ...wantsOfParts(cube))
  const cases = []
  for (const [name, want] of wants) {
    const { car, blocks } = await packFor(cube, want)
    cases.push({ name, want: plain(want), blocks: blocks.map(({ cid }) => cid.toString()), car: hex(car) })
  }
  return {
    about:
      'Packs of one cube. The order within commits, within nodes and within memories is that of this implementation; parents before what they link to is the rule. What a puller is taken to hold already is in the packs of other cases.',
    genesis: hex(cube.genesis.bytes),
    cases,
  }
}

function treeOf(cube: VectorCube, commit: CID): CID {
  return parseCommit(cube.blocks.get(commit).bytes).tree
}

type Change = (blocks: Block[]) => Block[]

const FALSE: [string, Change][] = [
  ['a block twice', (blocks) => [...blocks, blocks.at(-1)!]],
  ['a block that nothing links to', (blocks) => [...blocks, rawBlock()]],
  ['a memory before its node', (blocks) => [blocks[0]!, blocks.at(-1)!, ...blocks.slice(1, -1)]],
  ['a memory with one bit flipped', (blocks) => blocks.with(-1, flipped(blocks.at(-1)!))],
  ['a tree node with one bit flipped', (blocks) => blocks.with(1, flipped(blocks[1]!))],
  ['no last block', (blocks) => blocks.slice(0, -1)],
  ['no tree', (blocks) => blocks.slice(0, 1)],
  ['nothing', () => []],
]

export async function invalidPacks() {
  const cube = new VectorCube()
  cube.commit(texts(40))
  const { blocks } = await packFor(cube, wantOf(cube))
  const cases = []
  for (const [name, change] of FALSE) cases.push(await refusedPack(name, cube, change(blocks)))
  const miscounted = new VectorCube()
  miscounted.commit(texts(40), { count: 41 })
  cases.push(await refusedPack('a count that is not that of the tree', miscounted))
  const forged = new VectorCube()
  forged.commit(texts(40), { by: eve })
  cases.push(await refusedPack('a commit of somebody who is no author', forged))
  for (const { name, cube: odd, blocks: given } of keysThatNameOthers())
    cases.push(await refusedPack(name, odd, given))
  cases.push(...(await falseParts(cube)))
  return {
    about: 'Packs for a puller that has nothing; each must be refused whole.',
    genesis: hex(cube.genesis.bytes),
    cases,
  }
}

/** For a puller of a part: what is left out, and what does not belong to it. */
async function falseParts(cube: VectorCube) {
  const filter = ['notes/00']
  const { blocks } = await packFor(cube, wantOf(cube, { filter }))
  const { blocks: whole } = await packFor(cube, wantOf(cube))
  const other = whole.find(({ cid }) => !blocks.some((one) => one.cid.equals(cid)))!
  const { blocks: elsewhere } = await packFor(cube, wantOf(cube, { filter: ['notes/03'] }))
  return [
    await refusedPack('a part without one of its memories', cube, blocks.slice(0, -1), filter),
    await refusedPack('a part with a block of another', cube, [...blocks, other], filter),
    await refusedPack('a part that is another one', cube, elsewhere, filter),
  ]
}

export async function refusedPack(name: string, cube: VectorCube, given?: Block[], filter?: string[]) {
  const commit = cube.commits.at(-1)!.cid
  const blocks = given ?? (await packFor(cube, wantOf(cube))).blocks
  const writer = new CarWriter(1 << 20)
  writer.raw(carHeader(commit))
  for (const block of blocks) writer.section(block.cid.bytes, block.bytes)
  const car = Buffer.concat(writer.finish().map((frame) => frame.subarray(1)))
  const code = await refusalOfPack(cube, commit, car, filter)
  return { name, commit: commit.toString(), ...(filter && { filter }), car: hex(car), code }
}

/** The code with which a puller that has nothing refuses a pack. */
export async function refusalOfPack(
  cube: { genesis: Block },
  commit: CID,
  car: Uint8Array,
  filter?: string[],
): Promise<string | undefined> {
  const receiver = {
    getMany: (cids: CID[]) => Promise.resolve(cids.map(() => undefined)),
    mayAccept: () => Promise.resolve(undefined),
    stage: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  }
  const { cid, bytes } = cube.genesis
  const flip = (): Promise<void> => Promise.resolve()
  const request = { cube: cid, commit, genesis: bytes, flip, ...(filter && { filter }) }
  const job = await PullJob.begin(receiver, request, {})
  try {
    for (const block of new CarReader(commit).push(car)) job.closure.receive(block)
    await job.finish({ blocks: 0, bytes: car.length })
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

function rawBlock(): Block {
  const bytes = Buffer.from('nobody asked')
  return { cid: cidFor(RAW, bytes), bytes }
}

function flipped({ cid, bytes }: Block): Block {
  const copy = Uint8Array.from(bytes)
  copy[copy.length - 1]! ^= 1
  return { cid, bytes: copy }
}
