// Promise T5 on loopback: no rollback whatever befell the home or its clock, honest heads whatever the clock says, stale
// heads told, forked ones kept as evidence on every node that sees both.
import { EventEmitter } from 'node:events'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decode } from '../../src/core/codec/index.ts'
import { createCubeShelf } from '../../src/cubes/cube-shelf.ts'
import { watchFreshness } from '../../src/care/freshness.ts'
import type { MemCubeNode, NodeConfig } from '../../src/node/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what it says
type Json = any
type HomeNode = MemCubeNode & { home: string }
const call = (node: MemCubeNode, name: string, input: unknown = {}): Promise<Json> =>
  node.call(name, input) as Promise<Json>
const pull = (node: MemCubeNode, cube: string, from: MemCubeNode): Promise<Json> =>
  call(node, 'pull', { cube, from: from.addresses()[0] })
const online = { network: {} }
const dayMs = 24 * 3_600_000
/** A node whose clock is off by so much. */
const off = (ms: number): Partial<NodeConfig> => ({ ...online, now: () => Date.now() + ms })

async function copyOf(node: HomeNode, name: string): Promise<string> {
  const copy = join(await temporaryFolder(), name)
  await node.close()
  await cp(node.home, copy, { recursive: true, preserveTimestamps: true })
  return copy
}

/** Everything that can be fetched or made again is gone: blocks, index, the record of the cube. */
async function wipeCaches(home: string, cube: string): Promise<void> {
  await rm(join(home, 'index'), { recursive: true, force: true })
  const store = await openStore(join(home, 'store'))
  const blocks = []
  for await (const cid of store.blocks()) blocks.push(cid)
  await store.deleteBlocks(blocks)
  await store.commit({ del: [{ space: 'cubes', key: cube }] })
  await store.close()
}

describe('a head that was rolled back', () => {
  test.each([
    ['after a restart', 0, false],
    ['after the head expired', 30 * dayMs, false],
    ['after the caches were wiped', 0, true],
    ['with a clock that is a day ahead', dayMs, false],
    ['with a clock that is a day behind', -dayMs, false],
    ['after all of it', 30 * dayMs, true],
  ])('is refused %s', { timeout: 60_000 }, async (_, skewMs, isWiped) => {
    const alice = await temporaryNode('alice', online)
    const { cube } = await call(alice, 'create', { name: 'notes' })
    await call(alice, 'add', { cube, key: 'k', text: 'first' })
    await call(alice, 'publish', { cube })
    const old = await copyOf(alice, 'old')
    const present = await reopen(alice.home, online)
    await call(present, 'add', { cube, key: 'k', text: 'second' })
    const bob = await temporaryNode('bob', online)
    await pull(bob, cube, present)
    await present.close()
    await bob.close()
    if (isWiped) await wipeCaches(bob.home, cube)

    const restored = await reopen(old, { network: { port: 0 } })
    const again = await reopen(bob.home, off(skewMs))
    await expect(pull(again, cube, restored)).rejects.toMatchObject({ code: 'ERR_ROLLBACK' })
    if (!isWiped) expect(await call(again, 'get', { cube, key: 'k' })).toMatchObject({ body: 'second' })
    expect((await call(again, 'audit', { kind: 'refused' })).entries).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'ERR_ROLLBACK', verb: 'pull' })]),
    )
  })
})

describe('an honest head', () => {
  test.each([
    ['the reader is a day ahead', 0, dayMs],
    ['the reader is a day behind', 0, -dayMs],
    ['the author is a day ahead', dayMs, 0],
    ['the author is a day behind', -dayMs, 0],
    ['both are off, in opposite directions', dayMs, -dayMs],
  ])('is taken and fresh though the clock of %s', { timeout: 60_000 }, async (_, aliceMs, bobMs) => {
    const alice = await temporaryNode('alice', off(aliceMs))
    const { cube } = await call(alice, 'create', { name: 'notes' })
    await call(alice, 'add', { cube, key: 'k', text: 'first' })
    await call(alice, 'publish', { cube })
    const bob = await temporaryNode('bob', off(bobMs))
    await pull(bob, cube, alice)
    await call(alice, 'add', { cube, key: 'k', text: 'second' })
    await pull(bob, cube, alice)
    expect(await call(bob, 'get', { cube, key: 'k' })).toMatchObject({ body: 'second' })
    expect(await call(bob, 'show', { cube })).toMatchObject({ fresh: true, forked: false })
  })

  test('of a clock that was set back is newer all the same', { timeout: 60_000 }, async () => {
    let aliceMs = dayMs
    const alice = await temporaryNode('alice', { ...online, now: () => Date.now() + aliceMs })
    const { cube } = await call(alice, 'create', { name: 'notes' })
    await call(alice, 'publish', { cube })
    const bob = await temporaryNode('bob', online)
    await pull(bob, cube, alice)
    aliceMs = -dayMs
    await call(alice, 'add', { cube, key: 'k', text: 'after the clock was set' })
    await pull(bob, cube, alice)
    expect(await call(bob, 'get', { cube, key: 'k' })).toMatchObject({ body: 'after the clock was set' })
    expect(await call(bob, 'verify', { cube })).toMatchObject({ ok: true })
  })
})

describe('a head that has expired', () => {
  test(
    'is stale in every answer from that moment on, is told of, and is fresh again when it was renewed',
    { timeout: 60_000 },
    async () => {
      let skewMs = 0
      const now = (): number => Date.now() + skewMs
      const alice = await temporaryNode('alice', { ...online, now })
      const { cube } = await call(alice, 'create', { name: 'notes' })
      await call(alice, 'add', { cube, key: 'k', text: 'vacuum the tables' })
      await call(alice, 'publish', { cube })
      const bob = await temporaryNode('bob', { ...online, now })
      await pull(bob, cube, alice)
      const answers = async (): Promise<boolean[]> => [
        (await call(bob, 'list')).cubes[0].fresh,
        (await call(bob, 'show', { cube })).fresh,
        (await call(bob, 'recall', { query: 'vacuum', tier: 'community' })).results[0].fresh,
      ]
      expect(await answers()).toEqual([true, true, true])
      skewMs = 8 * dayMs
      expect(await answers()).toEqual([false, false, false])
      expect((await call(alice, 'show', { cube })).fresh).toBe(true)
      await call(alice, 'add', { cube, key: 'l', text: 'another' })
      await pull(bob, cube, alice)
      expect(await answers()).toEqual([true, true, true])
    },
  )

  test('is told to those who listen to a daemon, once', { timeout: 60_000 }, async () => {
    let skewMs = 0
    const alice = await temporaryNode('alice', online)
    const { cube } = await call(alice, 'create', { name: 'notes' })
    await call(alice, 'publish', { cube })
    const bob = await temporaryNode('bob', online)
    await pull(bob, cube, alice)
    await bob.close()
    const store = await openStore(join(bob.home, 'store'))
    const events = new EventEmitter()
    const node = { cubes: createCubeShelf(store), events, nowMs: () => Date.now() + skewMs }
    const told: string[] = []
    const isTold = new Promise<void>((resolve) =>
      events.on('cubeStale', (record: { cube: string }) => {
        told.push(record.cube)
        resolve()
      }),
    )
    let looks = 0
    const list = node.cubes.list
    const looked = new Promise<void>((resolve) => {
      node.cubes.list = () => {
        if (told.length > 0 && ++looks === 3) resolve()
        return list()
      }
    })
    const stop = watchFreshness(node as never, 5)
    skewMs = 8 * dayMs
    await isTold
    await looked
    await stop()
    await store.close()
    expect(told).toEqual([cube])
  })
})

describe('two heads with one number', () => {
  test(
    'are flagged and kept by every node that sees both, whichever it held',
    { timeout: 90_000 },
    async () => {
      const alice = await temporaryNode('alice', online)
      const { cube } = await call(alice, 'create', { name: 'notes' })
      await call(alice, 'publish', { cube })
      const twin = await copyOf(alice, 'twin')
      const one = await reopen(alice.home, online)
      await call(one, 'add', { cube, key: 'k', text: 'said here' })
      const carol = await temporaryNode('carol', online)
      await pull(carol, cube, one)
      await one.close()
      const two = await reopen(twin, { network: { port: 0 } })
      await call(two, 'add', { cube, key: 'k', text: 'said there' })
      const dave = await temporaryNode('dave', online)
      await pull(dave, cube, two)
      await two.close()

      // Holds one of them and is offered the other.
      await expect(pull(dave, cube, carol)).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
      // Holds nothing and is offered both at once.
      const bob = await temporaryNode('bob', online)
      await call(bob, 'connect', { address: carol.addresses()[0] })
      await call(bob, 'connect', { address: dave.addresses()[0] })
      await call(bob, 'pull', { cube })
      await call(bob, 'pull', { cube })
      for (const node of [dave, bob]) {
        expect(await call(node, 'show', { cube })).toMatchObject({ forked: true })
        const { checks } = await call(node, 'doctor')
        expect(checks.find(({ name }: Json) => name === 'cubes')).toMatchObject({
          ok: false,
          message: expect.stringContaining('notes'),
        })
        expect((await call(node, 'audit', { kind: 'forked' })).entries).toMatchObject([
          { cube, author: alice.author },
        ])
        await node.close()
        const store = await openStore(join(node.home, 'store'))
        const evidence: Json[] = []
        for await (const [, pair] of store.records<Json>('meta').list(`evidence/${cube}/`))
          evidence.push(pair)
        await store.close()
        expect(evidence).toHaveLength(1)
        const heads = [decode<Json>(evidence[0].known), decode<Json>(evidence[0].other)]
        expect(heads[0].seq).toBe(heads[1].seq)
        expect(heads[0].refs.main.toString()).not.toBe(heads[1].refs.main.toString())
      }
    },
  )
})
