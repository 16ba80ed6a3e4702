// Turns of many that ask at once. The clock is the test's.
import { expect, onTestFinished, test, vi } from 'vitest'
import { FairTurns } from '../../src/network/fair-turns.ts'

/** Ten turns a second, two at once, and nobody waits longer than a second. */
function turns() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const all = new FairTurns({ perSecond: 10, burst: 2, perTurn: 2, maxWaitMs: 1_000 })
  const told: string[] = []
  const ask = (network: string, peer: string, name = peer): void =>
    void Promise.resolve(all.take(network, peer)).then(
      () => told.push(name),
      (error: { code: string }) => told.push(`${name} ${error.code}`),
    )
  return { ask, told, later: (ms: number) => vi.advanceTimersByTimeAsync(ms) }
}

test('some are served at once, the others one after another', async () => {
  const { ask, told, later } = turns()
  for (const name of ['1', '2', '3', '4', '5']) ask('here', 'alice', name)
  await later(0)
  expect(told).toEqual(['1', '2'])
  await later(250)
  expect(told).toEqual(['1', '2', '3', '4'])
  await later(500)
  expect(told).toEqual(['1', '2', '3', '4', '5'])
})

test('who comes when others wait is not served before them, unless by a network that has fewer', async () => {
  const { ask, told, later } = turns()
  for (let i = 0; i < 6; i++) ask('there', `eve ${i}`)
  await later(150)
  expect(told).toEqual(['eve 0', 'eve 1', 'eve 2'])
  ask('there', 'eve 6')
  ask('here', 'alice')
  await later(150)
  expect(told.slice(3)).toEqual(['eve 3', 'alice'])
  await later(2_000)
  expect(told.at(-1)).toBe('eve 6')
})

test('whose turn would come too late is refused', async () => {
  const { ask, told, later } = turns()
  for (let i = 0; i < 20; i++) ask('here', 'eve', `${i}`)
  await later(3_000)
  const served = told.filter((one) => !one.includes('ERR_LIMIT'))
  expect(served.length).toBeLessThan(14)
  expect(served.length + told.filter((one) => one.endsWith('ERR_LIMIT')).length).toBe(20)
})

test('few are served in one turn of the loop, however many may be a second', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const short = new FairTurns({ perSecond: 1_000, burst: 1_000, perTurn: 3, maxWaitMs: 1_000 })
  const atOnce = (): number =>
    Array.from({ length: 10 }, () => short.take('here', 'bob')).filter((one) => one === undefined).length
  expect(atOnce()).toBe(3)
  vi.runAllTicks()
  expect(short.take('there', 'alice')).toBeInstanceOf(Promise)
})

test('a turn that is free already is of who waits for it, and not of who comes', async () => {
  const { ask, told, later } = turns()
  for (const name of ['1', '2']) ask('here', 'alice', name)
  await later(50)
  ask('here', 'bob', 'waits')
  await later(70)
  ask('there', 'eve', 'comes')
  await later(500)
  expect(told).toEqual(['1', '2', 'waits', 'comes'])
})
