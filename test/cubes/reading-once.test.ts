// Reads for one question: what is looked for is read with it, and what cannot be read is still told of as here.
import { expect, test } from 'vitest'
import { readingOnce } from '../../src/cubes/index.ts'
import { StorageError } from '../../src/storage/storage-error.ts'
import { add } from '../../src/node/use-cases/add.ts'
import { create } from '../../src/node/use-cases/create.ts'
import { countReads } from '../helpers/count-reads.ts'
import { openLifeOf } from '../helpers/open-life-of.ts'

const options = { signal: new AbortController().signal, progress() {} }

async function lifeWithCommit() {
  const life = await openLifeOf('alice')
  await create.run(life, { name: 'notes', topics: [] }, options)
  await add.run(life, { cube: 'notes', key: 'k', text: 'a text' }, options)
  const { commit } = await life.cubes.resolve('notes')
  return { life, commit, tree: (await life.cubes.commit(commit)).tree }
}

test('a node that was looked for is not read again', async () => {
  const { life, tree } = await lifeWithCommit()
  const { node, reads } = countReads(life)
  const { store } = readingOnce(node)
  expect(await store.has(tree)).toBe(true)
  expect(await store.get(tree)).toEqual(await life.store.get(tree))
  expect(reads).toEqual({ blocks: 1, lookups: 0 })
})

test('a node that is not here is not, and a damaged one is here and fails where it is read', async () => {
  const { life, commit, tree } = await lifeWithCommit()
  const damaged = Object.assign(Object.create(life.store) as typeof life.store, {
    has: async () => true,
    getMany: async () => {
      throw new StorageError('ERR_CORRUPT', 'a block does not have its hash')
    },
  })
  const { store } = readingOnce({ store: damaged, cubes: life.cubes })
  expect(await store.has(tree)).toBe(true)
  await expect(store.get(tree)).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
  const absent = Object.assign(Object.create(life.store) as typeof life.store, {
    has: async () => false,
    getMany: async () => [undefined],
  })
  expect(await readingOnce({ store: absent, cubes: life.cubes }).store.has(commit)).toBe(false)
})

test('who no longer waits is told by the next look', async () => {
  const { life, tree } = await lifeWithCommit()
  const { store } = readingOnce(life, AbortSignal.abort(new Error('gone')))
  await expect(store.has(tree)).rejects.toThrow('gone')
})
