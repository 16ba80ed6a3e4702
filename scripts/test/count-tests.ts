/** Counts what a test run did. A file that could not be loaded, and a failed hook, count as failed: they hide tests. */

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** The part of vitest's modules that is counted. */
export interface CountedModule {
  ok(): boolean
  children: { allTests(): Iterable<{ result(): { state: string } }> }
}

export function countTests(modules: Iterable<CountedModule>): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  for (const module of modules) {
    const failedBefore = counts.failed
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      // A test that never finished did not pass.
      if (state === 'passed' || state === 'skipped') counts[state] += 1
      else counts.failed += 1
    }
    if (!module.ok() && counts.failed === failedBefore) counts.failed += 1
  }
  return counts
}

export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
