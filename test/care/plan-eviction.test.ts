import { describe, expect, it } from 'vitest'
import { planEviction, type HeldCube } from '../../src/care/cache/plan-eviction.ts'

const held = (cube: string, bytes: number, usedMs: number, evictable = true): HeldCube => ({
  cube,
  bytes,
  usedMs,
  evictable,
})
const cubes = [held('new', 10, 3), held('kept', 10, 0, false), held('old', 10, 1), held('older', 10, 1)]

describe('room in the cache', () => {
  it('is there while all fits, to the last byte', () => {
    expect(planEviction({ needed: 10, max: 50, held: cubes })).toEqual({ type: 'fits', evict: [] })
  })

  it('is made by what was used longest ago, and by no more than it takes', () => {
    expect(planEviction({ needed: 11, max: 50, held: cubes })).toEqual({ type: 'fits', evict: ['old'] })
    expect(planEviction({ needed: 21, max: 50, held: cubes })).toEqual({
      type: 'fits',
      evict: ['old', 'older'],
    })
    expect(planEviction({ needed: 40, max: 50, held: cubes })).toEqual({
      type: 'fits',
      evict: ['old', 'older', 'new'],
    })
  })

  it('is made by what is mirrored for others after all else', () => {
    const seeded = { ...held('seeded', 10, 0), isSeeded: true }
    expect(planEviction({ needed: 30, max: 50, held: [seeded, ...cubes] })).toEqual({
      type: 'fits',
      evict: ['old', 'older', 'new'],
    })
    expect(planEviction({ needed: 40, max: 50, held: [seeded, ...cubes] })).toMatchObject({
      evict: ['old', 'older', 'new', 'seeded'],
    })
  })

  it('is not made where it would not be enough: nothing goes then', () => {
    expect(planEviction({ needed: 41, max: 50, held: cubes })).toEqual({
      type: 'refused',
      used: 40,
      freeable: 30,
    })
  })
})
