// Where the blocks of a home are, as its files say it, and who may have a place.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../../src/storage/index.ts'
import { loadPlace, savePlace } from '../../../src/storage/elsewhere/place-file.ts'
import { fillTables, flipOnDisk } from '../flip-on-disk.ts'
import { sampleBlocks } from '../sample-blocks.ts'
import { temporaryDir } from '../temporary-dir.ts'
import { closedConfig, createFakeKubo } from './fake-kubo.ts'
import { createFakeS3, fakeKeys, nobodyThere, refusal } from './fake-s3.ts'
import { openAt, openAway, targetOf } from './open-away.ts'

const kuboTarget = 'kubo:http://127.0.0.1:5001'
const whole = { target: kuboTarget, home: 'alice', direction: 'out', whole: true } as const

describe('what says where the blocks are', () => {
  it('is read as it was written, and is not there while they are here', async () => {
    const path = join(await temporaryDir(), 'place.json')
    expect(await loadPlace(path)).toBeUndefined()
    await savePlace(path, whole)
    expect(await loadPlace(path)).toEqual(whole)
  })

  it.each([
    ['nothing', ''],
    ['a part of it', JSON.stringify(whole).slice(0, 30)],
    ['another direction', JSON.stringify({ ...whole, direction: 'up' })],
    ['no home', JSON.stringify({ ...whole, home: 7 })],
    ['a whole that is no yes or no', JSON.stringify({ ...whole, whole: 'yes' })],
  ])(
    'with %s in it keeps the store shut: else its blocks were lost for all that anybody can tell',
    async (_, text) => {
      const dir = await temporaryDir()
      await writeFile(join(dir, 'place.json'), text)
      await expect(openStore(dir)).rejects.toMatchObject({
        code: 'ERR_CORRUPT',
        hint: expect.stringContaining('backup'),
      })
    },
  )
})

describe('a place', () => {
  it('is left for others when the blocks have come home, and what was in it is no more', async () => {
    const s3 = createFakeS3()
    const { store, dir } = await openAway(s3)
    await store.putBlocks(sampleBlocks(3))
    await store.moveBlocks('level')
    const other = await openAt(await temporaryDir(), s3)
    onTestFinished(() => other.close())
    await other.moveBlocks(targetOf(dir))
    expect(await other.elsewhere()).toMatchObject({ target: targetOf(dir) })
  })

  it('that two homes find free at the same time belongs to the one that wrote last', async () => {
    const s3 = createFakeS3()
    const dir = await temporaryDir()
    const store = await openAt(dir, s3)
    onTestFinished(() => store.close())
    const theirs = new TextEncoder().encode('{"memcube":"bob"}')
    let asked = 0
    s3.fault = (method, name) => {
      if (!name.endsWith('memcube-store.json') || method !== 'GET') return undefined
      return asked++ === 0 ? refusal(404, 'NoSuchKey') : new Response(theirs)
    }
    await expect(store.moveBlocks(targetOf(dir))).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    expect(await store.elsewhere()).toBeUndefined()
  })

  it.each([
    ['something else has the name of the marker', new Response('a recipe'), 'ERR_CONFLICT'],
    ['the bucket is not there', refusal(404, 'NoSuchBucket'), 'ERR_UNREACHABLE'],
  ])('is refused where %s, and nothing is put there', async (_, answer, code) => {
    const s3 = createFakeS3()
    const dir = await temporaryDir()
    const store = await openAt(dir, s3)
    onTestFinished(() => store.close())
    s3.fault = (method, name) =>
      method === 'GET' && name.endsWith('memcube-store.json') ? answer.clone() : undefined
    await expect(store.moveBlocks(targetOf(dir))).rejects.toMatchObject({ code })
    expect(s3.objects.size).toBe(0)
  })

  it('in Kubo is that of one home', async () => {
    const kubo = createFakeKubo()
    const first = await openStore(await temporaryDir(), { elsewhere: { send: kubo.send } })
    onTestFinished(() => first.close())
    await first.putBlocks(sampleBlocks(2))
    await first.moveBlocks(kuboTarget)
    const second = await openStore(await temporaryDir(), { elsewhere: { send: kubo.send } })
    onTestFinished(() => second.close())
    await expect(second.moveBlocks(kuboTarget)).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    expect(kubo.config).toEqual(closedConfig)
  })

  it('in Kubo that fails is no block that is not there', async () => {
    const kubo = createFakeKubo()
    let isBroken = false
    const send: typeof fetch = async (input, init) =>
      isBroken && new URL(input instanceof Request ? input.url : input).pathname.endsWith('block/get')
        ? new Response('{"Message":"the disk is on fire"}', { status: 500 })
        : kubo.send(input, init)
    const dir = await temporaryDir()
    const store = await openStore(dir, { elsewhere: { send, restMs: 1, cacheBytes: 0 } })
    onTestFinished(() => store.close())
    await store.moveBlocks(kuboTarget)
    const [block] = sampleBlocks(1)
    await store.putBlocks([block!])
    await store.putBlocks(sampleBlocks(1, 40, 'one'))
    await store.putBlocks(sampleBlocks(1, 40, 'two'))
    isBroken = true
    await expect(store.get(block!.cid)).rejects.toMatchObject({
      code: 'ERR_UNREACHABLE',
      message: expect.stringContaining('the disk is on fire'),
    })
  })
})

describe('a move', () => {
  it('is one at a time', async () => {
    const s3 = createFakeS3()
    const dir = await temporaryDir()
    const store = await openAt(dir, s3)
    onTestFinished(() => store.close())
    const gate = Promise.withResolvers<undefined>()
    const reached = Promise.withResolvers<void>()
    s3.fault = () => (reached.resolve(), gate.promise)
    const first = store.moveBlocks(targetOf(dir))
    await reached.promise
    await expect(store.moveBlocks(targetOf(dir))).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      message: expect.stringContaining('being moved already'),
    })
    gate.resolve(undefined)
    await first
    await store.moveBlocks('level')
  })

  it('home takes no bytes that are not those of the block, and goes on when the target has them', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    const blocks = sampleBlocks(3)
    await store.putBlocks(blocks)
    const garbled = blocks[1]!
    const name = [...s3.objects.keys()].find((one) => one.endsWith(garbled.cid.toString())) ?? ''
    s3.objects.set(name, garbled.bytes.with(3, garbled.bytes[3]! ^ 1))
    await expect(store.moveBlocks('level')).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
    s3.objects.set(name, garbled.bytes)
    await store.moveBlocks('level')
    expect(await store.getMany(blocks.map(({ cid }) => cid))).toEqual(blocks.map(({ bytes }) => bytes))
  })

  it('home that was broken off sends nothing there any more', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    await store.putBlocks(sampleBlocks(3))
    s3.fault = (method, name) => (method === 'GET' && name.includes('/blocks/') ? nobodyThere() : undefined)
    await expect(store.moveBlocks('level')).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    const puts = (): number => s3.asked.filter((line) => line.startsWith('PUT')).length
    const before = puts()
    const [late] = sampleBlocks(1, 40, 'late')
    await store.putBlocks([late!])
    expect([await store.get(late!.cid), puts()]).toEqual([late!.bytes, before])
  })

  it('leaves what is damaged here where it is, and says which block that is', async () => {
    const kubo = createFakeKubo()
    const dir = await temporaryDir()
    const [sound, damaged] = sampleBlocks(2)
    await fillTables(dir, (before) => before.putBlocks([sound!, damaged!]))
    await flipOnDisk(dir, damaged!.bytes, 100)
    const store = await openStore(dir, { elsewhere: { send: kubo.send } })
    onTestFinished(() => store.close())
    await expect(store.moveBlocks(kuboTarget)).rejects.toMatchObject({
      code: 'ERR_CORRUPT',
      message: expect.stringContaining(damaged!.cid.toString()),
    })
    await store.healBlocks([damaged!])
    await store.moveBlocks(kuboTarget)
    expect([...kubo.blocks.keys()].sort()).toEqual([sound!, damaged!].map(({ cid }) => cid.toString()).sort())
  })
})

describe('keys for S3', () => {
  it('of the home win over those of the surroundings, and are read again once they are put right', async () => {
    const s3 = createFakeS3()
    const dir = join(await temporaryDir(), 'store')
    const given = { accessKeyId: 'somebody', secretAccessKey: 'else' }
    const store = await openStore(dir, { s3Keys: given, elsewhere: { send: s3.send, restMs: 1 } })
    onTestFinished(() => store.close())
    const file = join(dir, '..', 's3.key')
    await writeFile(file, JSON.stringify(fakeKeys), { mode: 0o600 })
    await store.moveBlocks(targetOf(dir))
    await store.close()
    await writeFile(file, '{"accessKeyId":7}', { mode: 0o600 })
    const again = await openStore(dir, { elsewhere: { send: s3.send, restMs: 1 } })
    onTestFinished(() => again.close())
    const [block] = sampleBlocks(1)
    await expect(again.putBlocks([block!])).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
    await rm(file)
    await writeFile(file, JSON.stringify(fakeKeys), { mode: 0o600 })
    await again.putBlocks([block!])
    expect(await again.get(block!.cid)).toEqual(block!.bytes)
  })
})
