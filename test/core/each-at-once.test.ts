import { expect, test } from 'vitest'
import { eachAtOnce } from '../../src/core/turns/index.ts'
import { rejection } from '../protocols/sample.ts'

test('each item is done once, and no more at once than is said', async () => {
  const done: [item: string, index: number][] = []
  let under = 0
  let most = 0
  await eachAtOnce(['a', 'b', 'c', 'd', 'e'], 2, async (item, index) => {
    most = Math.max(most, ++under)
    await new Promise((resolve) => setImmediate(resolve))
    under--
    done.push([item, index])
  })
  expect(most).toBe(2)
  expect(done.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(
    ['a', 'b', 'c', 'd', 'e'].map((item, index) => [item, index]),
  )
})

test('after a failure nothing more is begun, what is under way is waited for, and the first failure is told', async () => {
  const begun: number[] = []
  const ended: number[] = []
  const second = Promise.withResolvers<void>()
  const failing = eachAtOnce([0, 1, 2, 3], 2, async (item) => {
    begun.push(item)
    if (item === 0) throw new Error('the first')
    await second.promise
    ended.push(item)
    throw new Error('the second')
  })
  const failed = rejection(failing)
  await new Promise((resolve) => setImmediate(resolve))
  second.resolve()
  expect((await failed).message).toBe('the first')
  expect(begun).toEqual([0, 1])
  expect(ended).toEqual([1])
})

test('nothing is done with no items', async () => {
  await eachAtOnce([], 4, () => Promise.reject(new Error('there is none')))
})
