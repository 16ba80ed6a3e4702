// What may be done instead with a cube of somebody else that was pulled: each hint is true, and what it names works.
import { expect, test } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { call, online } from './swarms/people.ts'

const hintOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'it was done',
    (error: { code: string; hint: string }) => `${error.code} ${error.hint}`,
  )

test('a cube of somebody else is passed on, archived or forked, and never published or taken back', async () => {
  const [alice, bob] = [await temporaryNode('alice', online), await temporaryNode('bob', online)]
  await call(alice, 'create', { name: 'notes' })
  const published = await call(alice, 'publish', { cube: 'notes' })
  const { link } = await call(alice, 'link', { cube: 'notes' })
  expect(published.link).toBe(link)
  expect(link.length).toBeLessThanOrEqual(200)
  await call(bob, 'pull', { cube: published.link })

  expect(await hintOf(call(bob, 'publish', { cube: 'notes' }))).toMatch(
    /^ERR_DENIED .*`memcube link notes` prints what to send; `memcube fork notes` makes your own$/,
  )
  const carol = await temporaryNode('carol', online)
  await call(carol, 'pull', { cube: (await call(bob, 'link', { cube: 'notes' })).link })

  await call(bob, 'follow', { target: 'notes' })
  expect(await hintOf(call(bob, 'unpublish', { cube: 'notes' }))).toMatch(
    /^ERR_DENIED its author alone .*`memcube unfollow notes` and then `memcube archive notes` ends/,
  )
  await call(bob, 'unfollow', { target: 'notes' })
  expect(await hintOf(call(bob, 'unpublish', { cube: 'notes' }))).not.toContain('unfollow')
  await call(bob, 'archive', { cube: 'notes' })
  const from = bob.addresses()[0]
  const dave = await temporaryNode('dave', online)
  expect(await hintOf(call(dave, 'pull', { cube: published.cube, from }))).toMatch(/^ERR_/)
})

test('what its author took back is not said to be passed on', async () => {
  const [alice, bob] = [await temporaryNode('alice', online), await temporaryNode('bob', online)]
  await call(alice, 'create', { name: 'notes' })
  await call(bob, 'pull', { cube: (await call(alice, 'publish', { cube: 'notes' })).link })
  await call(alice, 'unpublish', { cube: 'notes' })
  expect(await call(bob, 'pull', { cube: 'notes' })).toMatchObject({ withdrawn: true })
  expect(await hintOf(call(bob, 'publish', { cube: 'notes' }))).toBe(
    'ERR_DENIED its author has taken it back; `memcube fork notes` makes your own',
  )
})
