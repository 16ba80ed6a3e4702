/** Ends a test run with one line, `N passed, N failed, N skipped`, that people and `.ci/run` read. */
import type { Reporter } from 'vitest/node'
import { countTests, formatCounts } from './count-tests.ts'

export default class ClosingLine implements Reporter {
  onTestRunEnd: Reporter['onTestRunEnd'] = (modules, unhandledErrors) => {
    const counts = countTests(modules)
    counts.failed += unhandledErrors.length
    // After the summary, which other reporters print in this same event.
    setImmediate(() => process.stdout.write(`${formatCounts(counts)}\n`))
  }
}
