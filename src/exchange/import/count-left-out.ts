/** Counts what an import left out, by what it is: thousands of calls of a tool are one line. Pure but for its own counts. */
import type { LeftOutItem } from './importer.ts'

/** What was left out for one reason. */
export interface LeftOut {
  reason: string
  count: number
  /** Where the first of them are. */
  examples: string[]
}

/** Enough to look some of them up. Guess. */
const maxExamples = 5
/** Reasons name tools, and a file can name any number of them. Guess: agents use some dozens. */
const maxReasons = 200
const others = 'more of other kinds'

export interface LeftOutCount {
  take(item: LeftOutItem): void
  /** The most frequent first. */
  counts(): LeftOut[]
}

export function countLeftOut(): LeftOutCount {
  const byReason = new Map<string, LeftOut>()
  return {
    take({ item, leftOut }) {
      const reason = byReason.has(leftOut) || byReason.size < maxReasons ? leftOut : others
      const counted = byReason.get(reason) ?? { reason, count: 0, examples: [] }
      counted.count++
      if (counted.examples.length < maxExamples) counted.examples.push(item)
      byReason.set(reason, counted)
    },
    counts: () => [...byReason.values()].sort((a, b) => b.count - a.count),
  }
}
