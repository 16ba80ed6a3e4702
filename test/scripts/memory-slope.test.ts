import { expect, it } from 'vitest'
import { memorySlope } from '../../scripts/test/churn/memory-slope.ts'

const samples = (...mib: number[]) => mib.map((one, hours) => ({ hours, mib: one }))

it('the slope of memory leaves the warm-up out and is fitted through the rest', () => {
  expect(memorySlope(samples(10, 90, 100, 102, 104, 106))).toBeCloseTo(2)
  expect(memorySlope(samples(10, 90, 100, 100, 100, 100))).toBe(0)
  expect(memorySlope(samples(0, 0, 4, 2, 4, 2))).toBeLessThan(0)
})

it('is no number where nothing was measured', () => {
  expect(memorySlope([])).toBeNaN()
  expect(memorySlope(samples(5))).toBeNaN()
})
