// Moving the blocks of a store to S3 or Kubo and back, broken off and taken up again.
import { cp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cidFor, RAW, type Block } from '../../../src/core/codec/index.ts'
import { openStore, writeCopy, type LedgerStore } from '../../../src/storage/index.ts'
import { collect, sampleBlocks } from '../sample-blocks.ts'
import { temporaryDir } from '../temporary-dir.ts'
import { createFakeKubo } from './fake-kubo.ts'
import { createFakeS3, fakeKeys, refusal } from './fake-s3.ts'
import { openAt, openAway, targetOf } from './open-away.ts'

const kuboTarget = 'kubo:http://127.0.0.1:5001'
const secret = blockOf('the spare key lies under the third flowerpot')

function blockOf(text: string): Block {
  const bytes = new TextEncoder().encode(text)
  return { cid: cidFor(RAW, bytes), bytes }
}

async function isOnDisk(dir: string, { bytes }: Block): Promise<boolean> {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && (await readFile(join(entry.parentPath, entry.name))).includes(Buffer.from(bytes)))
      return true
  return false
}

describe('a move', () => {
  it('takes every block there and back, and leaves nothing on the old side', async () => {
    const s3 = createFakeS3()
    const dir = await temporaryDir()
    const store = await openAt(dir, s3)
    onTestFinished(() => store.close())
    const blocks = [...sampleBlocks(300, 80), secret]
    await store.commit({ blocks, put: [{ space: 'meta', key: 'k', value: 7 }] })
    const target = targetOf(dir)
    expect(await store.moveBlocks(target)).toMatchObject({ target, moved: 301 })
    expect(await store.elsewhere()).toMatchObject({ target, whole: true, waiting: 0, toErase: 0 })
    expect(await isOnDisk(join(dir, 'level'), secret)).toBe(false)
    expect(await store.getMany(blocks.map(({ cid }) => cid))).toEqual(blocks.map(({ bytes }) => bytes))
    expect((await collect(store.blocks())).length).toBe(301)
    expect(await store.moveBlocks('level')).toMatchObject({ target: 'level', moved: 301 })
    expect(await store.elsewhere()).toBeUndefined()
    expect([...s3.objects.keys()]).toEqual([])
    expect(await store.getMany(blocks.map(({ cid }) => cid))).toEqual(blocks.map(({ bytes }) => bytes))
    expect(await store.records('meta').get('k')).toBe(7)
    expect(await readdir(dir)).not.toContain('cache')
  })

  it.each(['level', 'away'])(
    'broken off on the way from %s loses nothing, and goes on where it was',
    async (from) => {
      const s3 = createFakeS3()
      const dir = await temporaryDir()
      const store = await openAt(dir, s3)
      const blocks = sampleBlocks(400, 60)
      await store.putBlocks(blocks)
      const target = targetOf(dir)
      if (from === 'away') await store.moveBlocks(target)
      let requests = 0
      const method = from === 'away' ? 'GET' : 'PUT'
      s3.fault = (given, name) =>
        given === method && name.includes('/blocks/') && requests++ > 300 ? refusal(400, 'Gone') : undefined
      const to = from === 'away' ? 'level' : target
      await expect(store.moveBlocks(to)).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
      s3.fault = undefined
      expect(await store.elsewhere()).toMatchObject({ whole: false, waiting: expect.any(Number) })
      expect((await store.elsewhere())!.waiting).toBeGreaterThan(0)
      await store.close()
      const again = await openAt(dir, s3)
      onTestFinished(() => again.close())
      const [late] = sampleBlocks(1, 60, 'late')
      await again.putBlocks([late!])
      expect(await again.hasMany([...blocks, late!].map(({ cid }) => cid))).not.toContain(false)
      await again.moveBlocks(to)
      const all = [...blocks, late!]
      expect(await again.getMany(all.map(({ cid }) => cid))).toEqual(all.map(({ bytes }) => bytes))
      expect([...s3.objects.keys()].filter((name) => name.includes('/blocks/')).length).toBe(
        from === 'away' ? 0 : 401,
      )
    },
  )

  it('goes on where the answer to the claim of the place was lost', async () => {
    const s3 = createFakeS3()
    const dir = await temporaryDir()
    const store = await openAt(dir, s3)
    await store.putBlocks(sampleBlocks(3))
    const marker = `${targetOf(dir).replace(/^s3:\/\/|\?.*$/g, '')}/memcube-store.json`
    s3.fault = (_method, name) =>
      name === marker && s3.objects.has(marker) ? refusal(400, 'Gone') : undefined
    await expect(store.moveBlocks(targetOf(dir))).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect([...s3.objects.keys()]).toEqual([marker])
    expect(await store.elsewhere()).toBeUndefined()
    await store.close()
    s3.fault = undefined
    const again = await openAt(dir, s3)
    onTestFinished(() => again.close())
    expect(await again.moveBlocks(targetOf(dir))).toMatchObject({ moved: 3 })
    expect(await readdir(dir)).not.toContain('claim.json')
  })

  it('back that was broken off at its end does not give the place of another home away', async () => {
    const s3 = createFakeS3()
    const { store, dir } = await openAway(s3)
    await store.putBlocks([secret])
    const target = targetOf(dir)
    // The marker is deleted, and nobody hears of it.
    s3.fault = (method, name) => {
      if (method !== 'DELETE' || !name.endsWith('.json')) return undefined
      s3.objects.delete(name)
      return refusal(400, 'Gone')
    }
    await expect(store.moveBlocks('level')).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    s3.fault = undefined
    const other = await openAt(await temporaryDir(), s3)
    onTestFinished(() => other.close())
    await other.moveBlocks(target)
    expect(await store.moveBlocks('level')).toMatchObject({ target: 'level' })
    const third = await openAt(await temporaryDir(), s3)
    onTestFinished(() => third.close())
    await expect(third.moveBlocks(target)).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
  })

  it('keeps what is here when the store gives other bytes back', async () => {
    const s3 = createFakeS3()
    const dir = await temporaryDir()
    const store = await openAt(dir, s3)
    onTestFinished(() => store.close())
    await store.putBlocks([secret])
    const name = secret.cid.toString()
    s3.fault = (method, asked) =>
      method === 'GET' && asked.endsWith(name) ? new Response('something else') : undefined
    await expect(store.moveBlocks(targetOf(dir))).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
    expect(await store.get(secret.cid)).toEqual(secret.bytes)
  })

  it('goes on while others write and read', async () => {
    const s3 = createFakeS3()
    const dir = await temporaryDir()
    const store = await openAt(dir, s3)
    onTestFinished(() => store.close())
    await store.putBlocks(sampleBlocks(300, 40))
    const late = sampleBlocks(30, 40, 'late')
    const writing = (async () => {
      for (const block of late) {
        await store.commit({ blocks: [block], put: [{ space: 'meta', key: block.cid.toString(), value: 1 }] })
        if ((await store.get(block.cid)) === undefined)
          throw new Error('a block that was just written is not there')
      }
    })()
    await Promise.all([store.moveBlocks(targetOf(dir)), writing])
    await Promise.all([store.moveBlocks('level'), store.putBlocks(sampleBlocks(30, 40, 'later'))])
    expect(await store.elsewhere()).toBeUndefined()
    expect((await collect(store.blocks())).length).toBe(360)
    expect((await collect(store.checkBlocks())).every(({ ok }) => ok)).toBe(true)
  })

  it('from one store elsewhere to another goes by this disk', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    await expect(store.moveBlocks(kuboTarget)).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      hint: expect.stringContaining('store move level'),
    })
  })
})

describe('a store is refused', () => {
  it('where another home has its blocks', async () => {
    const s3 = createFakeS3()
    const { dir } = await openAway(s3)
    const other = await openAt(await temporaryDir(), s3)
    onTestFinished(() => other.close())
    await expect(other.moveBlocks(targetOf(dir))).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    expect(await other.elsewhere()).toBeUndefined()
  })

  it('where blocks are left of a home that is no more', async () => {
    const s3 = createFakeS3()
    const { store, dir } = await openAway(s3)
    await store.putBlocks([secret])
    const marker = `${targetOf(dir).replace(/^s3:\/\/|\?.*$/g, '')}/memcube-store.json`
    s3.objects.delete(marker)
    const other = await openAt(await temporaryDir(), s3)
    onTestFinished(() => other.close())
    await expect(other.moveBlocks(targetOf(dir))).rejects.toMatchObject({
      code: 'ERR_CONFLICT',
      hint: expect.stringContaining('blocks/'),
    })
    expect(s3.objects.has(marker)).toBe(false)
  })

  it('that keeps what is deleted', async () => {
    const s3 = createFakeS3()
    s3.versioned.add('memories')
    const dir = await temporaryDir()
    const store = await openAt(dir, s3)
    onTestFinished(() => store.close())
    await expect(store.moveBlocks(targetOf(dir))).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(s3.objects.size).toBe(0)
  })

  it.each([
    [{}],
    [{ Bitswap: { ServerEnabled: false } }],
    [{ Bitswap: { ServerEnabled: false }, Provide: { Enabled: null } }],
    [{ Bitswap: {}, Provide: { Enabled: false } }],
  ])('that would give private memories to strangers: Kubo with %j', async (config) => {
    const kubo = createFakeKubo()
    kubo.config = config
    const store = await openStore(await temporaryDir(), { elsewhere: { send: kubo.send } })
    onTestFinished(() => store.close())
    await store.putBlocks([secret])
    await expect(store.moveBlocks(kuboTarget)).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(kubo.blocks.size).toBe(0)
    await store.moveBlocks(`${kuboTarget}?open=yes`)
    expect(kubo.blocks.size).toBe(1)
  })

  it('and that is said of one that became so later', async () => {
    const s3 = createFakeS3()
    const { store, dir } = await openAway(s3)
    s3.versioned.add('memories')
    expect(await store.elsewhere({ ask: true })).toMatchObject({
      problem: expect.stringContaining('keeps old versions'),
    })
    s3.versioned.clear()
    const marker = `${targetOf(dir).replace(/^s3:\/\/|\?.*$/g, '')}/memcube-store.json`
    s3.objects.set(marker, new Uint8Array(Buffer.from('{"memcube":"another"}')))
    expect(await store.elsewhere({ ask: true })).toMatchObject({
      problem: expect.stringContaining('another home'),
    })
    const kubo = createFakeKubo()
    const other = await openStore(await temporaryDir(), { elsewhere: { send: kubo.send } })
    onTestFinished(() => other.close())
    await other.moveBlocks(kuboTarget)
    expect(await other.elsewhere({ ask: true })).not.toHaveProperty('problem')
    kubo.config = { Bitswap: { ServerEnabled: true }, Provide: { Enabled: false } }
    expect(await other.elsewhere({ ask: true })).toMatchObject({
      problem: expect.stringContaining('to strangers'),
    })
  })

  it('without keys, or with keys that others can read', async () => {
    const s3 = createFakeS3()
    const dir = join(await temporaryDir(), 'store')
    const { writeFile, chmod } = await import('node:fs/promises')
    const store = await openStore(dir, { elsewhere: { send: s3.send } })
    onTestFinished(() => store.close())
    const file = join(dir, '..', 's3.key')
    await expect(store.moveBlocks(targetOf(dir))).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await writeFile(file, JSON.stringify(fakeKeys), { mode: 0o644 })
    await expect(store.moveBlocks(targetOf(dir))).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await chmod(file, 0o600)
    await store.moveBlocks(targetOf(dir))
    const place = join(dir, 'place.json')
    expect(await readFile(place, 'utf8')).not.toContain(fakeKeys.secretAccessKey)
    expect((await stat(place)).mode & 0o077).toBe(0)
  })
})

describe('Kubo', () => {
  it('is told to keep each block, and does not count as having what it did not name', async () => {
    const kubo = createFakeKubo()
    const store = await openStore(await temporaryDir(), { elsewhere: { send: kubo.send } })
    onTestFinished(() => store.close())
    await store.moveBlocks(kuboTarget)
    const blocks = [...sampleBlocks(70), secret]
    await store.putBlocks(blocks)
    expect([...kubo.pins.keys()].sort()).toEqual(blocks.map(({ cid }) => cid.toString()).sort())
    kubo.swallows = true
    const [other] = sampleBlocks(1, 40, 'other')
    await expect(store.putBlocks([other!])).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(await store.has(other!.cid)).toBe(false)
  })

  it('keeps the bytes of a block that stays when one with the same bytes and another codec goes', async () => {
    const kubo = createFakeKubo()
    const store = await openStore(await temporaryDir(), { elsewhere: { send: kubo.send, cacheBytes: 0 } })
    onTestFinished(() => store.close())
    await store.moveBlocks(kuboTarget)
    const [stays] = sampleBlocks(1)
    const goes = { cid: cidFor(RAW, stays!.bytes), bytes: stays!.bytes }
    await store.putBlocks([stays!, goes])
    await store.eraseBlocks([goes.cid])
    expect(await store.has(goes.cid)).toBe(false)
    expect((await collect(store.checkBlocks())).map(({ ok }) => ok)).toEqual([true])
    await store.eraseBlocks([stays!.cid])
    expect([...kubo.blocks.keys()]).toEqual([])
  })

  it('that has a block for somebody else too keeps it, and that is said', async () => {
    const kubo = createFakeKubo()
    const store = await openStore(await temporaryDir(), { elsewhere: { send: kubo.send } })
    onTestFinished(() => store.close())
    kubo.recursive.add(secret.cid.toString())
    await store.moveBlocks(kuboTarget)
    await store.putBlocks([secret, ...sampleBlocks(2)])
    await store.eraseBlocks([secret.cid])
    expect(await store.elsewhere()).toMatchObject({ toErase: 1, problem: expect.stringContaining('pinned') })
    kubo.recursive.clear()
    expect(await store.elsewhere({ ask: true })).toMatchObject({ toErase: 0 })
    expect(kubo.blocks.has(secret.cid.toString())).toBe(false)
  })
})

describe('beside it', () => {
  it('a copy of the store has every block, so a backup needs no store elsewhere', async () => {
    const s3 = createFakeS3()
    const { store } = await openAway(s3)
    const blocks = [...sampleBlocks(300, 60), secret]
    await store.commit({ blocks, put: [{ space: 'meta', key: 'k', value: 7 }] })
    const copy = await store.beginCopy()
    const to = await temporaryDir()
    expect(await writeCopy(to, copy.entries())).toMatchObject({ blocks: 301, damaged: 0 })
    await copy.close()
    const alone = await openStore(to)
    expect(await alone.getMany(blocks.map(({ cid }) => cid))).toEqual(blocks.map(({ bytes }) => bytes))
    expect(await alone.records('meta').get('k')).toBe(7)
    await alone.close()
  })

  it('a forgotten block leaves no byte on the disk, and none in the store', async () => {
    const s3 = createFakeS3()
    const { store, dir } = await openAway(s3)
    // The first one that is forgotten takes away what an earlier process may have left.
    const [other] = sampleBlocks(1, 40, 'other')
    await store.putBlocks([other!])
    await store.eraseBlocks([other!.cid])
    await store.putBlocks([secret, ...sampleBlocks(50)])
    expect(await isOnDisk(dir, secret)).toBe(true)
    await store.eraseBlocks([secret.cid])
    expect(await isOnDisk(dir, secret)).toBe(false)
    expect([...s3.objects.keys()].some((name) => name.endsWith(secret.cid.toString()))).toBe(false)
  })

  it('nor does one whose erasing a crash broke off before what is kept for reading was gone', async () => {
    const s3 = createFakeS3()
    const dir = await temporaryDir()
    const opened = async (task: (store: LedgerStore) => Promise<unknown>): Promise<void> => {
      const store = await openAt(dir, s3)
      try {
        await task(store)
      } finally {
        await store.close()
      }
    }
    await opened(async (store) => {
      await store.moveBlocks(targetOf(dir))
      await store.putBlocks([secret])
    })
    await cp(join(dir, 'cache'), join(dir, 'as of the crash'), { recursive: true })
    await opened((store) => store.eraseBlocks([secret.cid]))
    await rm(join(dir, 'cache'), { recursive: true, force: true })
    await rename(join(dir, 'as of the crash'), join(dir, 'cache'))
    expect(await isOnDisk(dir, secret)).toBe(true)
    // As a home does when it opens with something that was to be erased.
    await opened((store) => store.eraseBlocks([secret.cid]))
    expect(await isOnDisk(dir, secret)).toBe(false)
  })

  it('what is kept for reading has a bound', async () => {
    const s3 = createFakeS3()
    const maxBytes = 200_000
    const { store, dir } = await openAway(s3, maxBytes)
    for (let at = 0; at < 10; at++) await store.putBlocks(sampleBlocks(50, 800, `round ${at}`))
    expect((await readdir(join(dir, 'cache'))).length).toBe(2)
    const { bytes } = await store.usage()
    // Twice, for what LevelDB takes beside the blocks and the index of them.
    expect(bytes).toBeLessThan(2 * maxBytes)
    expect((await collect(store.checkBlocks())).filter(({ ok }) => ok).length).toBe(500)
  })
})
