// The parts that mending is made of, each on its own.
import { appendFile, cp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../src/storage/index.ts'
import { crc32c } from '../../src/storage/mending/crc32c.ts'
import { salvageTable } from '../../src/storage/mending/salvage-table.ts'
import { flipBack } from '../../src/storage/flip-back.ts'
import { openSecondMarks } from '../../src/storage/second-marks.ts'
import { fillTables } from './flip-on-disk.ts'
import { sampleBlocks } from './sample-blocks.ts'
import { temporaryDir } from './temporary-dir.ts'

const mark = (seq: number) => ({ seq, head: new Uint8Array(200).fill(seq & 0xff) })

it('CRC-32C gives the results of RFC 3720', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, i) => i)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
  expect(crc32c(ascending)).toBe(0x46dd794e)
})

describe('a table without its index', () => {
  it('gives back every entry, and those before and after damage', async () => {
    const dir = await temporaryDir()
    const blocks = sampleBlocks(60)
    await fillTables(dir, (store) => store.commit({ blocks }))
    const level = join(dir, 'level')
    const [name = ''] = (await readdir(level)).filter((file) => file.endsWith('.ldb'))
    const bytes = new Uint8Array(await readFile(join(level, name)))
    const whole = [...salvageTable(bytes)].filter(({ entry: [, value] }) => value.length > 50)
    expect(whole.length).toBe(60)
    const middle = bytes.length >> 1
    bytes.fill(0x5a, middle, middle + 100)
    const left = [...salvageTable(bytes)].filter(({ entry: [, value] }) => value.length > 50)
    expect(left.length).toBeGreaterThan(30)
    expect(left.length).toBeLessThan(60)
  })
})

describe('a store that was cut off while it was mended', () => {
  async function damagedStore(): Promise<{ dir: string; level: string }> {
    const dir = await temporaryDir()
    await fillTables(dir, (store) => store.commit({ blocks: sampleBlocks(5) }))
    return { dir, level: join(dir, 'level') }
  }

  it('throws a half copy away and mends anew', async () => {
    const { dir, level } = await damagedStore()
    await cp(level, `${level}.mending`, { recursive: true })
    for (const name of await readdir(`${level}.mending`)) await truncate(join(`${level}.mending`, name), 1)
    await rm(join(level, 'CURRENT'))
    const store = await openStore(dir, { mend: true })
    expect(await store.has(sampleBlocks(1)[0]!.cid)).toBe(true)
    await store.close()
    expect((await readdir(dir)).filter((name) => name.includes('mend'))).toEqual([])
  })

  it('puts a whole copy in place, whether or not the damaged folder was moved already', async () => {
    for (const wasMoved of [false, true]) {
      const { dir, level } = await damagedStore()
      await cp(level, `${level}.mended`, { recursive: true })
      await rm(join(level, 'CURRENT'))
      if (wasMoved) await rename(level, `${level}.damaged-1`)
      const store = await openStore(dir)
      expect(await store.has(sampleBlocks(1)[0]!.cid)).toBe(true)
      await store.close()
      expect(await readdir(dir)).toContain('level.damaged-1')
    }
  })
})

describe('the second copy of the high-water marks', () => {
  it('keeps the newest of each name, and passes over lines that are cut or changed', async () => {
    const path = join(await temporaryDir(), 'marks')
    const marks = await openSecondMarks(path)
    await marks.append([
      ['a/alice', mark(2)],
      ['b/bob', mark(1)],
    ])
    await marks.append([['a/alice', mark(3)]])
    await marks.close()
    await appendFile(path, '0123456789abcdef not-a-mark\nhalf a li')
    const again = await openSecondMarks(path)
    expect([...again.known].map(([name, { seq }]) => [name, seq])).toEqual([
      ['a/alice', 3],
      ['b/bob', 1],
    ])
    await again.append([['b/bob', mark(2)]])
    await again.close()
    expect((await openSecondMarks(path)).known.get('b/bob')).toEqual(mark(2))
    const older = await openSecondMarks(path)
    await older.append([['a/alice', mark(1)]])
    await older.close()
    expect((await openSecondMarks(path)).known.get('a/alice')).toEqual(mark(3))
    const lines = (await readFile(path, 'utf8')).split('\n')
    // The checksum of one line before the words of another.
    const [first, second] = lines as [string, string]
    await writeFile(path, `${first.slice(0, 16)}${second.slice(16)}\n`)
    expect((await openSecondMarks(path)).known.size).toBe(0)
    await writeFile(path, lines.map((line) => line.replace(/.$/, '!')).join('\n'))
    expect((await openSecondMarks(path)).known.size).toBe(0)
  })

  it('does not grow without end', async () => {
    const path = join(await temporaryDir(), 'marks')
    const marks = await openSecondMarks(path)
    const many = Array.from({ length: 1_000 }, (_, i) => ['a/alice', mark(i + 1)] as const)
    for (let i = 0; i < 4; i++) await marks.append(many)
    await marks.close()
    expect((await stat(path)).size).toBeLessThan(1_000_000)
    expect((await openSecondMarks(path)).known.get('a/alice')).toEqual(mark(1_000))
  })
})

it('one flipped bit is found by the hash of its block, two are not', () => {
  const [{ cid, bytes }] = sampleBlocks(1) as [{ cid: never; bytes: Uint8Array }]
  const damaged = bytes.slice()
  for (let bit = 0; bit < 8; bit++) {
    damaged[40]! ^= 1 << bit
    expect(flipBack(cid, damaged)).toEqual(bytes)
    damaged[40]! ^= 1 << bit
  }
  damaged[40]! ^= 0x10
  damaged[41]! ^= 0x01
  expect(flipBack(cid, damaged)).toBeUndefined()
})
