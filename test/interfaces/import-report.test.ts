import { expect, test } from 'vitest'
import { isLoss, skippedLines } from '../../src/interfaces/cli/import-report.ts'

test('ten thousand items skipped for one reason are six lines, and what was left out is one line a kind', () => {
  const skipped = Array.from({ length: 10_000 }, (_, i) => ({ item: `line ${i + 1}`, reason: 'not JSON' }))
  const leftOut = [{ reason: 'a call of the tool x', count: 7, examples: ['message 1', 'message 4'] }]
  const lines = skippedLines({ skipped, leftOut })
  expect(lines).toHaveLength(7)
  expect(lines.slice(4)).toEqual([
    'skipped line 5: not JSON',
    'skipped 9995 more: not JSON',
    'left out 7: a call of the tool x (message 1; message 4, ...)',
  ])
})

test('an import that only skipped what holds nothing is no loss', () => {
  expect(isLoss({ skipped: [{ item: 'a.md', reason: 'empty', loss: false }] })).toBe(false)
  expect(isLoss({ skipped: [{ item: 'a.md', reason: 'not UTF-8 text' }] })).toBe(true)
})
