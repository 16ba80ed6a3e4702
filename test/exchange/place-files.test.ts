import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { partsOf, placeFiles } from '../../src/exchange/import/place-files.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

afterEach(() => void vi.unstubAllEnvs())

const base64 = (text: string): string => Buffer.from(text).toString('base64')

test('files that were sent lie in a private folder as long as they are read, and one alone is a file', async () => {
  let [folder, file] = ['', '']
  {
    await using several = await placeFiles([
      { name: 'a/b.md', base64: base64('one'), modifiedMs: 1_000_000 },
      { name: 'c.txt', base64: base64('two') },
    ])
    folder = several.path
    expect(readdirSync(folder).sort()).toEqual(['a', 'c.txt'])
    expect(readFileSync(join(folder, 'a', 'b.md'), 'utf8')).toBe('one')
    expect(statSync(join(folder, 'a', 'b.md')).mtimeMs).toBe(1_000_000)
    expect(statSync(folder).mode & 0o077).toBe(0)
    await using one = await placeFiles([{ name: 'd.json', base64: base64('{}') }])
    file = one.path
    expect(readFileSync(file, 'utf8')).toBe('{}')
  }
  expect([existsSync(folder), existsSync(file)]).toEqual([false, false])
})

test.each([
  '../x',
  '/etc/x',
  'a/../../x',
  'a//b',
  '.',
  'a\0b',
  'a\\..\\b',
  'C:/x',
  '',
  'x/',
  'a'.repeat(300),
])('a file named %j is refused, and nothing is left of the others', async (name) => {
  vi.stubEnv('TMPDIR', await temporaryFolder())
  await expect(
    placeFiles([
      { name: 'fine.md', base64: '' },
      { name, base64: '' },
    ]),
  ).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  expect(readdirSync(tmpdir())).toEqual([])
})

test('no name that is taken leads out of the folder', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', '\\', 'b:c', '...'), fc.string({ maxLength: 5 }))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      let taken
      try {
        taken = partsOf(parts.join('/'))
      } catch {
        return
      }
      expect(resolve('/folder', ...taken).startsWith(`/folder${sep}`)).toBe(true)
    }),
  )
})
