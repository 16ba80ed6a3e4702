import { describe, expect, it } from 'vitest'
import { freshUntil } from '../../../src/core/cube/index.ts'

const DAY = 24 * 3_600_000
const NOW = 1_790_000_000_000
const far = Date.UTC(9999, 0)

describe('a head may be called current', () => {
  it('until it expires', () => {
    expect(freshUntil({ time: NOW, expires: NOW + 7 * DAY }, NOW)).toBe(NOW + 7 * DAY)
  })

  it('for 14 days, whatever it says, and for no longer by a time that has not come', () => {
    expect(freshUntil({ time: NOW, expires: far }, NOW)).toBe(NOW + 14 * DAY)
    expect(freshUntil({ time: far, expires: far }, NOW)).toBe(NOW + 14 * DAY)
  })

  it('no more when it was signed long ago, as a stale seed gives it', () => {
    expect(freshUntil({ time: NOW - 30 * DAY, expires: far }, NOW)).toBeLessThan(NOW)
  })
})
