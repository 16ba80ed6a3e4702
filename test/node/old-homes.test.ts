// A home of every format that was ever released, as that memcube wrote it: it opens, and nothing of it is lost.
import { chmod, cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { homeVersion } from '../../src/storage/index.ts'
import { reopen, temporaryFolder } from '../helpers/temporary-home.ts'

const homes = new URL('../fixtures/homes/', import.meta.url).pathname

/** A copy with the permissions that version control does not keep. */
async function copyOf(format: number): Promise<string> {
  const home = join(await temporaryFolder(), 'home')
  await cp(join(homes, `format-${format}`), home, { recursive: true })
  await chmod(home, 0o700)
  for (const entry of await readdir(home, { withFileTypes: true }))
    if (entry.isFile()) await chmod(join(home, entry.name), 0o600)
  return home
}

test('there is a home of every format', async () => {
  const formats = Array.from({ length: homeVersion }, (_, i) => `format-${i + 1}`)
  expect((await readdir(homes)).sort()).toEqual(formats.sort())
})

describe('a home of format 1', () => {
  test('opens, lists, reads, recalls and checks', { timeout: 60_000 }, async () => {
    const bob = await reopen(await copyOf(1))
    expect(bob.author).toBe('did:key:z6MktsLs7ByDkjGWBmDQMgZin2gPpd2H4i8PWmz1qVua7dmq')
    expect(await bob.call('list', {})).toMatchObject({
      cubes: [
        { name: 'fork-of-notes', role: 'fork', memories: 12 },
        { name: 'notes', role: 'own', memories: 12, topics: ['postgres'], licence: 'CC-BY-4.0' },
      ],
    })
    expect(await bob.call('get', { cube: 'notes', key: 'postgres/3' })).toMatchObject({
      body: 'note 3: vacuum frees what no transaction sees',
      verified: true,
    })
    expect(await bob.call('get', { cube: 'notes', key: 'only/draft', branch: 'draft' })).toMatchObject({
      body: 'a note on a branch',
    })
    const { commits } = (await bob.call('log', { cube: 'notes' })) as { commits: { verified: boolean }[] }
    expect(commits.map(({ verified }) => verified)).toEqual(Array.from({ length: 15 }, () => true))
    expect(await bob.call('recall', { query: 'what does vacuum free?' })).toMatchObject({
      results: expect.arrayContaining([expect.objectContaining({ key: expect.stringMatching(/^postgres/) })]),
    })
    expect(await bob.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    expect(await bob.call('add', { cube: 'notes', key: 'new', text: 'written since' })).toMatchObject({
      key: 'new',
    })
    expect(await bob.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
  })
})
