// What others wrote stays theirs when it is forked or merged: named after them, and trusted no further than they are.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

type Person = MemCubeNode & { home: string }

interface Label {
  key: string
  author: string
  tier: string
}

const online = { network: {} }

const put = async (node: Person, cube: string, key: string, text: string): Promise<unknown> =>
  node.call('add', { cube, key, text })

async function pull(node: Person, cube: string, from: Person): Promise<void> {
  await node.call('pull', { cube, from: from.addresses()[0] })
}

/** What recall answers about capybaras, as it is labelled, in the order of keys. */
async function recalled(node: Person, more: object = {}): Promise<Label[]> {
  const { results } = (await node.call('recall', { query: 'capybara', top: 50, ...more })) as {
    results: Label[]
  }
  return results
    .map(({ key, author, tier }) => ({ key, author, tier }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** The same labels, as `get` gives them. */
async function got(node: Person, cube: string, keys: string[], more: object = {}): Promise<Label[]> {
  const found = await Promise.all(
    keys.map(async (key) => (await node.call('get', { cube, key, ...more })) as Label),
  )
  return found.map(({ key, author, tier }) => ({ key, author, tier }))
}

/** Bob's cube of three memories about capybaras, and Alice's fork of it, in which she wrote one more. */
async function forked(): Promise<{ alice: Person; bob: Person; upstream: string }> {
  const bob = await temporaryNode('bob', online)
  const { cube: upstream } = (await bob.call('create', { name: 'zoo' })) as { cube: string }
  for (const key of ['b1', 'b2', 'b3']) await put(bob, upstream, key, `a capybara, says bob in ${key}`)
  await bob.call('publish', { cube: upstream })
  const alice = await temporaryNode('alice', online)
  await pull(alice, upstream, bob)
  await alice.call('recall', { query: 'opens the index' })
  await alice.call('fork', { cube: upstream, name: 'mine' })
  await put(alice, 'mine', 'a1', 'a capybara, says alice')
  return { alice, bob, upstream }
}

test(
  'a fork is recalled by default as far as its upstream is trusted, and the own memories as own',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, upstream } = await forked()
    const theirs = (key: string, tier: string): Label => ({ key, author: bob.author, tier })
    const own = { key: 'a1', author: alice.author, tier: 'own' }
    const all = [own, theirs('b1', 'community'), theirs('b2', 'community'), theirs('b3', 'community')]
    expect(await recalled(alice)).toEqual([own])
    expect(await recalled(alice, { tier: 'community' })).toEqual(all)
    expect(await recalled(alice, { cubes: ['mine'] })).toEqual(all)
    expect(await got(alice, 'mine', ['a1', 'b1', 'b2', 'b3'])).toEqual(all)

    await put(alice, 'mine', 'b1', 'a capybara, as alice has it')
    const edited = { key: 'b1', author: alice.author, tier: 'own' }
    expect(await recalled(alice)).toEqual([own, edited])
    expect(await got(alice, 'mine', ['b1'])).toEqual([edited])
    expect(await got(alice, 'mine', ['b1'], { at: 'main~1' })).toEqual([theirs('b1', 'community')])
    expect(await recalled(alice, { cubes: ['mine'], at: 'main~1' })).toEqual(all)
    expect(await recalled(alice, { cubes: ['mine'], at: 'main~1', tier: 'own' })).toEqual([own])

    await alice.call('follow', { target: upstream })
    const followed = [own, edited, theirs('b2', 'followed'), theirs('b3', 'followed')]
    expect(await recalled(alice, { cubes: ['mine'], tier: 'followed' })).toEqual(followed)
    expect(await got(alice, 'mine', ['a1', 'b1', 'b2', 'b3'])).toEqual(followed)

    await alice.call('block', { target: bob.author })
    expect(await recalled(alice, { tier: 'community' })).toEqual([own, edited])
    expect(await got(alice, 'mine', ['b2'])).toEqual([theirs('b2', 'quarantined')])
    expect(await alice.call('show', { cube: upstream })).toMatchObject({ tier: 'quarantined' })
  },
)

test(
  'what a merge brings stays community, also after a removal that was reverted',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, upstream } = await forked()
    await put(bob, upstream, 'b4', 'a late capybara, says bob')
    await put(bob, upstream, 'b1', 'another capybara, says bob')
    await put(alice, 'mine', 'b1', 'another capybara, says alice')
    await pull(alice, upstream, bob)
    expect(await alice.call('merge', { cube: 'mine', other: upstream, strategy: 'union' })).toMatchObject({
      type: 'merge',
      tier: 'community',
    })
    const labels = await recalled(alice, { cubes: ['mine'] })
    expect(labels.filter(({ author }) => author === alice.author)).toEqual([
      { key: 'a1', author: alice.author, tier: 'own' },
      { key: expect.stringMatching(/^b1/), author: alice.author, tier: 'own' },
    ])
    expect(labels.filter(({ author }) => author === bob.author).map(({ tier }) => tier)).toEqual(
      Array.from({ length: 4 }, () => 'community'),
    )
    await alice.call('remove', { cube: 'mine', keys: ['b4'] })
    await alice.call('revert', { cube: 'mine', rev: 'main' })
    expect(await got(alice, 'mine', ['b4'])).toEqual([{ key: 'b4', author: bob.author, tier: 'community' }])
    expect(await recalled(alice, { cubes: ['mine'] })).toEqual(labels)
  },
)

test('an index built from nothing gives the same labels', { timeout: 60_000 }, async () => {
  const { alice, bob, upstream } = await forked()
  // Enough for the labels of a whole cube to be told another way than those of a few memories.
  for (let i = 0; i < 80; i++) await put(alice, 'mine', `many/${i}`, `capybara number ${i}, says alice`)
  await put(bob, upstream, 'b2', 'a second capybara, says bob')
  await pull(alice, upstream, bob)
  await alice.call('merge', { cube: 'mine', other: upstream })
  await put(alice, 'mine', 'b3', 'a capybara that is now of alice')
  const everything = { cubes: ['mine'], top: 200 }
  const labels = await recalled(alice, everything)
  expect(labels).toHaveLength(84)
  expect(labels.filter(({ author }) => author === bob.author).map(({ key }) => key)).toEqual(['b1', 'b2'])
  await alice.close()
  await rm(join(alice.home, 'index'), { recursive: true })
  const again = await reopen(alice.home)
  expect(await recalled(again, everything)).toEqual(labels)
  expect(await recalled(again, { ...everything, tier: 'own' })).toEqual(
    labels.filter(({ tier }) => tier === 'own'),
  )
})

test('a fork of an own cube is own, and what it took from others is not', { timeout: 60_000 }, async () => {
  const { alice, bob } = await forked()
  await alice.call('fork', { cube: 'mine', name: 'second' })
  expect(await got(alice, 'second', ['a1', 'b1'])).toEqual([
    { key: 'a1', author: alice.author, tier: 'own' },
    { key: 'b1', author: bob.author, tier: 'community' },
  ])
  expect(await recalled(alice, { cubes: ['second'], tier: 'own' })).toEqual([
    { key: 'a1', author: alice.author, tier: 'own' },
  ])
})

test('a record that stands for two is trusted as the less trusted of them', { timeout: 60_000 }, async () => {
  const { alice, bob, upstream } = await forked()
  const text = 'The capybara house opens at nine and closes when the last visitor has left.'
  await put(bob, upstream, 'opening', text)
  await put(alice, 'mine', 'hours', text)
  await pull(alice, upstream, bob)
  const { deduped } = (await alice.call('merge', { cube: 'mine', other: upstream, dedupe: true })) as {
    deduped: { key: string }[]
  }
  expect(deduped.map(({ key }) => key)).toContain('hours')
  expect(await got(alice, 'mine', ['hours'])).toMatchObject([{ tier: 'community' }])
  expect(await recalled(alice, { cubes: ['mine'], tier: 'followed' })).toEqual([
    { key: 'a1', author: alice.author, tier: 'own' },
  ])
  await alice.call('block', { target: bob.author })
  expect(await got(alice, 'mine', ['hours'])).toMatchObject([{ tier: 'quarantined' }])
})
