// What was known on a day: a date is a revision, wherever one is taken.
import { expect, test } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { call } from './swarms/people.ts'

test('a date names what the current branch held then: a day to its end, a time to the moment', async () => {
  let now = Date.UTC(2026, 8, 1)
  const alice = await temporaryNode('alice', { now: () => now })
  await call(alice, 'create', { name: 'notes' })
  const add = async (at: number, text: string) => {
    now = at
    await call(alice, 'add', { cube: 'notes', key: 'owls', text })
  }
  await add(Date.UTC(2026, 9, 5, 9), 'owls hunt at night')
  await add(Date.UTC(2026, 9, 5, 18), 'owls hunt at dusk')
  await add(Date.UTC(2026, 10, 1), 'owls hunt at dawn')
  const body = async (at: string) => (await call(alice, 'get', { cube: 'notes', key: 'owls', at })).body
  expect(await body('2026-10-05')).toBe('owls hunt at dusk')
  expect(await body('2026-10-05T10:00Z')).toBe('owls hunt at night')
  expect(await body('2026-10-31')).toBe('owls hunt at dusk')
  expect(await body('2026-11-01~1')).toBe('owls hunt at dusk')
  expect(await body('2030-01-01')).toBe('owls hunt at dawn')
  const { results } = await call(alice, 'recall', { query: 'owls', cubes: ['notes'], at: '2026-10-05' })
  expect(results).toMatchObject([{ text: 'owls hunt at dusk' }])
  expect(await call(alice, 'keys', { cube: 'notes', at: '2026-09-30' })).toEqual({ keys: [] })
  await expect(body('2026-08-31')).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
    message: 'notes has no commit here from before 2026-08-31T23:59:59.999Z',
  })
  for (const [verb, field] of [
    ['merge', 'other'],
    ['diff', 'a'],
  ] as const)
    await expect(call(alice, verb, { cube: 'notes', [field]: '2026-08-31' }), verb).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      message:
        'notes has no commit here from before 2026-08-31T23:59:59.999Z, and no cube of this home is called "2026-08-31"',
    })
  // A branch of that name goes first.
  await call(alice, 'branch', { cube: 'notes', name: '2026-10-05', at: 'main' })
  expect(await body('2026-10-05')).toBe('owls hunt at dawn')
})
