import { expect, test } from 'vitest'
import { shouldRelease } from '../../src/interfaces/cli/release-memory.ts'

const MiB = 1024 * 1024
const idle = {
  busyMs: 50,
  roundMs: 10_000,
  heapTotalBytes: 104 * MiB,
  heapUsedBytes: 34 * MiB,
  releasedBytes: 0,
}

test.each([
  ['an idle process with an empty young generation', idle, true],
  ['a busy one', { ...idle, busyMs: 4_000 }, false],
  ['one whose heap is in use', { ...idle, heapUsedBytes: 95 * MiB }, false],
  ['one that has little to give', { ...idle, heapTotalBytes: 12 * MiB, heapUsedBytes: 4 * MiB }, false],
  ['one that has not grown since it gave', { ...idle, releasedBytes: 100 * MiB }, false],
])('%s', (_what, load, expected) => {
  expect(shouldRelease(load)).toBe(expected)
})
