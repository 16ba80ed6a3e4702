import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { countEntry, emptyCount, writeCopy, type CopyCount } from '../../src/storage/copy.ts'
import type { Entry } from '../../src/storage/database.ts'
import { openStore } from '../../src/storage/index.ts'
import { sampleBlocks } from './sample-blocks.ts'
import { temporaryDir } from './temporary-dir.ts'

async function entriesOfStore(): Promise<Entry[]> {
  const store = await openStore(await temporaryDir())
  await store.commit({ blocks: sampleBlocks(3), put: [{ space: 'meta', key: 'a', value: 1 }] })
  const copy = await store.beginCopy()
  const entries: Entry[] = []
  for await (const entry of copy.entries()) entries.push(entry)
  await copy.close()
  await store.close()
  return entries
}

const counted = (entries: readonly Entry[]): CopyCount => {
  const count = emptyCount()
  for (const entry of entries) countEntry(count, entry)
  return count
}
const flipped = ([key, value]: Entry): Entry => [key, value.with(value.length - 1, value.at(-1)! ^ 1)]

describe('a copy of a store', () => {
  it('is counted with its damage, block or record', async () => {
    const entries = await entriesOfStore()
    expect(counted(entries)).toEqual({ entries: 4, blocks: 3, damaged: 0 })
    for (const at of entries.keys())
      expect(counted(entries.map((entry, i) => (i === at ? flipped(entry) : entry)))).toMatchObject({
        damaged: 1,
      })
  })

  it('has all of it when it is written again', async () => {
    const dir = join(await temporaryDir(), 'copy')
    const entries = await entriesOfStore()
    const source = async function* (): AsyncGenerator<Entry> {
      yield* entries
    }
    expect(await writeCopy(dir, source())).toEqual({ entries: 4, blocks: 3, damaged: 0 })
    const store = await openStore(dir)
    expect(await store.hasMany(sampleBlocks(3).map(({ cid }) => cid))).toEqual([true, true, true])
    expect(await store.records('meta').get('a')).toBe(1)
    await store.close()
  })
})
