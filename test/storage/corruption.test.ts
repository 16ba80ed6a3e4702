import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { describe, expect, it, onTestFinished } from 'vitest'
import { encode } from '../../src/core/codec/index.ts'
import { createBlockstore, openStore, type LedgerStore } from '../../src/storage/index.ts'
import { fillTables, flipOnDisk } from './flip-on-disk.ts'
import { collect, sampleBlocks } from './sample-blocks.ts'
import { temporaryDir } from './temporary-dir.ts'

const corrupt = { name: 'StorageError', code: 'ERR_CORRUPT' }

async function reopen(dir: string): Promise<LedgerStore> {
  const store = await openStore(dir)
  onTestFinished(() => store.close())
  return store
}

describe('a byte of a block that flipped on disk', () => {
  it('is found by every read, named by a check, and healed by putting the block again', async () => {
    const dir = await temporaryDir()
    const [bad, good] = sampleBlocks(2)
    await fillTables(dir, (store) => store.putBlocks([bad!, good!]))
    await flipOnDisk(dir, bad!.bytes, 100)
    const store = await reopen(dir)
    const named = { ...corrupt, cid: bad!.cid, message: expect.stringContaining(bad!.cid.toString()) }
    await expect(store.get(bad!.cid)).rejects.toMatchObject(named)
    await expect(store.getMany([good!.cid, bad!.cid])).rejects.toMatchObject(named)
    await expect(
      collect(createBlockstore(store).get(bad!.cid) as AsyncIterable<Uint8Array>),
    ).rejects.toMatchObject(named)
    await expect(collect(createBlockstore(store).getAll() as AsyncIterable<unknown>)).rejects.toMatchObject(
      named,
    )
    expect(await store.get(good!.cid)).toEqual(good!.bytes)
    expect((await collect(store.checkBlocks())).filter(({ ok }) => !ok)).toEqual([
      { cid: bad!.cid, ok: false, bytes: bad!.bytes.length, message: 'its bytes do not have its hash' },
    ])
    await store.putBlocks([bad!])
    expect(await store.get(bad!.cid)).toEqual(bad!.bytes)
    expect((await collect(store.checkBlocks())).every(({ ok }) => ok)).toBe(true)
  })

  it('is found wherever in the block it is', { timeout: 180_000 }, async () => {
    const dir = await temporaryDir()
    const [block, other] = sampleBlocks(2, 90)
    await fillTables(dir, (store) => store.putBlocks([block!, other!]))
    await fc.assert(
      fc.asyncProperty(fc.nat(block!.bytes.length - 1), async (offset) => {
        await flipOnDisk(dir, block!.bytes, offset)
        const store = await openStore(dir)
        try {
          await expect(store.get(block!.cid)).rejects.toMatchObject(corrupt)
          await store.putBlocks([block!])
        } finally {
          await store.close()
        }
        await (await openStore(dir)).close()
      }),
      { numRuns: 12 },
    )
  })

  it('in its name makes it missing under its own and found by a check', async () => {
    const dir = await temporaryDir()
    const [block] = sampleBlocks(1)
    await fillTables(dir, (store) => store.putBlocks([block!]))
    await flipOnDisk(dir, block!.cid.bytes, 10)
    const store = await reopen(dir)
    expect(await store.get(block!.cid)).toBeUndefined()
    const [found] = await collect(store.checkBlocks())
    expect(found).toMatchObject({ ok: false })
    expect(found!.cid.equals(block!.cid)).toBe(false)
  })

  it('in the part of its name that makes it a CID is told of as well', async () => {
    const dir = await temporaryDir()
    const [block] = sampleBlocks(1)
    await fillTables(dir, (store) => store.putBlocks([block!]))
    await flipOnDisk(dir, block!.cid.bytes, 3)
    const store = await reopen(dir)
    expect(await collect(store.checkBlocks())).toMatchObject([
      {
        ok: false,
        cid: CID.createV1(0x55, block!.cid.multihash),
        message: expect.stringContaining('damaged name'),
      },
    ])
    expect(await collect(store.blocks())).toEqual([])
  })
})

describe('a byte of a record that flipped on disk', () => {
  it('is an error, not another value', async () => {
    const dir = await temporaryDir()
    const value = { seq: 41, head: new Uint8Array(64).fill(7) }
    await fillTables(dir, (store) =>
      store.commit({
        put: [
          { space: 'authors', key: 'alice', value },
          { space: 'authors', key: 'bob', value: 1 },
        ],
      }),
    )
    const bytes = encode(value)
    await flipOnDisk(dir, bytes, bytes.indexOf(41))
    const store = await reopen(dir)
    const named = { ...corrupt, message: expect.stringContaining('authors/alice') }
    await expect(store.records('authors').get('alice')).rejects.toMatchObject(named)
    await expect(collect(store.records('authors').list())).rejects.toMatchObject(named)
    expect(await store.records('authors').get('bob')).toBe(1)
  })
})
