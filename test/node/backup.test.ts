import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { restoreBackup, type RestoredHome } from '../../src/care/backup/index.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

type HomeNode = MemCubeNode & { home: string }
const { signal } = new AbortController()
const online = { network: {} }

async function freshPath(name: string): Promise<string> {
  return join(await temporaryFolder(), name)
}

async function backUp(node: MemCubeNode, options: { keys?: boolean } = {}): Promise<string> {
  const out = await freshPath('home.backup')
  await node.call('backup', { out, ...options })
  return out
}

async function restored(file: string, keys?: string): Promise<RestoredHome> {
  return restoreBackup({ home: await freshPath('restored'), file, keys, signal })
}

async function aliceWithNotes(config = {}): Promise<HomeNode> {
  const alice = await temporaryNode('alice', config)
  await alice.call('create', { name: 'notes', topics: ['databases'] })
  await alice.call('add', { cube: 'notes', key: 'a', text: 'vacuum keeps tables small' })
  return alice
}

describe('a backup', () => {
  test('brings back cubes, history, keys, decisions, archives and settings; the index is made again', async () => {
    const alice = await aliceWithNotes()
    const { commit } = (await alice.call('add', { cube: 'notes', key: 'b', text: 'one' })) as {
      commit: string
    }
    await alice.call('add', { cube: 'notes', key: 'b', text: 'two' })
    await alice.call('create', { name: 'cold' })
    await alice.call('add', { cube: 'cold', key: 'k', text: 'asleep' })
    await alice.call('archive', { cube: 'cold' })
    await alice.call('trust', {
      author: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      tier: 'team',
      nickname: 'bob',
    })
    const file = await backUp(alice)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const made = await restored(file)
    expect(made).toMatchObject({ author: alice.author, peerId: alice.peerId, damaged: 0, published: [] })
    const again = await reopen(made.home)
    expect(await again.call('get', { cube: 'notes', key: 'b', at: commit })).toMatchObject({ body: 'one' })
    expect(await again.call('trust', { author: 'bob', tier: 'team' })).toMatchObject({ tier: 'team' })
    await again.call('restore', { cube: 'cold' })
    expect(await again.call('get', { cube: 'cold', key: 'k' })).toMatchObject({ body: 'asleep' })
    const { results } = (await again.call('recall', { query: 'vacuum' })) as { results: { key: string }[] }
    expect(results[0]).toMatchObject({ key: 'a' })
    expect(await again.call('fsck', {})).toMatchObject({ ok: true })
    await again.call('add', { cube: 'notes', key: 'c', text: 'goes on' })
    expect(await again.call('fsck', {})).toMatchObject({ ok: true })
  })

  test('holds what other programs leave in a home, and is not made of what could not be restored', async () => {
    const alice = await aliceWithNotes()
    const others = ['.DS_Store', 'README', 'config.json~', 'notes (copy).md', '..more']
    for (const name of others) await writeFile(join(alice.home, name), `this is ${name}`)
    await writeFile(join(alice.home, 'nothing'), '')
    const { home } = await restored(await backUp(alice))
    expect(await readFile(join(home, 'nothing'), 'utf8')).toBe('')
    for (const name of others) expect(await readFile(join(home, name), 'utf8')).toBe(`this is ${name}`)
    await writeFile(join(alice.home, 'a\nb'), '')
    await expect(backUp(alice)).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      message: expect.stringContaining('a file named "a\\nb"'),
    })
  })

  test('never replaces a file, and leaves none behind when it cannot be made', async () => {
    const alice = await aliceWithNotes()
    const out = await freshPath('there')
    await writeFile(out, 'mine')
    await expect(alice.call('backup', { out })).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
    expect(await readFile(out, 'utf8')).toBe('mine')
    await expect(alice.call('backup', { out: join(alice.home, 'inside') })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
    const stop = new AbortController()
    stop.abort()
    const cut = await freshPath('cut')
    await expect(alice.call('backup', { out: cut }, { signal: stop.signal })).rejects.toMatchObject({
      code: 'ERR_ABORTED',
    })
    expect(await readdir(dirname(cut))).toEqual([])
  })

  test('without keys has none in it, and needs just those of its home', async () => {
    const alice = await aliceWithNotes()
    const file = await backUp(alice, { keys: false })
    await expect(restored(file)).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      hint: expect.stringContaining('--keys'),
    })
    const eve = await temporaryNode('eve')
    await expect(restored(file, eve.home)).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      message: expect.stringContaining('author key'),
    })
    const { home } = await restored(file, alice.home)
    const again = await reopen(home)
    expect(again.author).toBe(alice.author)
    await again.call('add', { cube: 'notes', key: 'c', text: 'signed' })
  })

  test(
    'made under running writers is a state that was: all that was acknowledged before, whole',
    { timeout: 60_000 },
    async () => {
      const alice = await aliceWithNotes()
      for (const name of ['x', 'y']) await alice.call('create', { name })
      let isOver = false
      const acknowledged: string[][] = [[], []]
      const writers = ['x', 'y'].map(async (cube, writer) => {
        for (let i = 0; !isOver; i++) {
          await alice.call('add', { cube, key: `k/${i}`, text: `number ${i} of ${cube}` })
          acknowledged[writer]?.push(`k/${i}`)
        }
      })
      while (acknowledged.some((keys) => keys.length < 5))
        await new Promise((resolve) => setImmediate(resolve))
      const before = acknowledged.map((keys) => [...keys])
      const file = await backUp(alice)
      isOver = true
      await Promise.all(writers)
      const again = await reopen((await restored(file)).home)
      expect(await again.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
      for (const [writer, cube] of ['x', 'y'].entries()) {
        const { keys } = await again.call('keys', { cube })
        expect(keys).toEqual(expect.arrayContaining(before[writer] ?? []))
        // A prefix: no number is there without those before it.
        const numbers = keys.map((key) => Number(key.slice(2))).sort((a, b) => a - b)
        expect(numbers).toEqual(numbers.map((_, i) => i))
      }
    },
  )
})

describe('restoring', () => {
  test(
    'refuses whatever is not just what was written, and leaves nothing behind',
    { timeout: 60_000 },
    async () => {
      const alice = await aliceWithNotes()
      const whole = await readFile(await backUp(alice))
      const folder = await temporaryFolder()
      const file = join(folder, 'bad.backup')
      const home = join(folder, 'home')
      const refused = async (bytes: Uint8Array): Promise<unknown> => {
        await writeFile(file, bytes)
        const error: unknown = await restoreBackup({ home, file, signal }).catch((caught: unknown) => caught)
        expect(await readdir(folder)).toEqual(['bad.backup'])
        return error
      }
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
          const bad = Buffer.from(whole)
          bad[at]! ^= 1 << bit
          expect(await refused(bad)).toMatchObject({
            code: expect.stringMatching(/^ERR_(CORRUPT|INVALID_INPUT|INCOMPATIBLE)$/),
            message: expect.stringMatching(/nothing was restored|format/),
          })
        }),
        { numRuns: 40 },
      )
      for (const length of [0, 10, 16, 60, whole.length - 33, whole.length - 1])
        expect(await refused(whole.subarray(0, length))).toMatchObject({
          code: expect.stringMatching(/^ERR_/),
        })
      expect(await refused(Buffer.concat([whole, Buffer.from('more')]))).toMatchObject({
        code: 'ERR_CORRUPT',
      })
      expect(await refused(Buffer.from('a text that is no backup at all'.repeat(10)))).toMatchObject({
        code: 'ERR_INVALID_INPUT',
        message: expect.stringContaining('no backup of memcube'),
      })
      await writeFile(file, whole)
      expect(await restoreBackup({ home, file, signal })).toMatchObject({ author: alice.author })
    },
  )

  test('never touches a folder that holds something', async () => {
    const alice = await aliceWithNotes()
    const file = await backUp(alice)
    await expect(restoreBackup({ home: alice.home, file, signal })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
      message: expect.stringContaining('not empty'),
    })
    expect(await alice.call('get', { cube: 'notes', key: 'a' })).toMatchObject({ verified: true })
    const empty = await temporaryFolder()
    expect(await restoreBackup({ home: empty, file, signal })).toMatchObject({ home: empty })
  })

  test('says so when another restore was cut off, instead of mixing the two', async () => {
    const alice = await aliceWithNotes()
    const file = await backUp(alice)
    const folder = await temporaryFolder()
    const left = join(folder, '.home.restoring')
    await mkdir(left)
    const options = { home: join(folder, 'home'), file, signal }
    await expect(restoreBackup(options)).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    await rm(left, { recursive: true })
    expect(await restoreBackup(options)).toMatchObject({ home: options.home })
  })
})

describe('numbers of heads after restoring an old backup', () => {
  test('are never those that were used, for a cube that nobody else has', async () => {
    const alice = await aliceWithNotes()
    const file = await backUp(alice)
    await alice.call('add', { cube: 'notes', key: 'b', text: 'after the backup' })
    const { seq } = (await alice.call('show', { cube: 'notes' })) as { seq: number }
    const again = await reopen((await restored(file)).home)
    await again.call('add', { cube: 'notes', key: 'b', text: 'written anew' })
    expect(((await again.call('show', { cube: 'notes' })) as { seq: number }).seq).toBeGreaterThan(seq)
  })

  test(
    'a published cube waits, takes back what others hold, and is then accepted everywhere',
    { timeout: 60_000 },
    async () => {
      const alice = await aliceWithNotes(online)
      const { cube } = (await alice.call('publish', { cube: 'notes' })) as { cube: string }
      const file = await backUp(alice)
      await alice.call('add', { cube: 'notes', key: 'b', text: 'written after the backup' })
      const bob = await temporaryNode('bob', online)
      await bob.call('pull', { cube, from: alice.addresses()[0] })
      await alice.close()

      const made = await restored(file)
      expect(made.published).toEqual(['notes'])
      const again = await reopen(made.home, { network: { port: 0 } })
      await expect(again.call('add', { cube: 'notes', key: 'c', text: 'too soon' })).rejects.toMatchObject({
        code: 'ERR_DENIED',
        hint: expect.stringContaining('memcube pull notes'),
      })
      await again.call('pull', { cube: 'notes', from: bob.addresses()[0] })
      expect(await again.call('get', { cube: 'notes', key: 'b' })).toMatchObject({
        body: 'written after the backup',
      })
      await again.call('add', { cube: 'notes', key: 'c', text: 'goes on' })
      expect(await again.call('fsck', {})).toMatchObject({ ok: true })
      await bob.call('pull', { cube, from: again.addresses()[0] })
      expect(await bob.call('get', { cube, key: 'c' })).toMatchObject({ body: 'goes on' })
      expect(await bob.call('get', { cube, key: 'b' })).toMatchObject({ body: 'written after the backup' })
      expect(await bob.call('show', { cube })).toMatchObject({ forked: false })
    },
  )

  test(
    'its owner may go on from the backup; others accept that as newer and no fork',
    { timeout: 60_000 },
    async () => {
      const alice = await aliceWithNotes(online)
      const { cube } = (await alice.call('publish', { cube: 'notes' })) as { cube: string }
      const file = await backUp(alice)
      await alice.call('add', { cube: 'notes', key: 'a', text: 'after the backup' })
      const bob = await temporaryNode('bob', online)
      await bob.call('pull', { cube, from: alice.addresses()[0] })
      await alice.close()
      const again = await reopen((await restored(file)).home, { network: { port: 0 } })
      await again.call('publish', { cube: 'notes', asRestored: true })
      await again.call('add', { cube: 'notes', key: 'd', text: 'from the backup on' })
      await bob.call('pull', { cube, from: again.addresses()[0] })
      expect(await bob.call('get', { cube, key: 'd' })).toMatchObject({ body: 'from the backup on' })
      expect(await bob.call('show', { cube })).toMatchObject({ forked: false })
    },
  )

  test.each(['by one author', 'by two'])(
    'memories of a cube %s that others gave back are recalled at once',
    { timeout: 60_000 },
    async (authors) => {
      const alice = await aliceWithNotes(online)
      const bob = await temporaryNode('bob', online)
      if (authors === 'by two') await alice.call('authors', { cube: 'notes', add: bob.author })
      const { cube } = (await alice.call('publish', { cube: 'notes' })) as { cube: string }
      const file = await backUp(alice)
      await alice.call('add', { cube: 'notes', key: 'b', text: 'the heron came after the backup' })
      await bob.call('pull', { cube, from: alice.addresses()[0] })
      await alice.close()
      const again = await reopen((await restored(file)).home, { network: { port: 0 } })
      const found = async (): Promise<string[]> => {
        const answer = (await again.call('recall', { query: 'heron' })) as { results: { key: string }[] }
        return answer.results.map(({ key }) => key)
      }
      expect(await found()).not.toContain('b')
      await again.call('pull', { cube: 'notes', from: bob.addresses()[0] })
      expect((await found())[0]).toBe('b')
    },
  )
})
