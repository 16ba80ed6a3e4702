import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'
import { bytesOf, png, readFolder, vault, writeFolder } from './vaults.ts'

test('a vault that goes in comes out byte for byte, and what stays behind is said', async () => {
  const alice = await temporaryNode('alice')
  const folder = await writeFolder(join(await temporaryFolder(), 'vault'), {
    ...vault,
    '.obsidian/app.json': '{}',
    '.trash/gone.md': 'gone',
  })
  await alice.call('create', { name: 'vault' })
  const taken = await alice.call('import', { cube: 'vault', path: folder })
  expect(taken.skipped).toEqual([])
  expect(taken.leftOut.map(({ reason, examples }) => [reason, examples])).toEqual([
    ['settings of Obsidian, which may hold passwords', ['.obsidian']],
    ['what was thrown away', ['.trash']],
  ])
  const out = join(await temporaryFolder(), 'out')
  const { leftOut } = await alice.call('export', { cube: 'vault', out, format: 'markdown' })
  expect(leftOut).toEqual([])
  expect(await readFolder(out)).toEqual(bytesOf(vault))
  await writeFolder(out, { '.obsidian/app.json': '{}' })
  const again = await alice.call('import', { cube: 'vault', path: out })
  expect(again).toMatchObject({ added: 0, changed: 0, unchanged: again.read })
})

test('a picture that is another one of the same size is taken in again, and one that was touched alone is not', async () => {
  const alice = await temporaryNode('alice')
  const folder = await writeFolder(join(await temporaryFolder(), 'vault'), { 'plan.png': png, 'a.md': 'a' })
  await alice.call('create', { name: 'vault' })
  const take = async () => alice.call('import', { cube: 'vault', path: folder })
  expect(await take()).toMatchObject({ added: 2 })
  await utimes(join(folder, 'plan.png'), 1_700_000_001, 1_700_000_001)
  expect(await take()).toMatchObject({ changed: 0, unchanged: 2 })
  const other = Buffer.from(png).fill(8, png.length - 1)
  await writeFile(join(folder, 'plan.png'), other)
  await utimes(join(folder, 'plan.png'), 1_700_000_002, 1_700_000_002)
  expect(await take()).toMatchObject({ changed: 1, unchanged: 1 })
  const out = join(await temporaryFolder(), 'out')
  await alice.call('export', { cube: 'vault', out, format: 'markdown' })
  expect((await readFolder(out))['plan.png']).toBe(other.toString('latin1'))
})

const name = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'e\u0301',
    'é',
    'a b',
    'x.md',
    'ß',
    '👩\u200d💻',
    'x\u202egpj',
    'a:b',
    'z.',
    'con',
    '0001',
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
    .filter((text) => !/[/\0]|^\.{1,2}$/.test(text) && text.isWellFormed() && Buffer.byteLength(text) < 200),
)
const ending = fc.constantFrom('.md', '.MD', '.markdown', '.txt', '.png', '.svg', '.canvas', '.csv', '')
const path = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), ending)
  .map(([parts, last]) => parts.join('/') + last)
const piece = fc.constantFrom(
  '---\n',
  '---\r\n',
  '\uFEFF',
  'tags: [a, b/c]\n',
  'tags:\r\n- a\r\n',
  'created: 2024-05-01\n',
  'created: 1714521600000\n',
  'source: https://example.org\n',
  'licence: MIT\n',
  'valid_from: 2024-01-01\n',
  'n: 1.50\n',
  'k: {a: [~, -0, 1e400]}\n',
  'note: |\n  x\n\n',
  '# c\n',
  'memcube:\n  model: m\n  key: other/key\n',
  'memcube/file: {path: ../x, head: y}\n',
  'memcube/tier: community\n',
  'x: "open\n',
  '\n',
  'a word',
  '\0',
)
const content = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((parts) => Buffer.from(parts.join(''))),
  fc.array(piece, { maxLength: 4 }).map((parts) => Buffer.from(`---\n${parts.join('')}---\nbody`)),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  fc
    .integer({ min: 1, max: 3 })
    .map((count) => Buffer.from('# A part\n\nof a long text\n'.repeat(count * 11_000))),
)
/** A name that no system should have again: nothing in it is hidden, and no part of it is a file. */
const isPlain = (file: string): boolean =>
  file
    .split('/')
    .every(
      (part) => !part.startsWith('.') && !/\p{C}/u.test(part.replaceAll('💻', '').replace('👩\u200d', '')),
    )

test('of random folders each file comes back, or is named with the reason', async () => {
  const alice = await temporaryNode('alice')
  const root = await temporaryFolder()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.dictionary(path, content, { minKeys: 1, maxKeys: 6 }), async (made) => {
      const files = Object.fromEntries(
        Object.entries(made).filter(
          ([one]) => !Object.keys(made).some((other) => other.startsWith(`${one}/`)),
        ),
      )
      const cube = `vault-${++run}`
      const folder = await writeFolder(join(root, `${run}`), { ...files, '.obsidian/app.json': '{}' })
      await alice.call('create', { name: cube })
      const { skipped, read } = await alice.call('import', { cube, path: folder, mirror: true })
      const named = new Set(skipped.map(({ item }) => item))
      const out = join(root, `${run}-out`)
      const { leftOut } = await alice.call('export', { cube, out, format: 'markdown' })
      const back = await readFolder(out)
      const isSaid = leftOut.length > 0
      for (const [file, bytes] of Object.entries(bytesOf(files))) {
        if (named.has(file) || file.split('/').some((part) => part.startsWith('.'))) continue
        if (isPlain(file) && !isSaid) expect({ file, bytes: back[file] }).toEqual({ file, bytes })
      }
      expect(read).toBeGreaterThanOrEqual(named.size)
      const again = await alice.call('import', { cube, path: folder, mirror: true })
      expect(again).toMatchObject({ added: 0, changed: 0, removed: 0 })
    }),
    { seed: 17, numRuns: Number(process.env['VAULTS'] ?? 25) },
  )
})
