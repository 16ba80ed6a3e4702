/** Under which epochs a member seals and opens. */
import { expect, test } from 'vitest'
import { contentEpochs } from '../../../src/swarms/content-epochs.ts'
import { contentOf, epochLog } from './epochs.ts'

test('the one in force is sealed under, and no other one taken', () => {
  const epochs = contentEpochs(epochLog(3), () => 0)
  expect(epochs.inForce()).toEqual({ epoch: 3, content: contentOf(3) })
  expect([1, 2, 3, 4].map((epoch) => epochs.taken(epoch))).toEqual([
    undefined,
    undefined,
    contentOf(3),
    undefined,
  ])
})

test('after a change the one before is taken for 30 seconds, and nothing older', () => {
  let now = 0
  const log = epochLog(3)
  const epochs = contentEpochs(log, () => now)
  log.begin(4)
  expect(epochs.inForce()?.epoch).toBe(4)
  expect([2, 3, 4].map((epoch) => epochs.taken(epoch))).toEqual([undefined, contentOf(3), contentOf(4)])
  now = 30_000
  expect(epochs.taken(3)).toEqual(contentOf(3))
  now = 30_001
  expect(epochs.taken(3)).toBeUndefined()
  log.begin(5)
  expect([3, 4, 5].map((epoch) => epochs.taken(epoch))).toEqual([undefined, contentOf(4), contentOf(5)])
})

test('a change of something else in the log moves nothing', () => {
  let now = 0
  const log = epochLog(3)
  const epochs = contentEpochs(log, () => now)
  log.begin(4)
  now = 20_000
  log.begin(4)
  expect(epochs.taken(3)).toEqual(contentOf(3))
  now = 40_000
  expect(epochs.taken(3)).toBeUndefined()
})

test('a secret that was not given is neither sealed under nor taken', () => {
  const log = epochLog(3)
  const epochs = contentEpochs(log, () => 0)
  log.withhold(4)
  log.begin(4)
  expect(epochs.inForce()).toBeUndefined()
  expect(epochs.taken(4)).toBeUndefined()
})

test('one that is newer is waited for until the log has come, an older one not', async () => {
  const log = epochLog(3)
  const epochs = contentEpochs(log, () => 0)
  expect(await epochs.soon(2, 'bob')).toBeUndefined()
  const soon = epochs.soon(5, 'bob')
  log.begin(4)
  log.begin(5)
  expect(await soon).toEqual(contentOf(5))
})

test('who makes up epochs is soon answered at once, and is in nobody’s way', async () => {
  const log = epochLog(3)
  const epochs = contentEpochs(log, () => 0)
  const asked = Array.from({ length: 100 }, () => epochs.soon(9, 'eve'))
  const honest = epochs.soon(4, 'bob')
  expect(await Promise.all(asked.slice(16))).toEqual(Array.from({ length: 84 }))
  log.begin(4)
  expect(await honest).toEqual(contentOf(4))
  log.begin(9)
  expect(await Promise.all(asked.slice(0, 16))).toEqual(Array.from({ length: 16 }, () => contentOf(9)))
})
