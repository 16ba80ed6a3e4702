// A branch is private until it is published: whatever somebody asks for, nothing of it leaves.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CarReader } from '@ipld/car'
import { CID } from 'multiformats/cid'
import { describe, expect, test } from 'vitest'
import { topicCid } from '../../src/core/cube/index.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { strangerTo, type Stranger } from '../helpers/stranger.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const online = { network: {} }
const minute = { timeout: 90_000 }
// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the expectations say
type Json = any

const call = (node: MemCubeNode, name: string, input: object = {}): Promise<Json> =>
  node.call(name, { cube: 'notes', ...input })

const add = (node: MemCubeNode, key: string, text: string, branch?: string): Promise<Json> =>
  call(node, 'add', { key, text, ...(branch !== undefined && { branch }) })

const secretWords = ['secretdraft', 'walruses-plan', 'a plan that nobody knows', 'hush-hush', 'private-topic']

/** The CIDs of a branch: commits, tree, memories and payloads of its state. */
async function blocksOf(node: MemCubeNode, branch: string): Promise<string[]> {
  const out = join(await temporaryFolder(), 'state.car')
  await call(node, 'export', { out, format: 'car', branch })
  const reader = await CarReader.fromBytes(await readFile(out))
  const found: string[] = []
  for await (const cid of reader.cids()) found.push(cid.toString())
  const { commits } = await call(node, 'log', { branch })
  return [...new Set([...found, ...commits.map(({ commit }: { commit: string }) => commit)])]
}

interface Secrets {
  alice: MemCubeNode
  cube: string
  /** Of the published branch. */
  main: string
  /** CIDs that only the private branch leads to. */
  cids: string[]
  /** The newest commit of the private branch. */
  draft: string
}

/** Alice has a published cube, and a branch beside it that she is on. */
async function privateBranch(): Promise<Secrets> {
  const alice = await temporaryNode('alice', online)
  const { cube } = (await alice.call('create', { name: 'notes', topics: ['seals'] })) as Json
  const { commit: main } = await add(alice, 'k', 'walruses sleep')
  await call(alice, 'publish')
  await call(alice, 'branch', { name: 'secretdraft' })
  const long = 'a plan that nobody knows, told at length. '.repeat(500)
  await add(alice, 'walruses-plan', long, 'secretdraft')
  await call(alice, 'switch', { branch: 'secretdraft' })
  await call(alice, 'describe', { about: 'hush-hush', topics: ['private-topic'] })
  // What is provided is looked at anew.
  await call(alice, 'publish', { branches: ['main'] })
  const { commit: draft } = await call(alice, 'add', { key: 'k', text: 'x', message: 'hush-hush' })
  const open = new Set(await blocksOf(alice, 'main'))
  const cids = (await blocksOf(alice, 'secretdraft')).filter((cid) => !open.has(cid))
  return { alice, cube, main, cids, draft }
}

/** That nothing of the branch is in what came: no word, no CID as text or as bytes. */
function expectNothing(received: readonly Uint8Array[], { cids }: Secrets): void {
  const all = Buffer.concat(received)
  for (const word of secretWords) expect(all.includes(word), word).toBe(false)
  for (const cid of cids) {
    expect(all.includes(cid), cid).toBe(false)
    expect(all.includes(Buffer.from(CID.parse(cid).multihash.digest)), cid).toBe(false)
  }
}

/** All that one can ask for of a cube. */
async function askForAll(eve: Stranger, { cube, main, cids, draft }: Secrets): Promise<void> {
  await eve.ask({ type: 'heads', limit: 64 })
  await eve.ask({ type: 'heads', cubes: [CID.parse(cube)], limit: 64 })
  expect(await eve.ask({ type: 'heads', topic: 'private-topic', limit: 64 })).toMatchObject({ items: [] })
  for (const cid of cids) expect(await eve.want(cube, cid)).toMatchObject({ type: 'refused' })
  // Whoever says that he has it is answered as somebody who has nothing.
  const plain = await eve.want(cube, main)
  expect(plain).toMatchObject({ type: 'offer' })
  expect(await eve.want(cube, main, [draft])).toEqual(plain)
  const patience = AbortSignal.timeout(4_000)
  const blocks = await Promise.all(cids.map((cid) => eve.block(cid, patience)))
  expect(blocks.filter((bytes) => bytes !== undefined)).toEqual([])
  for (const cid of [topicCid('private-topic'), ...cids.slice(0, 3).map((one) => CID.parse(one))])
    expect(await eve.providers(cid)).toEqual([])
}

describe('a private branch of a published cube', () => {
  test('gives nothing of itself to a stranger in any way', minute, async () => {
    const secrets = await privateBranch()
    const { alice, cube, main } = secrets
    expect(secrets.cids.length).toBeGreaterThan(6)
    const eve = await strangerTo(alice)
    expect(await eve.block(main)).toBeDefined()
    await eve.findsProviders(CID.parse(cube))
    await eve.findsProviders(topicCid('seals'))
    await askForAll(eve, secrets)
    const { ticket } = await call(alice, 'publish', { branches: ['main'], dryRun: true })
    eve.received.push(Buffer.from(ticket))

    let count = 0
    await eve.hears(async () => {
      await add(alice, 'walruses-plan', `another ${count}`, 'secretdraft')
      await add(alice, 'n', `news ${count++}`, 'main')
    })
    await call(alice, 'forget', { keys: ['walruses-plan'], reason: 'hush-hush' })
    await askForAll(eve, { ...secrets, main: (await add(alice, 'n', 'last', 'main')).commit })
    expectNothing(eve.received, secrets)
  })

  test('is followed by nobody: what is written there signs and announces no head', minute, async () => {
    const { alice, cube, draft } = await privateBranch()
    const eve = await strangerTo(alice)
    const before = await eve.ask({ type: 'heads', cubes: [CID.parse(cube)], limit: 1 })
    await add(alice, 'more', 'of it', 'secretdraft')
    await call(alice, 'revert', { rev: draft })
    await call(alice, 'branch', { name: 'another' })
    await call(alice, 'switch', { branch: 'another' })
    await call(alice, 'branch', { name: 'secretdraft', remove: true })
    expect(await eve.ask({ type: 'heads', cubes: [CID.parse(cube)], limit: 1 })).toEqual(before)
  })

  test('is not seen by a follower until it is published, nor once it is taken back', minute, async () => {
    const { alice, cube, draft, cids } = await privateBranch()
    const bob = await temporaryNode('bob', online)
    const pull = (): Promise<Json> => bob.call('pull', { cube, from: alice.addresses()[0] })
    const namesAt = async (node: MemCubeNode): Promise<unknown> =>
      ((await node.call('branch', { cube })) as Json).branches.map(
        ({ name, published }: { name: string; published: boolean }) => ({ name, published }),
      )
    await pull()
    expect(await namesAt(bob)).toEqual([{ name: 'main', published: true }])
    expect(await namesAt(alice)).toEqual([
      { name: 'main', published: true },
      { name: 'secretdraft', published: false },
    ])
    expect(await call(bob, 'show')).toMatchObject({ topics: ['seals'], memories: 1 })

    expect(await call(alice, 'publish')).toMatchObject({ branches: ['main', 'secretdraft'], head: draft })
    await pull()
    expect(await namesAt(bob)).toContainEqual({ name: 'secretdraft', published: true })
    const eve = await strangerTo(alice)
    expect(await eve.block(draft)).toBeDefined()

    expect(await call(alice, 'unpublish', { branches: ['secretdraft'] })).toMatchObject({
      branches: ['main'],
    })
    await pull()
    expect(await namesAt(bob)).toEqual([{ name: 'main', published: true }])
    expect(await eve.want(cube, draft)).toMatchObject({ type: 'refused' })
    const patience = AbortSignal.timeout(4_000)
    const blocks = await Promise.all(cids.map((cid) => eve.block(cid, patience)))
    expect(blocks.filter((bytes) => bytes !== undefined)).toEqual([])
    expect(await call(alice, 'get', { key: 'walruses-plan' })).toMatchObject({ verified: true })
  })
})
