import { BaseStore } from '@langchain/langgraph-checkpoint'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findDaemon } from '../../examples/shared/daemon.ts'
import { memoryKey, placeOf } from '../../examples/langgraph-store/item.ts'
import { MemcubeStore } from '../../examples/langgraph-store/store.ts'
import { done, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

async function freshStore(): Promise<{ store: MemcubeStore; home: string }> {
  const home = `${await temporaryFolder()}/home`
  await done(home, 'init', '--name', 'alice')
  await startDaemon(home)
  await done(home, 'create', 'agent')
  return { store: new MemcubeStore(findDaemon(home), 'agent'), home }
}

test('a LangGraph store keeps, finds, lists and deletes items in a cube', async () => {
  const { store, home } = await freshStore()
  expect(store).toBeInstanceOf(BaseStore)

  const value = {
    text: 'Ada prefers vim for editing',
    n: [1, 1.5, -0.25, 1e300, 2 ** 53, null, true],
    deep: { '': 'empty', ключ: '\ud800 \u0000 e\u0301', __proto: {} },
  }
  await store.put(['users', 'ada'], 'editor', value)
  const item = await store.get(['users', 'ada'], 'editor')
  expect(item).toMatchObject({ namespace: ['users', 'ada'], key: 'editor' })
  expect(item?.value).toEqual(JSON.parse(JSON.stringify(value)))
  expect(await store.get(['users', 'ada'], 'nothing')).toBeNull()

  await store.put(['users', 'ada'], 'editor', { ...value, rank: 3 })
  const changed = await store.get(['users', 'ada'], 'editor')
  expect(changed?.value['rank']).toBe(3)
  expect(changed?.createdAt).toEqual(item?.createdAt)

  await store.put(['users', 'bob'], 'editor', { text: 'Bob writes in emacs', rank: 5 })
  await store.put(['users', 'bob'], 'a/b: c', { secret: 'kept but never searched' }, false)
  await store.put(['places'], 'town', { about: 'the harbour is frozen', other: 'quartz' }, ['about'])

  const ranked = (filter: object) => store.search(['users'], { filter: filter as Record<string, unknown> })
  expect((await ranked({ rank: { $gte: 3, $lt: 5 } })).map(({ value: { rank } }) => rank)).toEqual([3])
  expect((await ranked({ rank: 5 })).map(({ namespace }) => namespace)).toEqual([['users', 'bob']])
  expect((await ranked({ text: { $ne: 'Bob writes in emacs' } })).map(({ key }) => key).sort()).toEqual([
    'a/b: c',
    'editor',
  ])
  const pages = await Promise.all([0, 1, 2].map((offset) => store.search(['users'], { limit: 1, offset })))
  expect(new Set(pages.flat().map(({ namespace, key }) => memoryKey(namespace, key))).size).toBe(3)

  const [best] = await store.search(['users'], { query: 'who uses emacs?' })
  expect(best).toMatchObject({ namespace: ['users', 'bob'], key: 'editor' })
  expect(best?.score).toBeGreaterThan(0)
  expect(await store.search(['users', 'ada'], { query: 'emacs', filter: { rank: 5 } })).toEqual([])
  expect((await store.search([], { query: 'harbour frozen' }))[0]?.key).toBe('town')
  expect((await store.search([], { query: 'kept but never searched' })).map(({ key }) => key)).not.toContain(
    'a/b: c',
  )

  expect(await store.listNamespaces({ prefix: ['users'] })).toEqual([
    ['users', 'ada'],
    ['users', 'bob'],
  ])
  expect(await store.listNamespaces({ suffix: ['bob'] })).toEqual([['users', 'bob']])
  expect(await store.listNamespaces({ maxDepth: 1 })).toEqual([['places'], ['users']])

  const [before, , found] = await store.batch([
    { namespace: ['places'], key: 'town' },
    { namespace: ['places'], key: 'town', value: { about: 'thaw' } },
    { namespacePrefix: ['places'], limit: 10, offset: 0 },
  ])
  expect(before).toMatchObject({ value: { about: 'the harbour is frozen' } })
  expect(found).toHaveLength(1)
  expect((await store.get(['places'], 'town'))?.value).toEqual({ about: 'thaw' })

  await store.delete(['users', 'bob'], 'editor')
  await store.delete(['users', 'bob'], 'was never there')
  expect(await store.get(['users', 'bob'], 'editor')).toBeNull()
  await expect(store.put(['has.dot'], 'k', {})).rejects.toThrow(/period/)

  // What the agent did is a history that people can read.
  const { commits } = await done(home, 'log', 'agent', '--key', 'users/ada/editor')
  expect(commits).toHaveLength(2)
})

test('each namespace and key has a key of its own, and is told from it', () => {
  const parts = fc.array(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), {
    minLength: 1,
    maxLength: 4,
  })
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const [one, two] = [a, b].map((path) => memoryKey(path.slice(0, -1), path.at(-1) ?? ''))
      expect(placeOf(one!)).toEqual({ namespace: a.slice(0, -1), key: a.at(-1) })
      expect(one === two).toBe(JSON.stringify(a) === JSON.stringify(b))
    }),
    { seed: 7, numRuns: 300 },
  )
})
