import { expect, test } from 'vitest'
import { temporaryNode } from '../helpers/temporary-home.ts'
import { call, eventually, type Json } from './swarms/people.ts'

interface Point {
  of: number
  key: string
  x: number
  y: number
  tags: string[]
}

test('a map has the memories of public life and of swarms in one picture, like beside like', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'swarm-create', { name: 'crew' })
  await call(alice, 'create', { name: 'notes' })
  await call(alice, 'create', { name: 'food', swarm: 'crew' })
  const add = (cube: string, key: string, text: string): Promise<Json> =>
    call(alice, 'add', { cube, key, text, tags: [key.slice(0, 2)] })
  await add('notes', 'pg1', 'Autovacuum of large Postgres tables needs a lower scale factor.')
  await add('notes', 'pg2', 'A partial index in Postgres helps where most rows of the table are closed.')
  await add('crew/food', 'pa1', 'Salt the water before the pasta goes into the pot.')
  await add('crew/food', 'pa2', 'Cook the pasta sauce slowly with tomatoes and garlic.')
  // Vectors follow in the background.
  let answer: Json
  await eventually(async () => {
    answer = await call(alice, 'map', {})
    expect(answer).toMatchObject({ points: { length: 4 }, leftOut: 0 })
  })
  const { cubes, points } = answer as { cubes: Json[]; points: Point[] }
  expect(cubes).toMatchObject([
    { name: 'notes', swarm: null },
    { name: 'food', swarm: 'crew' },
  ])
  expect(points.map(({ key, tags }) => [key, tags])).toEqual([
    ['pg1', ['pg']],
    ['pg2', ['pg']],
    ['pa1', ['pa']],
    ['pa2', ['pa']],
  ])
  const side = (key: string): number => Math.sign(points.find((one) => one.key === key)?.x ?? 0)
  expect(side('pg1')).toBe(side('pg2'))
  expect(side('pa1')).toBe(side('pa2'))
  expect(side('pg1')).not.toBe(side('pa1'))
  expect(await call(alice, 'map', { cubes: ['notes'], most: 1 })).toMatchObject({
    points: [{ key: 'pg1' }],
    leftOut: 1,
  })
})
