import { expect, it } from 'vitest'
import { Pace } from '../../../src/protocols/swarm/pace.ts'

it('a peer may say a few things at once, then so many in a second, and news are free', () => {
  const pace = new Pace(3, 2)
  expect([1, 2, 3].map(() => pace.take('eve', 0))).toEqual([0, 0, 0])
  expect([pace.take('eve', 0), pace.take('eve', 0)]).toEqual([500, 1_000])
  expect(pace.take('bob', 0)).toBe(0)
  expect(pace.take('eve', 1_500)).toBe(0)
  for (let i = 0; i < 100; i++) {
    expect(pace.take('carol', 0)).toBe(0)
    pace.giveBack('carol')
  }
  // A long silence gives a burst again, and no more.
  expect([1, 2, 3, 4].map(() => pace.take('eve', 1_000_000))).toEqual([0, 0, 0, 500])
})

it('somebody unheard for long is forgotten, and memory stays bounded', () => {
  const pace = new Pace(1, 1)
  expect(pace.take('eve', 0)).toBe(0)
  expect(pace.take('eve', 0)).toBe(1_000)
  for (let i = 0; i < 1_024; i++) pace.take(`peer ${i}`, 0)
  expect(pace.take('eve', 0)).toBe(0)
})
