/** Results of a question within a budget of tokens, the best first. Pure. One that does not fit is counted, and a shorter one after it may still fit. */
import { estimateTokens } from '../../recall/index.ts'

interface WithinBudget<Result> {
  results: Result[]
  left_out_counts: { budget: number }
}

export function withinBudget<Result extends { text: string }>(
  results: readonly Result[],
  budget: number,
): WithinBudget<Result> {
  let used = 0
  const taken = results.filter(({ text }) => {
    const tokens = estimateTokens(text)
    if (used + tokens > budget) return false
    used += tokens
    return true
  })
  return { results: taken, left_out_counts: { budget: results.length - taken.length } }
}
