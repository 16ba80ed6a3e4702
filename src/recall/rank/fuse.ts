/** Joins what words, meaning and neighbours say about each passage into one score. Pure. */

/** Figures on the development half of LoCoMo are in `npm run bench:recall`, which prints them for each of these steps. */
export interface Weights {
  words: number
  meaning: number
  softMatch: number
  /** Share of a neighbour's score at distance 1, 2, ... on either side. */
  neighbours: readonly number[]
}

/** Evidence for one passage; scores of different kinds have different scales. */
export interface Evidence {
  passage: number
  words: number
  meaning: number
  softMatch: number
}

export interface Beside {
  previous(passage: number): number
  next(passage: number): number
}

/** Fused score by passage, without neighbours. Words and soft match have a true zero, meaning is stretched from its least. */
export function fuse(evidence: readonly Evidence[], weights: Weights): Map<number, number> {
  let [words, softMatch, most, least] = [0, 0, -Infinity, Infinity]
  for (const item of evidence) {
    words = Math.max(words, item.words)
    softMatch = Math.max(softMatch, item.softMatch)
    most = Math.max(most, item.meaning)
    least = Math.min(least, item.meaning)
  }
  // The last of what is near is not nothing: it comes out at a hundredth.
  least -= (most - least) / 99
  const range = most - least
  const scores = new Map<number, number>()
  for (const item of evidence) {
    const byWords = words > 0 ? item.words / words : 0
    const bySoftMatch = softMatch > 0 ? item.softMatch / softMatch : 0
    const byMeaning = range > 0 ? (item.meaning - least) / range : most > 0 ? 1 : 0
    const sum = weights.words * byWords + weights.meaning * byMeaning + weights.softMatch * bySoftMatch
    scores.set(item.passage, sum)
  }
  return scores
}

/**
 * Adds to each passage its share of what stands beside it: a weighted mean over itself and the neighbours that exist, so that
 * a note that stands alone is not ranked below a long document for standing alone.
 */
export function addNeighbours(
  scores: ReadonlyMap<number, number>,
  shares: readonly number[],
  beside: Beside,
): Map<number, number> {
  const result = new Map<number, number>()
  for (const [passage, own] of scores) {
    let sum = own
    let weight = 1
    let before = passage
    let after = passage
    for (const share of shares) {
      if (before > 0) before = beside.previous(before)
      if (after > 0) after = beside.next(after)
      sum += share * ((scores.get(before) ?? 0) + (scores.get(after) ?? 0))
      weight += (before > 0 ? share : 0) + (after > 0 ? share : 0)
    }
    result.set(passage, sum / weight)
  }
  return result
}
