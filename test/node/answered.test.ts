import { describe, expect, it } from 'vitest'
import { createAnsweredWrites, keptMs, maxAnswerChars, maxKept } from '../../src/node/answered.ts'
import type { Store, StoreBatch } from '../../src/storage/index.ts'

function answering() {
  const records = new Map<string, unknown>()
  const clock = { nowMs: 10 * keptMs }
  const store = {
    records: () => ({
      get: async (key: string) => records.get(key),
      async *readable() {
        yield* records
      },
    }),
    async commit({ put = [], del = [] }: StoreBatch) {
      for (const { key } of del) records.delete(key)
      for (const { key, value } of put) records.set(key, value)
    },
  } as unknown as Pick<Store, 'records' | 'commit'>
  return { answered: createAnsweredWrites({ store, nowMs: () => clock.nowMs }), clock, records }
}
const write = (body = '{}') => ({ fingerprint: 'f', status: 200, body })

describe('a write that was answered', () => {
  it('is known for a day, whatever the clock does', async () => {
    const { answered, clock } = answering()
    await answered.keep('k', write())
    expect(await answered.get('k')).toMatchObject(write())
    expect(await answered.get('other')).toBeUndefined()
    const since = clock.nowMs
    for (const [atMs, isKnown] of [
      [since + keptMs - 1, true],
      [since + keptMs, false],
      [since - keptMs + 1, true],
      [since - keptMs, false],
    ] as const) {
      clock.nowMs = atMs
      expect((await answered.get('k')) !== undefined).toBe(isKnown)
    }
  })

  it('with a long answer is not kept', async () => {
    const { answered } = answering()
    await answered.keep('fits', write('x'.repeat(maxAnswerChars)))
    await answered.keep('long', write('x'.repeat(maxAnswerChars + 1)))
    expect(await answered.get('fits')).toBeDefined()
    expect(await answered.get('long')).toBeUndefined()
  })

  it('gives way to newer ones when they are many, and goes when it is old', async () => {
    const { answered, clock, records } = answering()
    for (let i = 0; i < maxKept + 200; i++) {
      clock.nowMs += 1
      await answered.keep(`k${i}`, write())
    }
    expect(records.size).toBeLessThanOrEqual(maxKept)
    expect(await answered.get(`k${maxKept + 199}`)).toBeDefined()
    expect(await answered.get('k0')).toBeUndefined()
    clock.nowMs += keptMs
    for (let i = 0; i < 64; i++) await answered.keep(`n${i}`, write())
    expect(records.size).toBeLessThanOrEqual(64)
  })
})
