/** Ends a test run with its slowest tests, and with one line, `N passed, N failed, N skipped`, that people and `.ci/run` read. */
import type { Reporter } from 'vitest/node'
import { countTests, formatCounts } from './count-tests.ts'
import { slowestTests } from './slowest-tests.ts'

/** Fewer files are run by somebody who works on them. */
const manyFiles = 50

export default class ClosingLine implements Reporter {
  onTestRunEnd: Reporter['onTestRunEnd'] = (modules, unhandledErrors) => {
    const counts = countTests(modules)
    counts.failed += unhandledErrors.length
    // After the summary, which other reporters print in this same event.
    const slowest = modules.length < manyFiles ? [] : slowestTests(modules)
    setImmediate(() => process.stdout.write([...slowest, formatCounts(counts), ''].join('\n')))
  }
}
