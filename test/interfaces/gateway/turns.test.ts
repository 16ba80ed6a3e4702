import { expect, test } from 'vitest'
import { mostWaitMs, Turns } from '../../../src/interfaces/gateway/turns.ts'

test('a second of questions comes at once, and each one after it waits for its turn', () => {
  const turns = new Turns(4)
  expect([1, 2, 3, 4].map(() => turns.take('10.0.0', 1_000))).toEqual([0, 0, 0, 0])
  expect([turns.take('10.0.0', 1_000), turns.take('10.0.0', 1_000)]).toEqual([250, 500])
  expect(turns.take('10.0.1', 1_000)).toBe(0)
  expect(turns.take('10.0.0', 1_500)).toBe(250)
  expect(turns.take('10.0.0', 60_000)).toBe(0)
})

test('who comes from thousands of networks makes it remember no more of them', () => {
  const turns = new Turns(1)
  turns.take('first', 0)
  expect(turns.take('first', 0)).toBe(1_000)
  for (let at = 0; at < 5_000; at++) turns.take(`10.${at}`, 0)
  expect(turns.take('first', 0)).toBe(0)
})

test('nobody waits for longer than a moment, whatever his neighbours asked for and did not wait for', () => {
  const turns = new Turns(100)
  for (let asked = 0; asked < 100_000; asked++) turns.take('10.0.0', 0)
  expect(turns.take('10.0.0', 0)).toBeUndefined()
  expect(turns.take('10.0.0', 10)).toBe(mostWaitMs)
})
