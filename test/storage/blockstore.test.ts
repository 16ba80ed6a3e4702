import { registerHooks } from 'node:module'
import type { Blockstore } from 'interface-blockstore'
import type { CID } from 'multiformats/cid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBlockstore, openStore, type Store } from '../../src/storage/index.ts'
import { recordedExpect } from './recorded-expect.ts'
import { collect, sampleBlocks } from './sample-blocks.ts'
import { temporaryDir } from './temporary-dir.ts'

// The suite wants mocha's globals and an assertion library of its authors' build tool, which is not installed.
const assertions = 'data:text/javascript,export const expect = globalThis.recordedExpect'
Object.assign(globalThis, { describe, it, beforeEach, afterEach, recordedExpect })
registerHooks({
  resolve: (name, context, next) =>
    name === 'aegir/chai' ? { url: assertions, shortCircuit: true } : next(name, context),
})
const { interfaceBlockstoreTests } = await import('interface-blockstore-tests')

describe('the blockstore for Helia', () => {
  describe('passes interface-blockstore-tests', () => {
    const stores = new Map<Blockstore, Store>()
    interfaceBlockstoreTests({
      async setup() {
        const store = await openStore(await temporaryDir())
        const blockstore = createBlockstore(store)
        stores.set(blockstore, store)
        return blockstore
      },
      async teardown(blockstore: Blockstore) {
        await stores.get(blockstore)!.close()
      },
    })
  })

  it('stores nothing whose hash differs, one by one or in a stream', async () => {
    const store = await openStore(await temporaryDir())
    const blockstore = createBlockstore(store)
    const [a, b] = sampleBlocks(2)
    await expect(blockstore.put(a!.cid, b!.bytes)).rejects.toMatchObject({ code: 'ERR_UNVERIFIABLE' })
    const pairs = [a!, { cid: b!.cid, bytes: a!.bytes }]
    await expect(collect(blockstore.putMany(pairs) as AsyncIterable<CID>)).rejects.toMatchObject({
      code: 'ERR_UNVERIFIABLE',
    })
    expect(await store.hasMany([a!.cid, b!.cid])).toEqual([false, false])
    await store.close()
  })

  it('puts a block together from the pieces it comes in', async () => {
    const store = await openStore(await temporaryDir())
    const [block] = sampleBlocks(1)
    const pieces = [
      block!.bytes.subarray(0, 100),
      block!.bytes.subarray(100, 101),
      block!.bytes.subarray(101),
    ]
    await createBlockstore(store).put(block!.cid, pieces)
    expect(await store.get(block!.cid)).toEqual(block!.bytes)
    await store.close()
  })

  it('streams more blocks than it gathers for one write', async () => {
    const store = await openStore(await temporaryDir())
    const blocks = sampleBlocks(600, 50)
    const blockstore = createBlockstore(store)
    const put = await collect(blockstore.putMany(blocks) as AsyncIterable<CID>)
    expect(put).toEqual(blocks.map(({ cid }) => cid))
    expect(await collect(blockstore.deleteMany(put) as AsyncIterable<CID>)).toEqual(put)
    expect(await collect(store.blocks())).toEqual([])
    await store.close()
  })
})
