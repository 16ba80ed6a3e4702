// What comes from a file is trusted as far as whoever imported it said, and no further than who signed it.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

interface Label {
  key: string
  tier: string
  author: string
}

async function fileOf(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'said.jsonl')
  await writeFile(path, `${JSON.stringify({ key: 'a', body: text, data: { from: 'x' } })}\n`)
  return path
}

async function recalled(node: MemCubeNode, tier?: string): Promise<Label[]> {
  const { results } = (await node.call('recall', { query: 'capybara', ...(tier && { tier }) })) as {
    results: Label[]
  }
  return results.map(({ key, tier: one, author }) => ({ key, tier: one, author }))
}

test.each(['team', 'followed', 'community', 'quarantined'])('starts as %s, and stays so', async (tier) => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'mine', text: 'a capybara of mine' })
  const path = await fileOf('a capybara, they say')
  expect(await alice.call('import', { cube: 'notes', path, tier })).toMatchObject({ added: 1 })
  expect(await alice.call('import', { cube: 'notes', path, tier })).toMatchObject({ unchanged: 1 })
  expect(await alice.call('get', { cube: 'notes', key: 'a' })).toMatchObject({ tier, author: alice.author })
  const { author } = alice
  const both = [
    { key: 'mine', tier: 'own', author },
    { key: 'a', tier, author },
  ]
  expect(await recalled(alice, tier)).toEqual(expect.arrayContaining(both))
  const isAnswered = tier === 'team' || tier === 'followed'
  expect((await recalled(alice)).map(({ key }) => key).sort()).toEqual(isAnswered ? ['a', 'mine'] : ['mine'])
  await alice.close()
  const again = await reopen(alice.home)
  expect(await recalled(again, tier)).toEqual(expect.arrayContaining(both))
})

test('is own when nobody says otherwise, and again once its owner says so', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  const path = await fileOf('a capybara, they say')
  await alice.call('import', { cube: 'notes', path, tier: 'community' })
  expect(await recalled(alice)).toEqual([])
  await alice.call('import', { cube: 'notes', path, tier: 'own' })
  expect(await recalled(alice)).toMatchObject([{ key: 'a', tier: 'own' }])
})

test('goes with the memory into a file and back, and what a file claims for itself raises nothing', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('import', { cube: 'notes', path: await fileOf('a capybara'), tier: 'community' })
  const out = join(await temporaryFolder(), 'out.jsonl')
  await alice.call('export', { cube: 'notes', out, format: 'jsonl' })
  await alice.call('create', { name: 'copy' })
  await alice.call('import', { cube: 'copy', path: out })
  expect(await alice.call('get', { cube: 'copy', key: 'a' })).toMatchObject({ tier: 'community' })
  const path = join(await temporaryFolder(), 'claims.jsonl')
  await writeFile(path, `${JSON.stringify({ key: 'b', body: 'x', data: { 'memcube/tier': 'own' } })}\n`)
  await alice.call('import', { cube: 'copy', path, tier: 'community' })
  expect(await alice.call('get', { cube: 'copy', key: 'b' })).toMatchObject({ tier: 'community' })
})

test('a question tells how much a less trusted tier would answer, where it finds less than asked for', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'mine', text: 'an axolotl 🦎 of mine' })
  await alice.call('import', { cube: 'notes', path: await fileOf('a capybara, they say'), tier: 'community' })
  const ask = (query: string, more: object = {}): Promise<unknown> => alice.call('recall', { query, ...more })
  const inCommunity = { elsewhere: [{ tier: 'community', count: 1 }] }
  expect(await ask('capybara')).toMatchObject({ results: [], ...inCommunity })
  expect(await ask('axolotl or capybara')).toMatchObject({ results: [{ key: 'mine' }], ...inCommunity })
  expect(await ask('axolotl or capybara', { top: 1 })).toMatchObject({ elsewhere: [] })
  expect(await ask('capybara', { tier: 'own' })).toMatchObject(inCommunity)
  const found = {
    results: expect.arrayContaining([expect.objectContaining({ key: 'a' })]) as [],
    elsewhere: [],
  }
  expect(await ask('capybara', { tier: 'community' })).toMatchObject(found)
  expect(await ask('capybara', { cubes: ['notes'] })).toMatchObject(found)
  expect(await ask('capybara', { cubes: ['notes'], tier: 'own' })).toMatchObject(inCommunity)
  expect(await ask('🦎')).toMatchObject({ results: [{ key: 'mine' }], elsewhere: [] })
  for (const tier of [undefined, 'community'])
    expect(await ask('*', tier === undefined ? {} : { tier })).toMatchObject({ results: [], elsewhere: [] })
})
