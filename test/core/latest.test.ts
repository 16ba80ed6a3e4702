import { expect, test } from 'vitest'
import { Latest } from '../../src/core/latest/index.ts'

test('of more than the limit, the one that was kept longest ago gives way', () => {
  const latest = new Latest<string, number>(2)
  latest.keep('a', 1)
  latest.keep('b', 2)
  latest.keep('c', 3)
  expect(['a', 'b', 'c'].map((key) => latest.get(key))).toEqual([undefined, 2, 3])
  expect(latest.size).toBe(2)
})

test('what is kept again is the latest, and has its new value', () => {
  const latest = new Latest<string, number>(2)
  latest.keep('a', 1)
  latest.keep('b', 2)
  latest.keep('a', 3)
  latest.keep('c', 4)
  expect(['a', 'b', 'c'].map((key) => latest.get(key))).toEqual([3, undefined, 4])
})

test('what was read does not stay for it', () => {
  const latest = new Latest<string, number>(1)
  latest.keep('a', 1)
  latest.get('a')
  latest.keep('b', 2)
  expect(latest.get('a')).toBeUndefined()
})

test('what was taken out makes room', () => {
  const latest = new Latest<string, number>(2)
  latest.keep('a', 1)
  latest.keep('b', 2)
  latest.delete('b')
  latest.keep('c', 3)
  expect(['a', 'b', 'c'].map((key) => latest.get(key))).toEqual([1, undefined, 3])
})
