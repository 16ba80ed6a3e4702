import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { projectToPlane, type Plane, type QuantisedVector } from '../../src/finding/map/project-to-plane.ts'
import { sampleEvenly } from '../../src/finding/map/sample-evenly.ts'

function project(rows: readonly (readonly number[])[]): Plane {
  const vectors = rows.map((row): QuantisedVector => ({ scale: 1 / 127, cells: Int8Array.from(row) }))
  const work = projectToPlane(vectors)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

const distance = (a: { x: number; y: number } | undefined, b: { x: number; y: number } | undefined): number =>
  Math.hypot((a?.x ?? 0) - (b?.x ?? 0), (a?.y ?? 0) - (b?.y ?? 0))

describe('vectors as points of a plane', () => {
  test('lie in groups where the vectors do', () => {
    const group = (at: number[]): number[][] =>
      [0, 1, 2, 3].map((n) => at.map((value, i) => value + ((i * 7 + n * 3) % 5)))
    const { points, shown } = project([
      ...group([120, 0, 0, 0, 10, 0]),
      ...group([0, 120, 0, 0, 0, 10]),
      ...group([0, 0, 120, 0, 0, 0]),
    ])
    for (const [i, a] of points.entries())
      for (const [j, b] of points.entries())
        if (Math.floor(i / 4) === Math.floor(j / 4)) expect(distance(a, b)).toBeLessThan(0.25)
        else expect(distance(a, b)).toBeGreaterThan(0.6)
    expect(shown).toBeGreaterThan(0.95)
  })

  test('show all of what differs in two directions, and the greater difference across', () => {
    const { points, shown } = project([
      [100, 0, 0],
      [-100, 0, 0],
      [0, 40, 0],
      [0, -40, 0],
    ])
    expect(shown).toBeCloseTo(1, 3)
    expect(points[0]?.x).toBeCloseTo(-(points[1]?.x ?? 0), 3)
    expect(points[2]?.y).toBeCloseTo(-(points[3]?.y ?? 0), 3)
    expect(Math.abs(points[0]?.x ?? 0)).toBeGreaterThan(0.7)
    expect(Math.abs(points[2]?.y ?? 0)).toBeGreaterThan(0.7)
    expect(Math.abs(points[0]?.y ?? 1)).toBeLessThan(0.01)
  })

  test('are numbers within the picture, the same each time, whatever the vectors are', () => {
    const row = fc.array(fc.integer({ min: -127, max: 127 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const { points, shown } = project(rows)
        expect(points).toHaveLength(rows.length)
        for (const { x, y } of points) {
          expect(Math.abs(x)).toBeLessThanOrEqual(1)
          expect(Math.abs(y)).toBeLessThanOrEqual(1)
        }
        expect(shown >= 0 && shown <= 1).toBe(true)
        expect(project(rows).points).toEqual(points)
      }),
    )
  })
})

test('a sample is spread evenly, in order, each once', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.integer({ min: 1, max: 50 }), (count, most) => {
      const taken = sampleEvenly([...Array(count).keys()], most)
      expect(taken).toHaveLength(Math.min(count, most))
      const steps = taken.slice(1).map((item, order) => item - (taken[order] ?? 0))
      if (steps.length > 0) {
        expect(Math.min(...steps)).toBeGreaterThanOrEqual(1)
        expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1)
      }
    }),
  )
})
