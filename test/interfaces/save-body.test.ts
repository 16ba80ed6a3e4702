import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileNameOf } from '../../src/interfaces/cli/save-body.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { runWith } from './run-with.ts'

test.each([
  ['scans/page-1', 'image/png', 'page-1.png'],
  ['a/report.pdf', 'application/pdf', 'report.pdf'],
  ['k', 'application/x-unknown', 'k.bin'],
  ['a/../..', 'text/plain', 'memory.txt'],
  ['a\\..\\b:c', 'text/markdown', 'a-..-b-c.md'],
])('a memory under %s of type %s goes into a folder as %s', (key, media, name) => {
  expect(fileNameOf({ key, media })).toBe(name)
})

test('get --out writes a payload byte for byte, and over no file that is there', async () => {
  const node = await temporaryNode('alice')
  const open = async () => ({ call: node.call, close: async () => {} })
  const run = (...argv: string[]) => runWith(argv, { open })
  const folder = await temporaryFolder()
  const bytes = Buffer.from(Array.from({ length: 40_000 }, (_, at) => (at * 7) % 256))
  await writeFile(join(folder, 'in.png'), bytes)
  await run('create', 'notes')
  await run('add', 'notes', '--key', 'scans/page', '--file', join(folder, 'in.png'))
  expect((await run('get', 'notes', 'scans/page', '--out', folder)).code).toBe(0)
  expect(await readFile(join(folder, 'page.png'))).toEqual(bytes)
  const again = await run('get', 'notes', 'scans/page', '--out', folder)
  expect([again.code, again.stderr]).toEqual([4, expect.stringContaining('--force')])
  expect((await run('get', 'notes', 'scans/page', '--out', folder, '--force')).code).toBe(0)
})
