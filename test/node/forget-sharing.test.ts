// Tombstones between nodes on loopback: who obeys, who need not, and what is not taken any more.
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseCid } from '../../src/core/codec/index.ts'
import { signTombstone, tombstoneKey, tombstoneMemory } from '../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../src/core/identity/index.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { openHome, openStore } from '../../src/storage/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { writeReserved } from './write-reserved.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what it says
type Json = any
const call = (node: MemCubeNode, name: string, input: unknown = {}): Promise<Json> =>
  node.call(name, input) as Promise<Json>
const pull = (node: MemCubeNode, cube: string, from: MemCubeNode): Promise<Json> =>
  call(node, 'pull', { cube, from: from.addresses()[0] })
const online = { network: {} }
const secret = 'Xylographqz keeps the spare key under the third flowerpot'

async function hasText(home: string, text: string): Promise<boolean> {
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    if ((await readFile(join(entry.parentPath, entry.name))).toString('latin1').includes(text)) return true
  }
  return false
}

/** Alice publishes two memories and bob has both. */
async function aliceAndBob(): Promise<{
  alice: MemCubeNode & { home: string }
  bob: MemCubeNode & { home: string }
  cube: string
  memory: string
}> {
  const alice = await temporaryNode('alice', online)
  const { cube } = await call(alice, 'create', { name: 'notes' })
  await call(alice, 'add', { cube, key: 'plain', text: 'a plain thought' })
  const { memory } = await call(alice, 'add', { cube, key: 'people/jane', text: secret })
  await call(alice, 'publish', { cube })
  const bob = await temporaryNode('bob', online)
  await pull(bob, cube, alice)
  return { alice, bob, cube, memory }
}

test(
  'a peer that pulls a tombstone drops block, index and bytes, and says so in its log',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, cube, memory } = await aliceAndBob()
    expect((await call(bob, 'recall', { query: 'xylographqz', tier: 'community' })).results[0]?.key).toBe(
      'people/jane',
    )
    const { notForced, fetchedBy } = await call(alice, 'forget', {
      cube,
      keys: ['people/jane'],
      reason: 'she asked for it',
    })
    expect(notForced).toEqual(expect.arrayContaining([expect.stringContaining('stay away')]))
    expect(fetchedBy).toEqual([{ peerId: bob.peerId, lastMs: expect.any(Number) }])
    await pull(bob, cube, alice)
    expect((await call(bob, 'audit', { kind: 'forget' })).entries).toMatchObject([
      { memory, author: alice.author },
    ])
    expect(
      (await call(bob, 'recall', { query: 'xylographqz', tier: 'community' })).results.map(
        ({ key }: Json) => key,
      ),
    ).not.toContain('people/jane')
    await expect(call(bob, 'get', { cube, key: 'people/jane', at: 'main~1' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: expect.stringContaining('she asked for it'),
    })
    expect(await call(bob, 'fsck')).toMatchObject({ ok: true })
    // What bob passes on is whole.
    const carol = await temporaryNode('carol', online)
    expect(await pull(carol, cube, bob)).toMatchObject({ memories: 1 })
    expect(await call(carol, 'verify', { cube })).toMatchObject({ ok: true })
    await bob.close()
    expect(await hasText(bob.home, secret)).toBe(false)
  },
)

test(
  'the tombstone of a cube binds no fork of it: the block stays for the fork alone',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, cube, memory } = await aliceAndBob()
    await call(bob, 'fork', { cube, name: 'mine' })
    await call(alice, 'forget', { cube, keys: ['people/jane'] })
    await pull(bob, cube, alice)
    expect((await call(bob, 'get', { cube: 'mine', key: 'people/jane' })).body).toBe(secret)
    await expect(call(bob, 'get', { cube, key: 'people/jane', at: 'main~1' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect(await call(bob, 'fsck')).toMatchObject({ ok: true })
    await bob.close()
    const store = await openStore(join(bob.home, 'store'))
    expect(await store.has(parseCid(memory))).toBe(true)
    await store.close()
  },
)

test('who follows the cube obeys without being asked to', { timeout: 60_000 }, async () => {
  const { alice, bob, cube, memory } = await aliceAndBob()
  await call(bob, 'follow', { target: cube })
  const signal = AbortSignal.timeout(30_000)
  const [forgotten, pulled] = [
    once(bob.events, 'forgotten', { signal }),
    once(bob.events, 'cubePulled', { signal }),
  ]
  await call(alice, 'forget', { cube, keys: ['people/jane'] })
  expect(await forgotten).toEqual([cube])
  // Told when all of it is done.
  await pulled
  expect((await call(bob, 'keys', { cube })).keys).toEqual(['plain'])
  expect((await call(bob, 'audit', { kind: 'forget' })).entries).toMatchObject([{ memory }])
  await bob.close()
  expect(await hasText(bob.home, secret)).toBe(false)
})

test('a peer lifts what the author reinstated, and takes the memory again', { timeout: 60_000 }, async () => {
  const { alice, bob, cube, memory } = await aliceAndBob()
  await call(alice, 'forget', { cube, keys: ['people/jane'] })
  await pull(bob, cube, alice)
  await call(alice, 'forget', { cube, reinstate: [memory] })
  await call(alice, 'add', { cube, key: 'people/jane', text: secret })
  await pull(bob, cube, alice)
  expect((await call(bob, 'get', { cube, key: 'people/jane' })).body).toBe(secret)
  expect((await call(bob, 'audit', { kind: 'reinstate' })).entries).toHaveLength(1)
})

test(
  'who forgets a memory of somebody else does without it, through every later pull',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, cube } = await aliceAndBob()
    const file = join(await temporaryFolder(), 'weights')
    await writeFile(file, `${'0123456789abcdef'.repeat(8_192)}${secret}`)
    await call(alice, 'add', { cube, key: 'weights', file, type: 'parameter' })
    await pull(bob, cube, alice)
    const receipt = await call(bob, 'forget', { cube, keys: ['people/jane', 'weights'] })
    expect(receipt).toMatchObject({ tombstone: null, commit: null, removed: { blocks: 2, texts: 1 } })
    expect(receipt.removed.payloads).toBeGreaterThan(0)
    expect(receipt.notForced).toEqual(expect.arrayContaining([expect.stringContaining('author of the cube')]))
    await call(alice, 'add', { cube, key: 'more', text: 'another plain thought' })
    await pull(bob, cube, alice)
    await expect(call(bob, 'get', { cube, key: 'people/jane' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect((await call(bob, 'get', { cube, key: 'more' })).body).toBe('another plain thought')
    expect(
      (await call(bob, 'recall', { query: 'xylographqz', tier: 'community' })).results.map(
        ({ key }: Json) => key,
      ),
    ).not.toContain('people/jane')
    expect(await call(bob, 'fsck')).toMatchObject({ ok: true })
    await expect(call(bob, 'fork', { cube, name: 'mine' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    // Also when all of it comes once more: every block is offered, and what was forgotten is passed over.
    await bob.close()
    const store = await openStore(join(bob.home, 'store'))
    await store.commit({
      del: [
        { space: 'cubes', key: cube },
        { space: 'heads', key: `${cube}/${alice.author}` },
      ],
    })
    const blocks = []
    for await (const cid of store.blocks()) blocks.push(cid)
    await store.deleteBlocks(blocks)
    await store.close()
    const again = await reopen(bob.home, online)
    expect(await pull(again, cube, alice)).toMatchObject({ memories: 4 })
    await expect(call(again, 'get', { cube, key: 'weights' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect(await call(again, 'verify', { cube })).toMatchObject({ ok: true })
    await again.close()
    expect(await hasText(bob.home, secret)).toBe(false)
  },
)

test('a tombstone of a stranger is not obeyed', { timeout: 60_000 }, async () => {
  const { alice, bob, cube, memory } = await aliceAndBob()
  const eve = keyPairFromSecret(new Uint8Array(32).fill(6))
  const forged = signTombstone(
    { cube: parseCid(cube), memory: parseCid(memory), author: eve.publicKey, time: 1 },
    eve.secret,
  )
  await putReserved(alice, cube, tombstoneKey(parseCid(memory)), forged)
  const present = await reopen(alice.home, online)
  await pull(bob, cube, present)
  expect((await call(bob, 'keys', { cube, prefix: '.memcube/forgotten/' })).keys).toHaveLength(1)
  expect((await call(bob, 'get', { cube, key: 'people/jane' })).body).toBe(secret)
  expect((await call(bob, 'audit', { kind: 'forget' })).entries).toEqual([])
})

test('a state that brings back what its authors had forgotten is refused', { timeout: 60_000 }, async () => {
  const { alice, bob, cube, memory } = await aliceAndBob()
  const { authorKey } = await openHome(alice.home)
  const { publicKey } = keyPairFromSecret(authorKey)
  // Signed by alice, while the memory still stands under its key: a program that does not keep to the rules.
  const tombstone = signTombstone(
    { cube: parseCid(cube), memory: parseCid(memory), author: publicKey, time: 1 },
    authorKey,
  )
  await putReserved(alice, cube, tombstoneKey(parseCid(memory)), tombstone)
  const present = await reopen(alice.home, online)
  const carol = await temporaryNode('carol', online)
  await expect(pull(carol, cube, present)).rejects.toMatchObject({ code: 'ERR_DENIED' })
  expect((await call(carol, 'list')).cubes).toEqual([])
  expect((await call(bob, 'get', { cube, key: 'people/jane' })).body).toBe(secret)
})

/** Writes under a reserved key, which no verb does, and closes the node. */
async function putReserved(
  node: MemCubeNode & { home: string },
  cube: string,
  key: string,
  tombstone: Parameters<typeof tombstoneMemory>[0],
): Promise<void> {
  await node.close()
  await writeReserved(node.home, cube, key, tombstoneMemory(tombstone).block)
}
