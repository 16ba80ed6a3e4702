// A home of every format that was ever released, as that memcube wrote it: it opens, and nothing of it is lost.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { restoreBackup } from '../../src/care/backup/index.ts'
import { parseRoster } from '../../src/core/policy/index.ts'
import { createHome, homeVersion } from '../../src/storage/index.ts'
import { reopen, temporaryFolder } from '../helpers/temporary-home.ts'
import { keptIn, oldHome, oldHomes, outboxIn } from './old-home.ts'
import { online } from './people-with-forks.ts'

const minute = { timeout: 60_000 }

interface Named {
  cube: string
  pending: { token: string }[]
}

test('there is a home of every format', async () => {
  const formats = Array.from({ length: homeVersion }, (_, i) => [`format-${i + 1}`, `format-${i + 1}-shared`])
  expect((await readdir(oldHomes)).sort()).toEqual(formats.flat().sort())
})

describe.each([1, 2])('a home of format %i', (format) => {
  test('opens, lists, reads, recalls and checks', { timeout: 60_000 }, async () => {
    const bob = await reopen(await oldHome(format, await temporaryFolder()))
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

describe('a home of format 1 that shares a cube', () => {
  test(
    'keeps heads, rosters, what waits and what was forgotten, and goes on with the other author',
    minute,
    async () => {
      const folder = await temporaryFolder()
      const home = await oldHome(1, folder, '-shared')
      const before = await keptIn(home)
      const alice = await reopen(home, online)
      const cube = 'shared'
      const named = (await alice.call('authors', { cube })) as Named
      expect(named).toMatchObject({ n: 2, threshold: 2, pending: [{ signed: [alice.author], needed: 2 }] })
      expect(await alice.call('keys', { cube })).toMatchObject({ keys: ['a', 'c'] })
      expect(await alice.call('fsck', {})).toMatchObject({ ok: true, problems: [] })

      // The second author has a home of today, and agrees with what waits since then: a roster of version 1.
      let next = 121
      const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(next++)
      await createHome(join(folder, 'bob'), { name: 'bob', random })
      const bob = await reopen(join(folder, 'bob'), online)
      const pull = (to: typeof bob, from: typeof bob): Promise<unknown> =>
        to.call('pull', { cube: named.cube, from: from.addresses()[0] })
      await pull(bob, alice)
      const approve = named.pending[0]!.token
      expect(await bob.call('authors', { cube, approve })).toMatchObject({ n: 3, pending: [] })
      await bob.call('publish', { cube })
      await pull(alice, bob)
      expect(await alice.call('authors', { cube })).toMatchObject({ n: 3, pending: [] })

      // The next one is of version 2, and both of them sign it.
      const { pending } = (await alice.call('authors', { cube, threshold: 1 })) as Named
      expect(await bob.call('authors', { cube, approve: pending[0]!.token })).toMatchObject({ n: 4 })
      await pull(alice, bob)
      expect(await alice.call('authors', { cube })).toMatchObject({ n: 4, threshold: 1 })
      expect(await alice.call('verify', { cube })).toMatchObject({ ok: true })
      await Promise.all([alice.close(), bob.close()])

      const after = await keptIn(home)
      expect(after.rosters.slice(0, 2)).toEqual(before.rosters)
      expect(after.rosters.map((bytes) => parseRoster(bytes).v)).toEqual([1, 1, 1, 2])
      expect(after.forgotten).toEqual(before.forgotten)
      // The same memories: what was said in version 1 is not written anew.
      const { '.memcube/authors': standing, ...others } = before.entries
      expect(after.entries).toMatchObject({ ...others, '.memcube/authors/2': standing })
      expect(after.seq).toBeGreaterThan(before.seq)
    },
  )

  test('has what the network was not told yet, and the numbers that were used', minute, async () => {
    const folder = await temporaryFolder()
    const home = await oldHome(1, folder, '-shared')
    const waiting = await outboxIn(home)
    expect(waiting.map(({ kind }) => kind).sort()).toEqual(['head', 'withdrawal'])
    const alice = await reopen(home)
    await alice.close()
    expect(await outboxIn(home)).toEqual(waiting)
  })

  test('has its archived cubes, and is there again from a backup that was made then', minute, async () => {
    const folder = await temporaryFolder()
    const file = new URL('../fixtures/backups/format-1-shared', import.meta.url).pathname
    const home = join(folder, 'restored')
    const { signal } = new AbortController()
    await restoreBackup({ home, file, signal })
    for (const dir of [await oldHome(1, folder, '-shared'), home]) {
      const alice = await reopen(dir)
      expect(alice.author).toBe('did:key:z6MktxCyNVuUVJzJgvNkSe2B2QgaBhZk4HMGGAu6yS94TuSP')
      expect(await alice.call('authors', { cube: 'shared' })).toMatchObject({ n: 2, threshold: 2 })
      await alice.call('restore', { cube: 'put-away' })
      expect(await alice.call('get', { cube: 'put-away', key: 'a' })).toMatchObject({
        body: 'kept for later',
        verified: true,
      })
      expect(await alice.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
      await alice.close()
    }
  })
})
