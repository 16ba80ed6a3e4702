import { expect, it } from 'vitest'
import { judgeSlope, memorySlope } from '../../scripts/test/churn/memory-slope.ts'

it('a warm-up is no leak, and what grows afterwards is', () => {
  const flat = Array.from({ length: 30 }, (_, i) => ({ hours: i, mib: i < 10 ? 100 + i * 20 : 300 }))
  expect(memorySlope(flat)).toEqual({ perHour: 0, error: 0 })
  const leak = flat.map(({ hours, mib }) => ({ hours, mib: mib + hours * 2 }))
  expect(memorySlope(leak).perHour).toBeCloseTo(2, 9)
})

it('is not known of too few samples', () => {
  const few = [1, 2, 3].map((hours) => ({ hours, mib: hours }))
  expect(memorySlope(few).perHour).toBeNaN()
  expect(judgeSlope(memorySlope(few), 1).verdict).toBe('unknown')
})

it('what scatters makes a line uncertain, the less the longer it is looked at', () => {
  const scattered = (hours: number) =>
    Array.from({ length: 90 }, (_, i) => ({ hours: (hours * i) / 90, mib: 300 + (i % 2 === 0 ? 10 : -10) }))
  expect(judgeSlope(memorySlope(scattered(0.2)), 1).verdict).toBe('unknown')
  expect(judgeSlope(memorySlope(scattered(24)), 1).verdict).toBe('kept')
  const leaking = scattered(24).map(({ hours, mib }) => ({ hours, mib: mib + 3 * hours }))
  expect(judgeSlope(memorySlope(leaking), 1)).toMatchObject({
    verdict: 'broken',
    words: 'RSS grows by 2.9 MiB for each hour, give or take 0.6: more than the 1 promised',
  })
})
