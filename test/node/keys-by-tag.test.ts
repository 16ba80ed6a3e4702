import { expect, test } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { call } from './swarms/people.ts'

test('keys are counted by tag, and asked for by tag; what was forgotten carries none', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'create', { name: 'notes' })
  const add = (key: string, tags: string[]): Promise<unknown> =>
    call(alice, 'add', { cube: 'notes', key, text: `about ${key}`, tags })
  await add('a', ['disk', 'tuning'])
  await add('b', ['tuning'])
  await add('c', [])
  expect(await call(alice, 'keys', { cube: 'notes', countTags: true })).toEqual({
    keys: ['a', 'b', 'c'],
    tags: [
      { tag: 'tuning', count: 2 },
      { tag: 'disk', count: 1 },
    ],
  })
  expect(await call(alice, 'keys', { cube: 'notes', tags: ['tuning', 'disk'] })).toEqual({ keys: ['a'] })
  const before = await call(alice, 'log', { cube: 'notes', limit: 1 })
  await call(alice, 'forget', { cube: 'notes', keys: ['a'] })
  const at = (before as { commits: { commit: string }[] }).commits[0]?.commit
  expect(await call(alice, 'keys', { cube: 'notes', tags: ['disk'] })).toEqual({ keys: [] })
  expect(await call(alice, 'keys', { cube: 'notes', at, countTags: true })).toMatchObject({
    tags: [{ tag: 'tuning', count: 1 }],
  })
})
