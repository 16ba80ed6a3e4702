import { describe, expect, test } from 'vitest'
import type { ChosenFile } from '../../../src/page/send-files.ts'
import { filesInZip, isZip, ZipError } from '../../../src/page/zip-files.ts'
import { zipArchive } from '../../page/zip-archive.ts'

const chosen = (bytes: Buffer): ChosenFile => ({
  name: 'vault.zip',
  size: bytes.length,
  modifiedMs: 5,
  read: async () => new Uint8Array(bytes).buffer,
})

async function textsIn(bytes: Buffer): Promise<[name: string, text: string][]> {
  const files = await filesInZip(chosen(bytes))
  return Promise.all(
    files.map(async (one): Promise<[string, string]> => [one.name, Buffer.from(await one.read()).toString()]),
  )
}

const note = (name: string, text: string, more: object = {}) => ({ name, bytes: Buffer.from(text), ...more })

describe('a ZIP archive that is dropped', () => {
  test('is known by its name', () => {
    expect([isZip({ name: 'My Vault.ZIP' }), isZip({ name: 'zip.md' })]).toEqual([true, false])
  })

  test('gives its files, packed or not, without the folder that holds all of them', async () => {
    const bytes = zipArchive([
      note('vault/', '', { method: 0 }),
      note('vault/a.md', 'one '.repeat(2_000)),
      note('vault/deep\\ünter.md', 'two', { method: 0 }),
      note('vault/empty.md', ''),
    ])
    expect(await textsIn(bytes)).toEqual([
      ['a.md', 'one '.repeat(2_000)],
      ['deep/ünter.md', 'two'],
      ['empty.md', ''],
    ])
  })

  test('keeps folders where there are several', async () => {
    const names = (await textsIn(zipArchive([note('a/x.md', '1'), note('b/x.md', '2')]))).map(
      ([name]) => name,
    )
    expect(names).toEqual(['a/x.md', 'b/x.md'])
  })

  test('is refused where it is no archive, is cut, needs a password, or is packed in another way', async () => {
    const whole = zipArchive([note('a.md', 'text that is packed')])
    const endless = Buffer.from(whole)
    endless.writeUInt32LE(0x7fffffff, endless.length - 6)
    for (const bytes of [Buffer.from('no archive'), Buffer.alloc(0), whole.subarray(0, -10), endless])
      await expect(textsIn(bytes)).rejects.toThrow(ZipError)
    for (const more of [{ encrypted: true }, { method: 12 }])
      await expect(textsIn(zipArchive([note('a.md', 'text', more)]))).rejects.toThrow('cannot be read')
  })

  test('is given up where a file unpacks to more than may be sent', async () => {
    const bomb = zipArchive([{ name: 'a.md', bytes: Buffer.alloc(6 * 1024 * 1024) }])
    await expect(textsIn(bomb)).rejects.toThrow('unpacks to more')
  })

  test('whose list is broken anywhere ends in a refusal or in files, and in nothing else', async () => {
    const whole = zipArchive([note('a.md', 'text'), note('b/c.md', 'more text')])
    for (let at = 0; at < whole.length; at++) {
      const broken = Buffer.from(whole)
      broken[at] = (broken[at] ?? 0) ^ 0xff
      const outcome = await textsIn(broken).then(
        () => 'files',
        (error: Error) => error.name,
      )
      expect([at, outcome]).toEqual([at, outcome === 'files' ? 'files' : 'ZipError'])
    }
  })
})
