import { expect, test } from 'vitest'
import { formatDid, parseDid } from '../../../src/core/identity/index.ts'

const keyOf = (at: number): Uint8Array => new Uint8Array(32).fill(at & 0xff, 1).fill(at >> 8, 0, 1)

test('each key has its own text, however many were asked for in between', () => {
  const keys = Array.from({ length: 600 }, (_, at) => keyOf(at))
  for (const round of [1, 2])
    for (const key of keys) expect(parseDid(formatDid(key)), `round ${round}`).toEqual(key)
  expect(new Set(keys.map(formatDid)).size).toBe(600)
})

test('a key that is written over is another key', () => {
  const key = keyOf(1)
  const before = formatDid(key)
  key[5] = 99
  expect(formatDid(key)).not.toBe(before)
  expect(parseDid(formatDid(key))).toEqual(key)
})
