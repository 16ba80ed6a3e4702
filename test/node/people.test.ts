// Who is who: names that a person gave, names that members joined with, and how far each is trusted.
import { expect, test } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { call } from './swarms/people.ts'

const bob = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'

test('a name is given without a decision on trust, and trust without a name', async () => {
  const alice = await temporaryNode('alice')
  const others = async (): Promise<unknown> => {
    const { people } = await call(alice, 'people', {})
    return (people as { you: boolean }[]).filter(({ you }) => !you)
  }
  expect(await others()).toEqual([])
  expect(await call(alice, 'trust', { author: bob, nickname: 'bob' })).toEqual({
    author: bob,
    authorName: 'bob',
    authorLabel: 'bob',
    tier: 'community',
  })
  expect(await others()).toMatchObject([{ author: bob, name: 'bob', tier: 'community', blocked: false }])
  await call(alice, 'trust', { author: 'bob', tier: 'team' })
  expect(await others()).toMatchObject([{ author: bob, name: 'bob', nickname: 'bob', tier: 'team' }])
  await call(alice, 'block', { target: 'bob' })
  await call(alice, 'trust', { author: 'bob', nickname: 'robert' })
  expect(await others()).toMatchObject([{ name: 'robert', blocked: true, tier: 'quarantined' }])
  await expect(call(alice, 'trust', { author: bob })).rejects.toThrow('expected a tier, a nickname, or both')
})

test('a nickname leaves a followed author followed, and a lower tier says what it does', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'follow', { target: bob })
  const named = await call(alice, 'trust', { author: bob, nickname: 'bob' })
  expect(named).toMatchObject({ tier: 'followed' })
  expect(named).not.toHaveProperty('notice')
  expect(await call(alice, 'trust', { author: 'bob', tier: 'team' })).not.toHaveProperty('notice')
  expect(await call(alice, 'trust', { author: 'bob', tier: 'community' })).toMatchObject({
    tier: 'community',
    notice: expect.stringContaining('this author is followed, and community is less than that'),
  })
})

test('the members of a swarm are among them, under the name that they joined with', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'create', { name: 'notes' })
  await call(alice, 'swarm-create', { name: 'crew' })
  const { people } = await call(alice, 'people', {})
  expect(people).toMatchObject([
    { you: true, tier: 'own', cubes: 1, role: null },
    { you: true, name: 'alice', role: 'admin', swarm: 'crew' },
  ])
})

test('files are imported as they were sent, and the same again changes nothing', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'create', { name: 'notes' })
  const file = (name: string, text: string): object => ({
    name,
    base64: Buffer.from(text).toString('base64'),
    modifiedMs: 1_700_000_000_000,
  })
  const files = [file('a/one.md', '# One'), file('two.txt', 'two'), file('empty.md', '')]
  const first = await call(alice, 'import', { cube: 'notes', files })
  expect(first).toMatchObject({ added: 3, unchanged: 0, skipped: [] })
  expect(await call(alice, 'import', { cube: 'notes', files })).toMatchObject({ added: 0, unchanged: 3 })
  expect(await call(alice, 'keys', { cube: 'notes' })).toEqual({ keys: ['a/one', 'empty', 'two'] })
  const one = await call(alice, 'get', { cube: 'notes', key: 'a/one' })
  expect(one).toMatchObject({ media: 'text/markdown', provenance: { source: { uri: './a/one.md' } } })
  for (const wrong of [{}, { files, path: '/tmp' }, { files, mirror: true }])
    await expect(call(alice, 'import', { cube: 'notes', ...wrong })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
})

test('events about a person, and answers of each layer, say the name; what a nickname names is one person', async () => {
  const alice = await temporaryNode('alice')
  const told: unknown[] = []
  const heard = new Promise<void>((resolve) => {
    const stop = alice.watch((event) => {
      if (event.event !== 'author') return
      told.push(event)
      resolve(stop())
    })
  })
  await call(alice, 'trust', { author: bob, nickname: 'bob' })
  await heard
  expect(told).toEqual([{ event: 'author', author: bob, authorName: 'bob', authorLabel: 'bob' }])
  const other = 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'
  await expect(call(alice, 'trust', { author: other, nickname: 'bob' })).rejects.toMatchObject({
    code: 'ERR_CONFLICT',
  })
  await expect(call(alice, 'trust', { author: other, nickname: 'Alice' })).rejects.toThrow('is your own name')
  await call(alice, 'create', { name: 'notes' })
  expect((await call(alice, 'log', { cube: 'notes' })).commits[0]).toMatchObject({
    author: alice.author,
    authorName: 'alice',
    authorLabel: 'alice',
  })
})
