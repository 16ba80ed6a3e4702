// A tombstone binds the cube that it lies in and nothing else: not what others wrote, and not a cube that it was not made for.
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseCid } from '../../../src/core/codec/index.ts'
import { signTombstone, tombstoneKey, tombstoneMemory } from '../../../src/core/cube/index.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import type { MemCubeNode } from '../../../src/node/index.ts'
import { openHome, openStore } from '../../../src/storage/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'
import { writeReserved } from '../write-reserved.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a test expects of it is what it says
type Json = any
type Person = MemCubeNode & { home: string }
const call = (node: MemCubeNode, name: string, input: unknown = {}): Promise<Json> =>
  node.call(name, input) as Promise<Json>
const pull = (node: MemCubeNode, cube: string, from: MemCubeNode): Promise<Json> =>
  call(node, 'pull', { cube, from: from.addresses()[0] })
const online = { network: {} }

/** Eve signs, as the author of a cube of her own, that a memory of somebody else be forgotten. */
async function forgetOfOthers(eve: Person, hers: string, memory: string, of = hers): Promise<Person> {
  await eve.close()
  const { authorKey } = await openHome(eve.home)
  const { publicKey, secret } = keyPairFromSecret(authorKey)
  const said = { cube: parseCid(of), memory: parseCid(memory), author: publicKey, time: 1 }
  const tombstone = signTombstone({ ...said, reason: 'eve says so' }, secret)
  await writeReserved(eve.home, hers, tombstoneKey(parseCid(memory)), tombstoneMemory(tombstone).block)
  return reopen(eve.home, online)
}

async function aliceAndEve(): Promise<{ alice: Person; eve: Person; notes: string; hers: string }> {
  const alice = await temporaryNode('alice', online)
  const { cube: notes } = await call(alice, 'create', { name: 'notes' })
  const eve = await temporaryNode('eve', online)
  const { cube: hers } = await call(eve, 'create', { name: 'bait' })
  await call(eve, 'add', { cube: hers, key: 'bait', text: 'come and pull me' })
  await call(eve, 'publish', { cube: hers })
  return { alice, eve, notes, hers }
}

test(
  'a tombstone in the cube of a stranger takes nothing from the older states of an own cube',
  { timeout: 60_000 },
  async () => {
    const { alice, eve, notes, hers } = await aliceAndEve()
    const { memory } = await call(alice, 'add', { cube: notes, key: 'plan', text: 'the first plan' })
    await call(alice, 'add', { cube: notes, key: 'plan', text: 'the second plan' })
    const enemy = await forgetOfOthers(eve, hers, memory)
    await pull(alice, hers, enemy)
    expect((await call(alice, 'get', { cube: notes, key: 'plan', at: 'main~1' })).body).toBe('the first plan')
    expect(await call(alice, 'verify', { cube: notes })).toMatchObject({ ok: true })
    expect(await call(alice, 'fsck')).toMatchObject({ ok: true })
  },
)

test(
  'nor a payload that an older state needs, of which a stranger had a memory of their own forgotten',
  { timeout: 60_000 },
  async () => {
    const { alice, eve, notes, hers } = await aliceAndEve()
    const file = join(await temporaryFolder(), 'weights')
    const weights = '0123456789abcdef'.repeat(8_192)
    await writeFile(file, weights)
    await call(alice, 'add', { cube: notes, key: 'weights', file, type: 'parameter' })
    await call(alice, 'remove', { cube: notes, keys: ['weights'] })
    // The same bytes have the same blocks, whoever published them.
    const { memory } = await call(eve, 'add', { cube: hers, key: 'weights', file, type: 'parameter' })
    await pull(alice, hers, eve)
    await call(eve, 'remove', { cube: hers, keys: ['weights'] })
    const enemy = await forgetOfOthers(eve, hers, memory)
    await pull(alice, hers, enemy)
    expect((await call(alice, 'audit', { kind: 'forget' })).entries).toMatchObject([{ memory }])
    expect(await call(alice, 'verify', { cube: notes })).toMatchObject({ ok: true })
    expect(await call(alice, 'fsck')).toMatchObject({ ok: true })
  },
)

test(
  'a tombstone of another cube, and one that a stranger signed for the cube, are not obeyed',
  { timeout: 60_000 },
  async () => {
    const { alice, eve, notes, hers } = await aliceAndEve()
    const { memory } = await call(alice, 'add', { cube: notes, key: 'plan', text: 'the plan' })
    const enemy = await forgetOfOthers(eve, hers, memory, notes)
    await pull(alice, hers, enemy)
    expect((await call(alice, 'audit', { kind: 'forget' })).entries).toEqual([])
    expect((await call(alice, 'get', { cube: notes, key: 'plan' })).body).toBe('the plan')
  },
)

test(
  'a block that is damaged is told of, though a stranger had the memory forgotten in another cube',
  { timeout: 60_000 },
  async () => {
    const { alice, eve, notes, hers } = await aliceAndEve()
    const { memory } = await call(alice, 'add', { cube: notes, key: 'plan', text: 'the plan' })
    const enemy = await forgetOfOthers(eve, hers, memory)
    await pull(alice, hers, enemy)
    await alice.close()
    const store = await openStore(join(alice.home, 'store'))
    await store.deleteBlocks([parseCid(memory)])
    await store.close()
    const again = await reopen(alice.home)
    expect(await call(again, 'verify', { cube: notes })).toMatchObject({ ok: false })
  },
)

test(
  'a state that does not follow the one with the tombstone lifts nothing, and does not bring the memory back',
  { timeout: 60_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = await call(alice, 'create', { name: 'notes' })
    const { memory } = await call(alice, 'add', { cube, key: 'people/jane', text: 'where jane lives' })
    await call(alice, 'publish', { cube })
    await alice.close()
    const copy = join(await temporaryFolder(), 'copy')
    await cp(alice.home, copy, { recursive: true })
    const first = await reopen(alice.home, online)
    await call(first, 'forget', { cube, keys: ['people/jane'] })
    const bob = await temporaryNode('bob', online)
    await pull(bob, cube, first)
    await first.close()
    // The copy never heard of the tombstone, and its heads get higher numbers.
    const second = await reopen(copy, online)
    for (const key of ['one', 'two', 'three']) await call(second, 'add', { cube, key, text: `about ${key}` })
    await pull(bob, cube, second)
    expect((await call(bob, 'get', { cube, key: 'three' })).body).toBe('about three')
    await expect(call(bob, 'get', { cube, key: 'people/jane' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect((await call(bob, 'audit', { kind: 'reinstate' })).entries).toEqual([])
    // Nor does the next state of the copy, which follows one without the tombstone.
    await call(second, 'add', { cube, key: 'four', text: 'about four' })
    await pull(bob, cube, second)
    await expect(call(bob, 'get', { cube, key: 'people/jane' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect((await call(bob, 'audit', { kind: 'forget' })).entries).toMatchObject([{ memory }])
  },
)
