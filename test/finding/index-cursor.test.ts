import { expect, it } from 'vitest'
import type { CubeRecord } from '../../src/cubes/index.ts'
import { commitIn, cursorAt, isOfOtherKeys, stateOf } from '../../src/finding/index-cursor.ts'
import { cidOf } from '../sharing/values.ts'

const commit = cidOf('commit')
type Stands = Pick<CubeRecord, 'own' | 'rosters' | 'part'>
const held = (...filter: string[]): Stands => ({ own: false, part: { filter, of: 9 } })
const whole: Stands = { own: false }
const shared: Stands = { own: false, rosters: [] }

it('a cursor tells its commit, whatever else it says', () => {
  for (const record of [whole, shared, held('a'), held(' part ', 'by writer')])
    expect(commitIn(cursorAt(record, commit))).toBe(commit.toString())
})

it('a cursor tells whether an index was told of other keys than are held', () => {
  const kinds = [whole, held('a'), held('a', 'b'), held(' part a')]
  for (const [i, record] of kinds.entries())
    for (const [j, other] of kinds.entries())
      expect(isOfOtherKeys(record, cursorAt(other, commit)), `${i} ${j}`).toBe(i !== j)
  expect(isOfOtherKeys(shared, cursorAt(whole, commit))).toBe(false)
})

it('a part of a state and the whole of it are two states', () => {
  const states = [whole, held('a'), held('a', 'b')].map((record) => stateOf({ ...record, commit }))
  expect(new Set(states).size).toBe(3)
})
