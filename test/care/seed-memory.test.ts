// What looking around has taught.
import { expect, it } from 'vitest'
import { SeedMemory } from '../../src/care/seeds/seed-memory.ts'

it('knows the size of a state, and nothing of a newer one', () => {
  const memory = new SeedMemory()
  memory.noteSize('a', 3, 500)
  expect([memory.sizeOf('a', 3), memory.sizeOf('a', 2), memory.sizeOf('a', 4)]).toEqual([500, 500, undefined])
  memory.forgetSize('a')
  expect(memory.sizeOf('a', 3)).toBe(undefined)
})

it('leaves alone what could not be fetched, longer each time, until it could', () => {
  const memory = new SeedMemory()
  memory.noteFailure('a', 0)
  expect([memory.isWaiting('a', 59_999), memory.isWaiting('a', 60_000)]).toEqual([true, false])
  memory.noteFailure('a', 60_000)
  expect([memory.isWaiting('a', 179_999), memory.isWaiting('a', 180_000)]).toEqual([true, false])
  memory.noteSuccess('a')
  expect(memory.isWaiting('a', 60_001)).toBe(false)
})

it('knows what is about something else until it says something new', () => {
  const memory = new SeedMemory()
  memory.noteMisfit('a', 2)
  expect([memory.isMisfit('a', 2), memory.isMisfit('a', 3), memory.isMisfit('b', 1)]).toEqual([
    true,
    false,
    false,
  ])
})

it('forgets the oldest where there is too much', () => {
  const memory = new SeedMemory()
  for (let at = 0; at <= 10_000; at++) memory.noteSize(String(at), 1, at)
  expect([memory.sizeOf('0', 1), memory.sizeOf('1', 1), memory.sizeOf('10000', 1)]).toEqual([
    undefined,
    1,
    10_000,
  ])
})
