import { expect, test } from 'vitest'
import { judgeReader, type Reader } from '../../../src/interfaces/gateway/slow-readers.ts'

const limits = { leastBytesPerSecond: 10, slowMs: 1_000 }
const begun = { sinceMs: 0, takenBytes: 100 }

test.each<[string, Reader, number, unknown]>([
  [
    'who takes enough goes on',
    { takenBytes: 110, waitingBytes: 5 },
    1_000,
    { sinceMs: 1_000, takenBytes: 110 },
  ],
  ['who takes too little is too slow', { takenBytes: 109, waitingBytes: 5 }, 1_000, undefined],
  ['who has some time left keeps it', { takenBytes: 100, waitingBytes: 5 }, 999, begun],
  [
    'who waits for this node is not slow',
    { takenBytes: 100, waitingBytes: 0 },
    9_000,
    { sinceMs: 9_000, takenBytes: 100 },
  ],
  ['looked at late, he is judged by all the time', { takenBytes: 110, waitingBytes: 5 }, 2_000, undefined],
])('%s', (_, reader, nowMs, judged) => {
  expect(judgeReader(begun, reader, nowMs, limits)).toEqual(judged)
})

test('whoever is seen first begins now', () => {
  const reader = { takenBytes: 7, waitingBytes: 5 }
  expect(judgeReader(undefined, reader, 50, limits)).toEqual({ sinceMs: 50, takenBytes: 7 })
})
