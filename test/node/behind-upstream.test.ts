// A fork is told that its upstream, as it is held here, has moved on.
import { expect, test } from 'vitest'
import { behindWords } from '../../src/interfaces/cli/behind-words.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { call } from './swarms/people.ts'

test('list, show and status count what an upstream has and its fork has not, until it is merged', async () => {
  const alice = await temporaryNode('alice')
  const { cube } = await call(alice, 'create', { name: 'field-notes' })
  const add = (to: string, key: string) => call(alice, 'add', { cube: to, key, text: `what ${key} says` })
  await add('field-notes', 'a')
  await call(alice, 'fork', { cube: 'field-notes', name: 'better-notes' })
  const behind = async () => {
    const { cubes } = await call(alice, 'list', {})
    const [inList] = cubes.filter(({ name }: { name: string }) => name === 'better-notes')
    const shown = await call(alice, 'show', { cube: 'better-notes' })
    expect(inList.upstream).toEqual(shown.upstream)
    return { upstream: shown.upstream, status: (await call(alice, 'status', {})).behind }
  }
  const upstream = { cube, name: 'field-notes' }
  expect(await behind()).toEqual({ upstream: { ...upstream, newer: 0 }, status: undefined })
  await add('better-notes', 'mine')
  await add('field-notes', 'b')
  await add('field-notes', 'c')
  expect(await behind()).toMatchObject({
    upstream: { ...upstream, newer: 2 },
    status: [{ displayName: 'better-notes', upstream: { ...upstream, newer: 2 } }],
  })
  await call(alice, 'merge', { cube: 'better-notes', other: 'field-notes' })
  expect(await behind()).toEqual({ upstream: { ...upstream, newer: 0 }, status: undefined })
  expect((await call(alice, 'show', { cube: 'field-notes' })).upstream).toBeUndefined()
})

test.each([
  [1, 'has 1 newer commit: '],
  [3, 'has 3 newer commits: '],
  [1_000, 'has 1,000 newer commits or more: '],
])('%i are said in words, with what takes them in', (newer, words) => {
  const said = behindWords('better-notes', { cube: 'b', name: 'field-notes', newer })
  expect(said).toBe(
    `field-notes, which it is a fork of, ${words}\`memcube merge better-notes field-notes\` takes them in`,
  )
})
