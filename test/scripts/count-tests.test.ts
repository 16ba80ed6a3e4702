import { describe, expect, it } from 'vitest'
import { countTests, formatCounts, type CountedModule } from '../../scripts/test/count-tests.ts'

const moduleOf = (ok: boolean, ...states: string[]): CountedModule => ({
  ok: () => ok,
  children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
})

describe('counting tests', () => {
  it('adds up what each file ran', () => {
    const counts = countTests([
      moduleOf(true, 'passed', 'skipped'),
      moduleOf(false, 'passed', 'failed', 'failed'),
    ])
    expect(formatCounts(counts)).toBe('2 passed, 2 failed, 1 skipped')
  })

  it('counts a file that did not load, and a test that never finished, as failed', () => {
    expect(countTests([moduleOf(false)])).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countTests([moduleOf(false, 'passed')])).toEqual({ passed: 1, failed: 1, skipped: 0 })
    expect(countTests([moduleOf(true, 'pending')])).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})
