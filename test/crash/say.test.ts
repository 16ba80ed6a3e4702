// What a process tells of itself before it is killed is judged line by line: none may be lost, or come in halves, because who
// listens was busy for a while.
import { expect, test } from 'vitest'
import { startTeller } from './teller.ts'

test('a process that tells much waits for who listens, and every line arrives whole', async () => {
  const lines = 3_000
  await using child = startTeller('talker.ts', [String(lines)])
  // Busy, as with checking a home: meanwhile the pipe is full.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
  const told: number[] = []
  for await (const line of child.lines) told.push((JSON.parse(line) as { line: number }).line)
  expect(child.stderr()).toBe('')
  expect(told).toEqual(Array.from({ length: lines }, (_, at) => at))
})
