import { expect, test } from 'vitest'
import { fetchersOf } from '../../src/node/use-cases/who-fetched.ts'

const served = { side: 'served', what: 'pack', outcome: 'done', items: 3, bytes: 900, ms: 2 } as const

test('who fetched blocks of a cube from here is named once, the last one first', () => {
  const exchanges = new Map([
    ['carol', [{ ...served, atMs: 10, cubes: ['notes'] }]],
    [
      'bob',
      [
        { ...served, atMs: 20, cubes: ['other', 'notes'] },
        { ...served, atMs: 30, cubes: ['notes'] },
      ],
    ],
  ])
  expect(fetchersOf(exchanges, new Set(['notes']))).toEqual([
    { peerId: 'bob', lastMs: 30 },
    { peerId: 'carol', lastMs: 10 },
  ])
})

test.each([
  ['fetched another cube', { cubes: ['other'] }],
  ['was asked, and did not ask', { side: 'asked' as const }],
  ['only looked what is newest', { what: 'heads' as const }],
  ['was refused', { outcome: 'refused' as const }],
  ['did not come to the end', { outcome: 'failed' as const }],
])('who %s is not named', (_name, one) => {
  const exchanges = new Map([['eve', [{ ...served, atMs: 1, cubes: ['notes'], ...one }]]])
  expect(fetchersOf(exchanges, new Set(['notes']))).toEqual([])
})
