// The words that changed, through the calls that tell them.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { call } from './swarms/people.ts'

it('a difference, a commit, the history, a merge and its conflicts tell their words where they are asked to', async () => {
  const alice = await temporaryNode('alice')
  const cube = 'notes'
  await call(alice, 'create', { name: cube })
  await call(alice, 'add', { cube, key: 'a', text: 'one', tags: ['x'] })
  const { commit } = await call(alice, 'add', { cube, key: 'a', text: 'two', tags: ['y'] })
  const words = [{ key: 'a', before: 'one', after: 'two', also: ['tags'] }]
  expect(await call(alice, 'diff', { cube, a: 'main~1', text: true })).toEqual({
    added: [],
    removed: [],
    changed: ['a'],
    texts: words,
    textsLeftOut: 0,
  })
  expect(await call(alice, 'diff', { cube, a: 'main~1' })).not.toHaveProperty('texts')
  expect(await call(alice, 'show-commit', { cube, rev: commit.slice(0, 14) })).toMatchObject({
    commit,
    name: cube,
    authorName: 'alice',
    changed: ['a'],
    texts: words,
    exact: true,
    held: true,
  })
  const { commits } = await call(alice, 'log', { cube, key: 'a', text: true })
  expect(commits.map(({ changes }: { changes: object }) => changes)).toMatchObject([
    { texts: words },
    { added: ['a'], texts: [{ before: null, after: 'one' }] },
  ])
  expect(await call(alice, 'log', { cube, limit: 0 })).toEqual({ commits: [] })

  await call(alice, 'branch', { cube, name: 'draft' })
  await call(alice, 'add', { cube, key: 'a', text: 'theirs', branch: 'draft' })
  await call(alice, 'add', { cube, key: 'b', text: 'new', branch: 'draft' })
  await call(alice, 'remove', { cube, keys: ['a'] })
  const conflict = await call(alice, 'merge', { cube, other: 'draft', text: true })
  expect(conflict.conflicts).toMatchObject([
    { key: 'a', texts: { base: 'two', ours: null, theirs: 'theirs' } },
  ])
  const resolve = [{ key: 'a', take: 'theirs' }]
  expect((await call(alice, 'merge', { cube, resolve, text: true })).texts).toEqual([
    { key: 'a', before: null, after: 'theirs' },
    { key: 'b', before: null, after: 'new' },
  ])
})

it('what is no text, or forgotten, is said as such', async () => {
  const alice = await temporaryNode('alice')
  const cube = 'notes'
  await call(alice, 'create', { name: cube })
  const file = join(await temporaryFolder(), 'dot.png')
  await writeFile(file, Buffer.from('89504e470d0a', 'hex'))
  await call(alice, 'add', { cube, key: 'dot', file })
  // Bytes that are no text are shown, exported and searched as none, though their memory says plaintext.
  expect(await call(alice, 'get', { cube, key: 'dot' })).toMatchObject({
    media: 'image/png',
    body: { bytes: 6 },
  })
  expect(await call(alice, 'recall', { query: 'PNG' })).toMatchObject({ results: [] })
  expect(await call(alice, 'fsck', {})).toMatchObject({ ok: true })
  await call(alice, 'add', { cube, key: 'gone', text: 'secret' })
  await call(alice, 'forget', { cube, keys: ['gone'] })
  const { commits } = await call(alice, 'log', { cube, text: true })
  const texts = commits.flatMap(({ changes }: { changes: { texts: { key: string }[] } }) => changes.texts)
  const of = (key: string): object[] => texts.filter((one: { key: string }) => one.key === key)
  expect(of('dot')).toMatchObject([{ after: null, afterIs: expect.stringMatching(/, 6 bytes$/) }])
  expect(JSON.stringify(texts)).not.toContain('secret')
  expect(of('gone')).toContainEqual(expect.objectContaining({ after: null, afterIs: 'forgotten' }))
})
