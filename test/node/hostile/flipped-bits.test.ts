// One bit of a file is another one: it is refused whole, or what it says is taken whole. Nothing is written half.
import { cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { restoreBackup } from '../../../src/care/backup/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { exportFormats } from '../../../src/exchange/export/index.ts'
import type { MemCubeNode } from '../../../src/node/index.ts'
import { temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'

const { signal } = new AbortController()

/** Any bit, and always some of the first and the last byte. */
function everyBit(bytes: number, numRuns: number): [fc.Arbitrary<number>, fc.Parameters<[number]>] {
  const last = bytes * 8 - 1
  return [fc.integer({ min: 0, max: last }), { seed: 14, numRuns, examples: [[0], [7], [last - 7], [last]] }]
}

function flipped(whole: Buffer, bit: number): Buffer {
  const copy = Buffer.from(whole)
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

async function withNotes(name: string): Promise<MemCubeNode & { home: string }> {
  const alice = await temporaryNode(name)
  await alice.call('create', { name: 'notes' })
  for (const key of ['a', 'b', 'c'])
    await alice.call('add', { cube: 'notes', key, text: `About ${key}.`, tags: ['t'] })
  return alice
}

test('of a backup: no home comes of it, nothing is left beside it, and the whole one restores', async () => {
  const alice = await withNotes('alice')
  const folder = await temporaryFolder()
  const file = join(folder, 'home.backup')
  const home = join(folder, 'home')
  await alice.call('backup', { out: file })
  const whole = await readFile(file)
  const [bits, parameters] = everyBit(whole.length, 24)
  await fc.assert(
    fc.asyncProperty(bits, async (bit) => {
      await writeFile(file, flipped(whole, bit))
      await expect(restoreBackup({ home, file, signal })).rejects.toBeInstanceOf(MemCubeError)
      expect(await readdir(folder)).toEqual(['home.backup'])
    }),
    parameters,
  )
  await writeFile(file, whole)
  await restoreBackup({ home, file, signal })
  expect((await readdir(folder)).sort()).toEqual(['home', 'home.backup'])
})

test('of an archived cube: it is not restored, stays archived, and the whole one comes back', async () => {
  const alice = await withNotes('alice')
  const before = await alice.call('show', { cube: 'notes' })
  await alice.call('archive', { cube: 'notes' })
  const folder = join(alice.home, 'archive')
  const [name] = await readdir(folder)
  const file = join(folder, name!)
  const whole = await readFile(file)
  const listed = await alice.call('list', {})
  const [bits, parameters] = everyBit(whole.length, 24)
  await fc.assert(
    fc.asyncProperty(bits, async (bit) => {
      await writeFile(file, flipped(whole, bit))
      await expect(alice.call('restore', { cube: 'notes' })).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
      expect(await alice.call('list', {})).toEqual(listed)
    }),
    parameters,
  )
  await writeFile(file, whole)
  await alice.call('restore', { cube: 'notes' })
  expect(await alice.call('show', { cube: 'notes' })).toEqual(before)
  expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
})

/** The files of an export, which is one or a folder of them. */
async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort()
}

test.each(exportFormats)(
  'of an export as %s: what can be read of it is taken in one commit, or nothing is',
  async (format) => {
    const alice = await withNotes('alice')
    const folder = await temporaryFolder()
    // The name of a file says what is in it.
    const ending = { jsonl: '.jsonl', mpf: '.json' }[format] ?? ''
    const [whole, broken] = [join(folder, `whole${ending}`), join(folder, `broken${ending}`)]
    await alice.call('export', { cube: 'notes', format, out: whole })
    await alice.call('create', { name: 'read' })
    const read = alice.call('import', { cube: 'read', path: whole })
    // Nobody imports a CAR: it is for other programs.
    if (format === 'car') await expect(read).rejects.toBeInstanceOf(MemCubeError)
    else expect(await read).toMatchObject({ added: 3 })
    const [first] = await filesOf(whole)
    const bytes = await readFile(first!)
    await alice.call('create', { name: 'taken' })
    const commits = async (): Promise<number> =>
      ((await alice.call('log', { cube: 'taken' })) as { commits: unknown[] }).commits.length
    const [bits, parameters] = everyBit(bytes.length, 8)
    await fc.assert(
      fc.asyncProperty(bits, async (bit) => {
        await rm(broken, { recursive: true, force: true })
        await cp(whole, broken, { recursive: true })
        await writeFile(first!.replace(whole, broken), flipped(bytes, bit))
        const before = await commits()
        const [taken] = await Promise.allSettled([alice.call('import', { cube: 'taken', path: broken })])
        const after = await commits()
        if (taken.status === 'fulfilled') expect(after - before).toBeLessThanOrEqual(1)
        else expect([after, taken.reason]).toEqual([before, expect.any(MemCubeError)])
      }),
      parameters,
    )
    expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
  },
)
