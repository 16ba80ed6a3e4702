// A store whose blocks are in S3, and what becomes of it when that is away, slow, or lies.
import { describe, expect, it } from 'vitest'
import type { Block } from '../../../src/core/codec/index.ts'
import { createS3Blocks } from '../../../src/storage/elsewhere/s3-blocks.ts'
import { parseTarget, type S3Target } from '../../../src/storage/elsewhere/target.ts'
import type { LedgerStore } from '../../../src/storage/index.ts'
import { collect, sampleBlocks } from '../sample-blocks.ts'
import { createFakeS3, cutOff, fakeKeys, nobodyThere, refusal, type FakeS3 } from './fake-s3.ts'
import { openAt, openAway } from './open-away.ts'

const away = { code: 'ERR_UNREACHABLE', message: expect.stringContaining('s3://memories/') }
const put = (key: string): { space: 'meta'; key: string; value: number } => ({ space: 'meta', key, value: 1 })

/** Names of the objects that are blocks. */
function blocksIn({ objects }: FakeS3): string[] {
  return [...objects.keys()].flatMap((name) => name.split('/blocks/')[1] ?? [])
}

const namesOf = (blocks: readonly Block[]): string[] => blocks.map(({ cid }) => cid.toString())

/** Blocks are in the cache from when they are put: this takes it away, as a restart with none would. */
async function uncached(s3: FakeS3, blocks: readonly Block[]): Promise<LedgerStore> {
  const { store } = await openAway(s3, 0)
  await store.putBlocks(blocks)
  // Each write begins a new half of a cache without room, so the second one takes the first away.
  await store.putBlocks(sampleBlocks(1, 40, 'one'))
  await store.putBlocks(sampleBlocks(1, 40, 'two'))
  return store
}

describe('while the store elsewhere does not answer', () => {
  it('a write is refused whole, and its name is said', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    const [block] = sampleBlocks(1)
    s3.fault = nobodyThere
    await expect(store.commit({ blocks: [block!], put: [put('refers')] })).rejects.toMatchObject(away)
    expect(await store.records('meta').get('refers')).toBeUndefined()
    expect(await store.has(block!.cid)).toBe(false)
  })

  it('what is cached is read, what is not is an error and never a block that is not there', async () => {
    const s3 = createFakeS3()
    const [first, last] = sampleBlocks(2)
    const store = await uncached(s3, [first!])
    await store.putBlocks([last!])
    s3.fault = nobodyThere
    expect(await store.get(last!.cid)).toEqual(last!.bytes)
    await expect(store.get(first!.cid)).rejects.toMatchObject(away)
    expect(await store.has(first!.cid)).toBe(true)
  })

  it('records are read and written on', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    s3.fault = nobodyThere
    await store.commit({ put: [put('alone')] })
    expect(await store.records('meta').get('alone')).toBe(1)
  })

  it('the reason is said, and no more once it answers', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    s3.fault = nobodyThere
    expect(await store.elsewhere({ ask: true })).toMatchObject({
      problem: expect.stringContaining('ECONNREFUSED'),
      waiting: 0,
    })
    s3.fault = undefined
    const report = await store.elsewhere({ ask: true })
    expect(report).toMatchObject({ tookMs: expect.any(Number), whole: true })
    expect(report).not.toHaveProperty('problem')
  })

  it('a home opens', async () => {
    const s3 = createFakeS3()
    const { store, dir } = await openAway(s3)
    await store.close()
    s3.fault = nobodyThere
    const again = await openAt(dir, s3)
    expect(await again.stageIds()).toEqual([])
    await again.close()
  })
})

describe('a write', () => {
  it('is seen only after the store has its blocks', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    const [block] = sampleBlocks(1)
    const gate = Promise.withResolvers<undefined>()
    const reached = Promise.withResolvers<void>()
    s3.fault = () => (reached.resolve(), gate.promise)
    const committed = store.commit({ blocks: [block!], put: [put('refers')] })
    await reached.promise
    expect(await store.records('meta').get('refers')).toBeUndefined()
    gate.resolve(undefined)
    await committed
    expect(await store.records('meta').get('refers')).toBe(1)
  })

  it('that failed half way leaves nothing, and what the store took of it is erased there', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    const blocks = sampleBlocks(40)
    const refused = blocks[20]!.cid.toString()
    s3.fault = (_method, name) => (name.endsWith(refused) ? refusal(400, 'EntityTooLarge') : undefined)
    await expect(store.putBlocks(blocks)).rejects.toMatchObject(away)
    expect(await store.hasMany(blocks.map(({ cid }) => cid))).not.toContain(true)
    expect(blocksIn(s3).length).toBeGreaterThan(0)
    s3.fault = undefined
    const [other] = sampleBlocks(1, 40, 'other')
    await store.putBlocks([other!])
    expect(blocksIn(s3)).toEqual(namesOf([other!]))
  })

  it('is tried again when the store is busy, and not when it says no', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    const [block, other] = sampleBlocks(2)
    let busy = 2
    s3.fault = () => (busy-- > 0 ? refusal(503, 'SlowDown') : undefined)
    await store.putBlocks([block!])
    expect(await store.get(block!.cid)).toEqual(block!.bytes)
    s3.fault = () => refusal(403, 'SignatureDoesNotMatch')
    const { length: before } = s3.asked
    const failure = await store.putBlocks([other!]).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('SignatureDoesNotMatch'),
    })
    expect(s3.asked.length).toBe(before + 1)
    expect(String(failure)).not.toContain(fakeKeys.secretAccessKey)
  })

  it('ends when the store never answers', async () => {
    const hangs: FakeS3['send'] = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal!.reason as Error))
      })
    const target = parseTarget('s3://memories?endpoint=http://127.0.0.1:7070') as S3Target
    const remote = createS3Blocks(target, { keys: fakeKeys, home: 'a', send: hangs, answerMs: 20 })
    await expect(remote.put(sampleBlocks(1))).rejects.toMatchObject({
      code: 'ERR_UNREACHABLE',
      message: expect.stringContaining('did not answer within'),
    })
  })
})

describe('bytes that come back', () => {
  const lies: [what: string, lie: (bytes: Uint8Array) => Response, code: string][] = [
    [
      'with another byte are not served',
      (bytes) => new Response(bytes.with(3, bytes[3]! ^ 1)),
      'ERR_CORRUPT',
    ],
    [
      'cut short by a server that says that is all are not served',
      (bytes) => new Response(bytes.slice(0, 9)),
      'ERR_CORRUPT',
    ],
    ['and break off are asked for again, and then an error', cutOff, 'ERR_UNREACHABLE'],
    [
      'without end are not read to the end',
      () => new Response(new Uint8Array(3 * 1024 * 1024)),
      'ERR_UNREACHABLE',
    ],
    ['no more are a damaged block, not a missing one', () => refusal(404, 'NoSuchKey'), 'ERR_CORRUPT'],
  ]
  it.each(lies)('%s', async (_what, lie, code) => {
    const s3 = createFakeS3()
    const [block] = sampleBlocks(1)
    const store = await uncached(s3, [block!])
    s3.fault = (method, name) =>
      method === 'GET' && name.endsWith(block!.cid.toString()) ? lie(block!.bytes) : undefined
    await expect(store.get(block!.cid)).rejects.toMatchObject({ code })
    s3.fault = undefined
    expect(await store.get(block!.cid)).toEqual(block!.bytes)
  })

  it('are checked at the store and not in the cache, and healed there', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    const blocks = sampleBlocks(3)
    await store.putBlocks(blocks)
    const [name] = [...s3.objects.keys()].filter((one) => one.endsWith(blocks[1]!.cid.toString()))
    s3.objects.set(name!, new Uint8Array(5))
    const wrong = (await collect(store.checkBlocks())).filter(({ ok }) => !ok)
    expect(wrong.map(({ cid }) => cid.toString())).toEqual(namesOf([blocks[1]!]))
    await store.healBlocks([blocks[1]!])
    expect((await collect(store.checkBlocks())).every(({ ok }) => ok)).toBe(true)
    expect(s3.objects.get(name!)).toEqual(blocks[1]!.bytes)
  })
})

describe('what is deleted', () => {
  it('is erased at the store, and waits while it does not answer', async () => {
    const s3 = createFakeS3()
    const { store, dir } = await openAway(s3)
    const blocks = sampleBlocks(5)
    await store.putBlocks(blocks)
    await store.eraseBlocks([blocks[0]!.cid])
    expect(blocksIn(s3).sort()).toEqual(namesOf(blocks.slice(1)).sort())
    s3.fault = nobodyThere
    await store.eraseBlocks([blocks[1]!.cid])
    expect(await store.has(blocks[1]!.cid)).toBe(false)
    expect(await store.elsewhere()).toMatchObject({ toErase: 1, problem: expect.any(String) })
    await store.close()
    s3.fault = undefined
    const again = await openAt(dir, s3)
    await again.putBlocks(sampleBlocks(1, 40, 'next'))
    expect(await again.elsewhere()).toMatchObject({ toErase: 0 })
    expect(blocksIn(s3)).not.toContain(blocks[1]!.cid.toString())
    await again.close()
  })

  it('waits on where something before the store answers 404 to everything, and nothing counts as lost by that', async () => {
    const s3 = createFakeS3()
    const [block, other] = sampleBlocks(2)
    const store = await uncached(s3, [block!])
    s3.fault = () => new Response('<html>no such page</html>', { status: 404 })
    await expect(store.get(block!.cid)).rejects.toMatchObject(away)
    await store.eraseBlocks([block!.cid])
    expect(await store.elsewhere()).toMatchObject({ toErase: 1, problem: expect.stringContaining('404') })
    expect(blocksIn(s3)).toContain(block!.cid.toString())
    s3.fault = undefined
    await store.putBlocks([other!])
    expect(await store.elsewhere({ ask: true })).toMatchObject({ toErase: 0 })
    expect(blocksIn(s3)).not.toContain(block!.cid.toString())
  })

  it('and put again meanwhile stays', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    const [block] = sampleBlocks(1)
    await store.putBlocks([block!])
    s3.fault = (method) => (method === 'DELETE' ? nobodyThere() : undefined)
    await store.deleteBlocks([block!.cid])
    await store.putBlocks([block!])
    s3.fault = undefined
    expect(await store.elsewhere({ ask: true })).toMatchObject({ toErase: 0 })
    expect(blocksIn(s3)).toEqual(namesOf([block!]))
    expect(await store.get(block!.cid)).toEqual(block!.bytes)
  })

  it('is not tried again with each write while the store does not erase', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    const [block] = sampleBlocks(1)
    await store.putBlocks([block!])
    s3.fault = (method) => (method === 'DELETE' ? nobodyThere() : undefined)
    await store.deleteBlocks([block!.cid])
    const tries = (): number => s3.asked.filter((line) => line.startsWith('DELETE')).length
    const before = tries()
    expect(before).toBeGreaterThan(0)
    for (let n = 0; n < 3; n++) await store.putBlocks(sampleBlocks(1, 40, `round ${n}`))
    expect(tries()).toBe(before)
  })

  it('while it is read is not there, and not damaged', async () => {
    const s3 = createFakeS3()
    const [block] = sampleBlocks(1)
    const store = await uncached(s3, [block!])
    s3.fault = async (method) => {
      s3.fault = undefined
      if (method === 'GET') await store.deleteBlocks([block!.cid])
      return undefined
    }
    expect(await store.get(block!.cid)).toBeUndefined()
  })

  it('is measured by a collection without being read', async () => {
    const s3 = createFakeS3()
    const blocks = sampleBlocks(3)
    const store = await uncached(s3, blocks)
    const collection = store.beginCollection(() => true)
    const { length: before } = s3.asked
    expect((await collection.measure(blocks.map(({ cid }) => cid))).map(({ bytes }) => bytes)).toEqual(
      blocks.map(({ bytes }) => bytes.length),
    )
    expect(s3.asked.length).toBe(before)
    collection.end()
  })
})
