/** Commits kept in the order of their `rev`, so that a walk takes the newest from the end. Pure. */

/**
 * Where a commit belongs among others that stand oldest first: before those of the same `rev`. Found by halves, because a stranger's
 * history may be as wide as it is long.
 */
export function placeOfRev<T>(oldestFirst: readonly T[], revOf: (item: T) => string, rev: string): number {
  let low = 0
  let high = oldestFirst.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (revOf(oldestFirst[middle] as T) >= rev) high = middle
    else low = middle + 1
  }
  return low
}
