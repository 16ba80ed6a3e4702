import { readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../src/storage/index.ts'
import { fromLevelError } from '../../src/storage/level-errors.ts'
import { fillTables } from './flip-on-disk.ts'
import { collect, sampleBlocks } from './sample-blocks.ts'
import { temporaryDir } from './temporary-dir.ts'

async function filledStore(): Promise<{
  dir: string
  level: string
  files: (pattern: RegExp) => Promise<string[]>
}> {
  const dir = await temporaryDir()
  await fillTables(dir, (store) => store.commit({ blocks: sampleBlocks(20) }))
  const level = join(dir, 'level')
  const files = async (pattern: RegExp): Promise<string[]> =>
    (await readdir(level)).filter((name) => pattern.test(name)).map((name) => join(level, name))
  return { dir, level, files }
}

const corrupt = { code: 'ERR_CORRUPT', hint: expect.stringContaining('memcube doctor') }

describe('a store whose files are damaged', () => {
  it('without CURRENT is refused, and its tables are not deleted', async () => {
    const { dir, level, files } = await filledStore()
    const tables = await files(/\.ldb$/)
    expect(tables.length).toBeGreaterThan(0)
    await rm(join(level, 'CURRENT'))
    await expect(openStore(dir)).rejects.toMatchObject(corrupt)
    expect(await files(/\.ldb$/)).toEqual(tables)
  })

  it('with an empty CURRENT is refused', async () => {
    const { dir, level } = await filledStore()
    await writeFile(join(level, 'CURRENT'), '')
    await expect(openStore(dir)).rejects.toMatchObject(corrupt)
  })

  it('without a table or without its manifest is refused', async () => {
    for (const pattern of [/\.ldb$/, /^MANIFEST-/]) {
      const { dir, files } = await filledStore()
      for (const path of await files(pattern)) await rm(path)
      await expect(openStore(dir)).rejects.toMatchObject(corrupt)
    }
  })

  it('with a cut table says so when it is read, and never that a block is not there', async () => {
    const { dir, files } = await filledStore()
    for (const path of await files(/\.ldb$/)) await truncate(path, 200)
    const opened = await openStore(dir).catch((error: unknown) => error)
    if (opened instanceof Error) return expect(opened).toMatchObject(corrupt)
    const store = opened as Awaited<ReturnType<typeof openStore>>
    const [block] = sampleBlocks(1)
    await expect(store.get(block!.cid)).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
    await expect(store.has(block!.cid)).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
    await expect(collect(store.blocks())).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
    await expect(collect(store.checkBlocks())).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
    await store.close()
  })
})

describe("LevelDB's words", () => {
  const cases = [
    ['IO error: /home/bob/.memcube/store/level/LOCK: Permission denied', 'ERR_DENIED'],
    ['IO error: /home/bob/.memcube/store/level/MANIFEST-000004: No space left on device', 'ERR_DISK_FULL'],
    ['IO error: /home/bob/.memcube/store/level/000007.ldb: Input/output error', 'ERR_CORRUPT'],
    ['IO error: /home/bob/.memcube/store/level/000007.ldb: Too many open files', 'ERR_INTERNAL'],
    ['Corruption: bad block type', 'ERR_CORRUPT'],
  ] as const
  for (const [words, code] of cases) {
    it(`"${words}" are ${code}`, () => {
      const cause = Object.assign(new Error(words), { code: 'LEVEL_IO_ERROR' })
      expect(
        fromLevelError(new Error('Database failed to open', { cause }), 'the store could not be opened'),
      ).toMatchObject({
        code,
        message: `the store could not be opened: ${words}`,
      })
    })
  }
})
