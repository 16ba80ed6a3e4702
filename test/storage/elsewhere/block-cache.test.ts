// Blocks that are elsewhere, kept here for reading: what is deleted is never read again, and no damage stands in the way.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { BlockCache } from '../../../src/storage/elsewhere/block-cache.ts'
import { openLevelDatabase } from '../../../src/storage/level-database.ts'
import { temporaryDir } from '../temporary-dir.ts'

const key = (name: string): Uint8Array => new TextEncoder().encode(name)
const value = Uint8Array.of(1, 2, 3)

async function cacheIn(dir: string): Promise<BlockCache> {
  const cache = new BlockCache({ dir, openDatabase: openLevelDatabase })
  onTestFinished(() => cache.close())
  return cache
}

it('keeps nothing that was deleted while it was read', async () => {
  const cache = await cacheIn(join(await temporaryDir(), 'cache'))
  await cache.put([[key('tides'), value]])
  const { epoch } = cache
  await cache.forget([key('tides')])
  // Whoever asked the target before comes back with it.
  await cache.put([[key('tides'), value]], epoch)
  await cache.put([[key('sea'), value]])
  expect(await cache.getMany([key('tides'), key('sea')])).toEqual([undefined, value])
})

it('leaves no file behind where bytes of deleted blocks may be in it', async () => {
  const dir = join(await temporaryDir(), 'cache')
  const cache = await cacheIn(dir)
  // A process of before may have been about to.
  await cache.purge()
  await cache.put([[key('tides'), value]])
  await cache.purge()
  expect(await cache.getMany([key('tides')])).toEqual([value])
  await cache.forget([key('tides')])
  await cache.purge()
  await expect(readdir(dir)).rejects.toMatchObject({ code: 'ENOENT' })
  await cache.put([[key('sea'), value]])
  expect(await cache.getMany([key('sea')])).toEqual([value])
})

it('is not opened again by what is read after it was closed', async () => {
  const dir = join(await temporaryDir(), 'cache')
  const cache = await cacheIn(dir)
  await cache.put([[key('tides'), value]])
  await cache.close()
  await cache.put([[key('sea'), value]])
  expect(await cache.getMany([key('tides'), key('sea')])).toEqual([undefined, undefined])
  const again = await cacheIn(dir)
  expect(await again.getMany([key('tides'), key('sea')])).toEqual([value, undefined])
})

it('begins anew where its files are damaged', async () => {
  const dir = join(await temporaryDir(), 'cache')
  await mkdir(join(dir, '1'), { recursive: true })
  await writeFile(join(dir, '1', 'CURRENT'), 'no such manifest')
  const cache = await cacheIn(dir)
  await cache.put([[key('tides'), value]])
  expect(await cache.getMany([key('tides')])).toEqual([value])
})
