import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonSize } from '../../../src/exchange/import/json/json-size.ts'

test('the size of a JSON text is at least that of its value, in values and in depth', () => {
  const size = (value: unknown): { values: number; depth: number } => {
    if (typeof value !== 'object' || value === null) return { values: 1, depth: 0 }
    const inner = Object.values(value).map(size)
    return {
      values: 1 + inner.reduce((sum, { values }) => sum + values, 0),
      depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    }
  }
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const counted = jsonSize(Buffer.from(JSON.stringify(value)))
      const real = size(value)
      expect(counted.values).toBeGreaterThanOrEqual(real.values)
      expect(counted.depth).toBe(real.depth)
    }),
    { seed: 3, numRuns: 200 },
  )
})
