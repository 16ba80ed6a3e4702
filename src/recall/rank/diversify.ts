/** Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998). Pure. */

export interface Choice {
  passage: number
  score: number
}

/**
 * Orders so that each next choice is good and unlike those before it.
 * @param diversity 0 keeps the order, 1 looks at difference alone
 */
export function diversify<T extends Choice>(
  ranked: readonly T[],
  count: number,
  diversity: number,
  similarity: (a: number, b: number) => number,
): T[] {
  const rest = [...ranked]
  const nearest = rest.map(() => 0)
  const chosen: T[] = []
  while (chosen.length < count && rest.length > 0) {
    let best = 0
    let bestValue = -Infinity
    for (const [place, item] of rest.entries()) {
      const value = (1 - diversity) * item.score - diversity * nearest[place]!
      if (value > bestValue) [best, bestValue] = [place, value]
    }
    const [item] = rest.splice(best, 1)
    nearest.splice(best, 1)
    chosen.push(item!)
    for (const [place, other] of rest.entries()) {
      nearest[place] = Math.max(nearest[place]!, similarity(item!.passage, other.passage))
    }
  }
  return chosen
}
