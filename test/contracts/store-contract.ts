/** What every store must do, whatever is below it. */
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { create as createDigest } from 'multiformats/hashes/digest'
import { expect, it } from 'vitest'
import { cidFor, encodeBlock, RAW, sha256 } from '../../src/core/codec/index.ts'
import type { LedgerStore } from '../../src/storage/index.ts'
import { collect, sampleBlocks } from '../storage/sample-blocks.ts'
import { temporaryDir } from '../storage/temporary-dir.ts'

const refused = { code: 'ERR_UNVERIFIABLE' }

/**
 * Registers the tests; `open` opens the store of a folder, with what was written there before.
 * @param fewer a tenth of the blocks where there are many, for a store that is slow
 */
export function storeContract(
  open: (dir: string) => Promise<LedgerStore>,
  { fewer = false }: { fewer?: boolean } = {},
): void {
  const many = (count: number): number => (fewer ? Math.ceil(count / 10) : count)
  const fresh = async (): Promise<LedgerStore> => open(await temporaryDir())

  it('gives blocks back in the order asked for, and undefined for what it does not have', async () => {
    await using store = disposable(await fresh())
    const [a, b, c] = sampleBlocks(3)
    await store.putBlocks([a!, b!])
    expect(await store.getMany([b!.cid, c!.cid, a!.cid, b!.cid])).toEqual([
      b!.bytes,
      undefined,
      a!.bytes,
      b!.bytes,
    ])
    expect(await store.get(a!.cid)).toEqual(a!.bytes)
    expect(await store.get(c!.cid)).toBeUndefined()
    expect(await store.hasMany([c!.cid, a!.cid])).toEqual([false, true])
    expect(await store.has(c!.cid)).toBe(false)
    expect(await store.getMany([])).toEqual([])
  })

  it('takes more blocks than one write holds', async () => {
    await using store = disposable(await fresh())
    const blocks = sampleBlocks(many(2_500), 60)
    await store.putBlocks(blocks)
    expect(await store.getMany(blocks.map(({ cid }) => cid))).toEqual(blocks.map(({ bytes }) => bytes))
    expect((await collect(store.blocks())).length).toBe(many(2_500))
  })

  it('refuses a block with one flipped byte and stores nothing of its batch', async () => {
    await using store = disposable(await fresh())
    const [good, other] = sampleBlocks(2)
    const flipped = Uint8Array.from(other!.bytes)
    flipped[20]! ^= 1
    await expect(store.putBlocks([good!, { cid: other!.cid, bytes: flipped }])).rejects.toMatchObject(refused)
    expect(await store.hasMany([good!.cid, other!.cid])).toEqual([false, false])
  })

  it('refuses CIDs of another version, codec or hash', async () => {
    await using store = disposable(await fresh())
    const bytes = new TextEncoder().encode('hello')
    const digest = cidFor(RAW, bytes).multihash
    const others = [
      CID.createV0(digest as never),
      CID.createV1(0x0129, digest),
      CID.createV1(RAW, createDigest(0x00, bytes)),
    ]
    for (const cid of others) await expect(store.putBlocks([{ cid, bytes }])).rejects.toMatchObject(refused)
    expect(await collect(store.blocks())).toEqual([])
  })

  it('refuses dag-cbor that is not canonical although its hash is right', async () => {
    await using store = disposable(await fresh())
    const bytes = Uint8Array.of(0x18, 0x01)
    await expect(
      store.putBlocks([{ cid: CID.createV1(0x71, createDigest(0x12, sha256(bytes))), bytes }]),
    ).rejects.toMatchObject(refused)
  })

  it('keeps what was committed when it is opened again', async () => {
    const dir = await temporaryDir()
    const [a, b] = sampleBlocks(2)
    const store = await open(dir)
    await store.putBlocks([a!])
    await store.commit({
      blocks: [b!],
      put: [{ space: 'cubes', key: 'notes', value: { head: b!.cid, seq: 7 } }],
    })
    await store.close()
    await using again = disposable(await open(dir))
    expect(await again.getMany([a!.cid, b!.cid])).toEqual([a!.bytes, b!.bytes])
    expect(await again.records('cubes').get('notes')).toEqual({ head: b!.cid, seq: 7 })
  })

  it('writes nothing of a batch in which one block is refused', async () => {
    await using store = disposable(await fresh())
    const [a, b] = sampleBlocks(2)
    const batch = {
      blocks: [a!, { cid: b!.cid, bytes: a!.bytes }],
      put: [{ space: 'meta' as const, key: 'k', value: 1 }],
    }
    await expect(store.commit(batch)).rejects.toMatchObject(refused)
    expect(await store.has(a!.cid)).toBe(false)
    expect(await store.records('meta').get('k')).toBeUndefined()
  })

  it('writes nothing of a batch in which one record has no canonical form', async () => {
    await using store = disposable(await fresh())
    const [a] = sampleBlocks(1)
    const batch = { blocks: [a!], put: [{ space: 'meta' as const, key: 'k', value: Number.NaN }] }
    await expect(store.commit(batch)).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
    expect(await store.has(a!.cid)).toBe(false)
  })

  it('keeps the records of each space apart and lists them by prefix in byte order', async () => {
    await using store = disposable(await fresh())
    const keys = ['b', 'a/2', 'a/1', 'a', 'a/é', 'a/𝔸', 'ab']
    await store.commit({ put: keys.map((key) => ({ space: 'authors' as const, key, value: key })) })
    await store.commit({ put: [{ space: 'peers', key: 'a', value: 'peer' }] })
    expect((await collect(store.records('authors').list())).map(([key]) => key)).toEqual([
      'a',
      'a/1',
      'a/2',
      'a/é',
      'a/𝔸',
      'ab',
      'b',
    ])
    expect(await collect(store.records('authors').list('a/'))).toEqual(
      ['a/1', 'a/2', 'a/é', 'a/𝔸'].map((key) => [key, key]),
    )
    expect(await collect(store.records('peers').list('a'))).toEqual([['a', 'peer']])
    await store.commit({ del: [{ space: 'authors', key: 'a' }] })
    expect(await store.records('authors').get('a')).toBeUndefined()
    expect(await store.records('peers').get('a')).toBe('peer')
  })

  it('lists more records than one page holds, each once', async () => {
    await using store = disposable(await fresh())
    const put = Array.from({ length: 700 }, (_, n) => ({
      space: 'heads' as const,
      key: `cube/${n}`,
      value: n,
    }))
    await store.commit({ put })
    const values = (await collect(store.records<number>('heads').list('cube/'))).map(([, value]) => value)
    expect(values.sort((a, b) => a - b)).toEqual(put.map(({ value }) => value))
  })

  it('finds any record by the key that it was written under', async () => {
    await using store = disposable(await fresh())
    const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(key, fc.integer(), { minKeys: 1, maxKeys: 8, noNullPrototype: true }),
        async (records) => {
          const names = Object.keys(records)
          await store.commit({
            put: names.map((name) => ({ space: 'meta', key: name, value: records[name] })),
          })
          for (const name of names) expect(await store.records('meta').get(name)).toBe(records[name])
          expect(Object.fromEntries(await collect(store.records('meta').list()))).toEqual(records)
          await store.commit({ del: names.map((name) => ({ space: 'meta', key: name })) })
        },
      ),
      { numRuns: 40 },
    )
  })

  it('refuses a record without a name or with one of more than 1,024 bytes', async () => {
    await using store = disposable(await fresh())
    for (const key of ['', 'é'.repeat(513)]) {
      await expect(store.commit({ put: [{ space: 'meta', key, value: 1 }] })).rejects.toMatchObject({
        code: 'ERR_INVALID_INPUT',
      })
    }
  })

  it('remembers under which mark blocks arrived until a batch takes the mark away', async () => {
    const dir = await temporaryDir()
    const blocks = sampleBlocks(many(1_050) + 50, 40)
    const store = await open(dir)
    await store.putBlocks(blocks.slice(0, many(1_050)), { staging: 'cube' })
    await store.putBlocks(blocks.slice(many(1_050)), { staging: 'cube-2' })
    await store.close()
    await using again = disposable(await open(dir))
    expect(await again.stageIds()).toEqual(['cube', 'cube-2'])
    const staged = (await collect(again.stagedBlocks('cube'))).map(String)
    expect(new Set(staged)).toEqual(new Set(blocks.slice(0, many(1_050)).map(({ cid }) => cid.toString())))
    await again.commit({ clearStaging: ['cube'] })
    expect(await again.stageIds()).toEqual(['cube-2'])
    expect(await again.has(blocks[0]!.cid)).toBe(true)
    await again.clearStaging('cube-2')
    expect(await again.stageIds()).toEqual([])
  })

  it('adds to a mark instead of replacing it when a pull goes on', async () => {
    await using store = disposable(await fresh())
    const [a, b] = sampleBlocks(2)
    await store.putBlocks([a!], { staging: 'cube' })
    await store.putBlocks([b!], { staging: 'cube' })
    expect(new Set((await collect(store.stagedBlocks('cube'))).map(String))).toEqual(
      new Set([a!.cid.toString(), b!.cid.toString()]),
    )
  })

  it('deletes blocks and nothing else', async () => {
    await using store = disposable(await fresh())
    const blocks = sampleBlocks(6)
    await store.putBlocks(blocks)
    await store.deleteBlocks(blocks.slice(0, 3).map(({ cid }) => cid))
    expect(await store.hasMany(blocks.map(({ cid }) => cid))).toEqual([false, false, false, true, true, true])
    expect((await collect(store.blocks())).length).toBe(3)
  })

  it('finds nothing wrong with sound blocks', async () => {
    await using store = disposable(await fresh())
    const blocks = sampleBlocks(many(600), 80)
    await store.putBlocks(blocks)
    const checks = await collect(store.checkBlocks())
    expect(checks.length).toBe(many(600))
    expect(checks.every(({ ok }) => ok)).toBe(true)
  })

  it('stops a long listing and a batch of blocks when told to', async () => {
    await using store = disposable(await fresh())
    const blocks = sampleBlocks(3)
    await store.putBlocks(blocks)
    const signal = AbortSignal.abort()
    const aborted = { code: 'ERR_ABORTED' }
    await expect(collect(store.blocks({ signal }))).rejects.toMatchObject(aborted)
    await expect(collect(store.checkBlocks({ signal }))).rejects.toMatchObject(aborted)
    await expect(store.get(blocks[0]!.cid, { signal })).rejects.toMatchObject(aborted)
    await expect(store.putBlocks(sampleBlocks(1, 50, 'late'), { signal })).rejects.toMatchObject(aborted)
  })

  it('goes on listing while blocks are written and deleted', async () => {
    await using store = disposable(await fresh())
    const blocks = sampleBlocks(many(1_500), 40)
    await store.putBlocks(blocks)
    const seen = new Set<string>()
    for await (const cid of store.blocks()) {
      if (seen.size === 10) await store.putBlocks(sampleBlocks(200, 40, 'more'))
      if (seen.size === 20) await store.deleteBlocks(sampleBlocks(200, 40, 'more').map((block) => block.cid))
      seen.add(cid.toString())
    }
    expect(blocks.every(({ cid }) => seen.has(cid.toString()))).toBe(true)
  })

  it('keeps all of many batches that are committed at once', async () => {
    await using store = disposable(await fresh())
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        store.commit({ blocks: [encodeBlock({ n })], put: [{ space: 'meta', key: `${n}`, value: n }] }),
      ),
    )
    expect((await collect(store.records('meta').list())).length).toBe(50)
    expect((await collect(store.blocks())).length).toBe(50)
  })

  it('tells what the disk holds and has left', async () => {
    await using store = disposable(await fresh())
    await store.putBlocks(sampleBlocks(100, 1_000))
    const { bytes, free, readOnly } = await store.usage()
    expect(bytes).toBeGreaterThan(100_000)
    expect(free).toBeGreaterThan(0)
    expect(readOnly).toBe(false)
  })

  it('finishes what is under way when it is closed, and answers no more', async () => {
    const dir = await temporaryDir()
    const [a] = sampleBlocks(1)
    const store = await open(dir)
    const committed = store.commit({ blocks: [a!] })
    await Promise.all([committed, store.close(), store.close()])
    await expect(store.get(a!.cid)).rejects.toMatchObject({ code: 'ERR_INTERNAL' })
    await using again = disposable(await open(dir))
    expect(await again.get(a!.cid)).toEqual(a!.bytes)
  })
}

function disposable(store: LedgerStore): LedgerStore & AsyncDisposable {
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() })
}
