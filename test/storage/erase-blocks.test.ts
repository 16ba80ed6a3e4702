import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cidFor, RAW, type Block } from '../../src/core/codec/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { createFaultyDatabase, levelIoError } from './faulty-database.ts'
import { temporaryDir } from './temporary-dir.ts'

const blockOf = (text: string): Block => {
  const bytes = new TextEncoder().encode(text)
  return { cid: cidFor(RAW, bytes), bytes }
}
const secret = blockOf('the spare key lies under the third flowerpot')

async function hasText(dir: string, { bytes }: Block): Promise<boolean> {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && (await readFile(join(entry.parentPath, entry.name))).includes(Buffer.from(bytes)))
      return true
  return false
}

describe('erasing blocks', () => {
  it.each([
    ['still in the log', 0, false],
    ['among others in the log', 2_000, false],
    ['long in the files', 20_000, true],
  ])('leaves no byte of a block in the files that was %s', async (_where, others, isReopened) => {
    const dir = await temporaryDir()
    let store = await openStore(dir)
    await store.commit({ blocks: [secret] })
    await store.putBlocks(
      Array.from({ length: others }, (_, at) => blockOf(`${at} ${'other text '.repeat(40)}`)),
    )
    if (isReopened) {
      await store.close()
      store = await openStore(dir)
    }
    expect(await hasText(dir, secret)).toBe(true)
    await store.eraseBlocks([secret.cid])
    expect(await store.has(secret.cid)).toBe(false)
    expect(await hasText(dir, secret)).toBe(false)
    let left = 0
    for await (const check of store.checkBlocks()) {
      expect(check.ok).toBe(true)
      left++
    }
    expect(left).toBe(others)
    await store.close()
  })

  it('erases many at once, and what is not there', async () => {
    const dir = await temporaryDir()
    const store = await openStore(dir)
    const many = Array.from({ length: 200 }, (_, at) => blockOf(`secret number ${at}`))
    await store.putBlocks([...many, secret])
    await store.eraseBlocks([...many.map(({ cid }) => cid), blockOf('never stored').cid])
    expect(await hasText(dir, many[77]!)).toBe(false)
    expect(await store.has(secret.cid)).toBe(true)
    await store.close()
  })

  it('keeps the blocks when the disk refuses, and says so', async () => {
    const faulty = createFaultyDatabase()
    const store = await openStore(await temporaryDir(), { openDatabase: faulty.openDatabase })
    await store.commit({ blocks: [secret] })
    faulty.writeFault = levelIoError('No space left on device')
    await expect(store.eraseBlocks([secret.cid])).rejects.toMatchObject({ code: 'ERR_DISK_FULL' })
    expect(await store.has(secret.cid)).toBe(true)
    faulty.writeFault = undefined
    await store.eraseBlocks([secret.cid])
    expect(await store.has(secret.cid)).toBe(false)
    await store.close()
  })
})
