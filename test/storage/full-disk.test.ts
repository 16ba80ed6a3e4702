import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openLevelDatabase, openStore, type OpenDatabase, type Store } from '../../src/storage/index.ts'
import { createFaultyDatabase, levelIoError, type FaultyDatabase } from './faulty-database.ts'
import { collect, sampleBlocks } from './sample-blocks.ts'
import { temporaryDir } from './temporary-dir.ts'

const full = { name: 'StorageError', code: 'ERR_DISK_FULL', hint: expect.stringContaining('free some space') }
const put = (key: string): Parameters<Store['commit']>[0] => ({ put: [{ space: 'meta', key, value: key }] })

async function faultyStore(): Promise<{ store: Store; faulty: FaultyDatabase }> {
  const faulty = createFaultyDatabase()
  const store = await openStore(await temporaryDir(), { openDatabase: faulty.openDatabase })
  onTestFinished(() => store.close())
  return { store, faulty }
}

describe('a store on a disk that refuses writes', () => {
  for (const words of [
    'No space left on device',
    'Input/output error',
    'Disk quota exceeded',
    'Too many open files',
  ]) {
    it(`is read-only after "${words}", says so, and writes again once the disk does`, async () => {
      const { store, faulty } = await faultyStore()
      const [kept, lost] = sampleBlocks(2)
      await store.commit({ blocks: [kept!], ...put('before') })
      faulty.writeFault = levelIoError(words)
      await expect(store.commit({ blocks: [lost!], ...put('during') })).rejects.toMatchObject({
        ...full,
        message: expect.stringContaining(words),
      })
      await expect(store.putBlocks([lost!])).rejects.toMatchObject(full)
      expect(await store.usage()).toMatchObject({ readOnly: true, reason: words })
      expect(await store.get(kept!.cid)).toEqual(kept!.bytes)
      expect(await store.records('meta').get('before')).toBe('before')
      expect(await store.has(lost!.cid)).toBe(false)

      faulty.writeFault = undefined
      await store.commit({ blocks: [lost!], ...put('after') })
      expect(await store.usage()).toMatchObject({ readOnly: false })
      expect(await store.getMany([kept!.cid, lost!.cid])).toEqual([kept!.bytes, lost!.bytes])
      expect(await store.records('meta').get('during')).toBeUndefined()
    })
  }

  it('never writes behind a torn log: it opens the database anew before the next write', async () => {
    const { store, faulty } = await faultyStore()
    faulty.writeFault = levelIoError('No space left on device')
    await expect(store.commit(put('a'))).rejects.toMatchObject(full)
    expect(faulty.opened).toBe(1)
    faulty.writeFault = undefined
    await store.commit(put('b'))
    expect(faulty.opened).toBe(2)
  })

  it('says what is wrong now, when that is something else than at first', async () => {
    const { store, faulty } = await faultyStore()
    faulty.writeFault = levelIoError('No space left on device')
    await expect(store.commit(put('a'))).rejects.toMatchObject(full)
    faulty.writeFault = levelIoError('Input/output error')
    expect(await store.usage()).toMatchObject({ readOnly: true, reason: 'Input/output error' })
  })

  it('is found writable by asking for its usage, without a write', async () => {
    const { store, faulty } = await faultyStore()
    faulty.writeFault = levelIoError('No space left on device')
    await expect(store.commit(put('a'))).rejects.toMatchObject(full)
    faulty.writeFault = undefined
    expect(await store.usage()).toMatchObject({ readOnly: false })
  })

  it('recovers although opening anew fails at first', async () => {
    const { store, faulty } = await faultyStore()
    await store.commit(put('before'))
    faulty.writeFault = levelIoError('No space left on device')
    await expect(store.commit(put('a'))).rejects.toMatchObject(full)
    faulty.writeFault = undefined
    faulty.openFault = levelIoError('No space left on device')
    await expect(store.commit(put('b'))).rejects.toMatchObject(full)
    await expect(store.commit(put('c'))).rejects.toMatchObject(full)
    faulty.openFault = undefined
    await store.commit(put('d'))
    expect(await store.records('meta').get('before')).toBe('before')
    expect(await store.records('meta').get('d')).toBe('d')
  })

  it('answers reads while it opens the database anew', async () => {
    const { store, faulty } = await faultyStore()
    const blocks = sampleBlocks(400, 40)
    await store.commit({ blocks, ...put('before') })
    for (let round = 0; round < 5; round++) {
      faulty.writeFault = levelIoError('No space left on device')
      await expect(store.commit(put('a'))).rejects.toMatchObject(full)
      faulty.writeFault = undefined
      const reads = blocks.map(({ cid }) => store.get(cid))
      const listed = collect(store.blocks())
      await Promise.all([store.commit(put('b')), ...blocks.map(({ cid }) => store.has(cid))])
      expect(await Promise.all(reads)).toEqual(blocks.map(({ bytes }) => bytes))
      expect((await listed).length).toBe(400)
    }
    expect(faulty.opened).toBe(6)
  })

  it('refuses all that wait for the write that failed, and each of them alone can be tried again', async () => {
    const { store, faulty } = await faultyStore()
    faulty.writeFault = levelIoError('No space left on device')
    const results = await Promise.allSettled(['a', 'b', 'c'].map((key) => store.commit(put(key))))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    faulty.writeFault = undefined
    await Promise.all(['a', 'b', 'c'].map((key) => store.commit(put(key))))
    for (const key of ['a', 'b', 'c']) expect(await store.records('meta').get(key)).toBe(key)
  })

  it('does not take an error that is no fault of the disk for a full disk', async () => {
    const { store, faulty } = await faultyStore()
    faulty.writeFault = new Error('something else')
    await expect(store.commit(put('a'))).rejects.toMatchObject({ code: 'ERR_INTERNAL' })
    expect(await store.usage()).toMatchObject({ readOnly: false })
  })
})

describe('a store that could not be opened to its end', () => {
  it('lets go of the database, so that the next try finds it free', async () => {
    const dir = await temporaryDir()
    const unreadable: OpenDatabase = async (location) => ({
      ...(await openLevelDatabase(location)),
      entries: () => Promise.reject(levelIoError('Too many open files')),
    })
    await expect(openStore(dir, { openDatabase: unreadable, mend: true })).rejects.toMatchObject({
      code: 'ERR_INTERNAL',
    })
    await (await openStore(dir)).close()
  })
})

describe('many writers', () => {
  it('share synced writes: those that wait go together', async () => {
    const { store, faulty } = await faultyStore()
    let open = (): void => {}
    faulty.gate = new Promise((resolve) => (open = resolve))
    const commits = Array.from({ length: 20 }, (_, n) => store.commit(put(`${n}`)))
    open()
    await Promise.all(commits)
    expect(faulty.writes.length).toBeLessThan(20)
    expect(faulty.writes.every(({ sync }) => sync)).toBe(true)
    expect(faulty.writes.flatMap(({ operations }) => operations).length).toBe(20)
  })
})

/** A file system of 32 MiB of its own, or undefined where this user may not mount one. */
function mountSmallDisk(dir: string): (() => void) | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'memcube-test', dir], { stdio: 'ignore' })
    return () => execFileSync('umount', ['-l', dir], { stdio: 'ignore' })
  } catch {
    return undefined
  }
}

describe('a disk that is really full', () => {
  it(
    'loses no acknowledged write, serves reads, and goes on after space was made',
    { timeout: 60_000 },
    async ({ skip }) => {
      const dir = await temporaryDir()
      const unmount = mountSmallDisk(dir)
      if (unmount === undefined) skip('mounting a small tmpfs needs root')
      onTestFinished(unmount!)
      const ballast = join(dir, 'ballast')
      await writeFile(ballast, new Uint8Array(24 * 1024 * 1024))
      const store = await openStore(join(dir, 'store'))
      const acknowledged: string[] = []
      const error = await fill(store, acknowledged).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject(full)
      expect(acknowledged.length).toBeGreaterThan(0)
      expect(await store.usage()).toMatchObject({ readOnly: true })
      await expectAll(store, acknowledged)
      await expect(store.commit(put('still full'))).rejects.toMatchObject(full)

      await rm(ballast)
      await store.commit(put('room again'))
      acknowledged.push('room again')
      expect(await store.usage()).toMatchObject({ readOnly: false })
      await expectAll(store, acknowledged)
      await store.close()

      const again = await openStore(join(dir, 'store'))
      await expectAll(again, acknowledged)
      await again.close()
    },
  )
})

/** Commits until the disk refuses. */
async function fill(store: Store, acknowledged: string[]): Promise<never> {
  for (let n = 0; ; n++) {
    await store.commit({ blocks: sampleBlocks(20, 4_000, `fill ${n}`), ...put(`fill ${n}`) })
    acknowledged.push(`fill ${n}`)
  }
}

async function expectAll(store: Store, acknowledged: string[]): Promise<void> {
  for (const key of acknowledged) {
    expect(await store.records('meta').get(key)).toBe(key)
    if (!key.startsWith('fill')) continue
    const blocks = sampleBlocks(20, 4_000, key)
    expect(await store.getMany(blocks.map(({ cid }) => cid))).toEqual(blocks.map(({ bytes }) => bytes))
  }
}
