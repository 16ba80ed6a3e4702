/** Two pages of sorted keys as one. Pure. */

/**
 * Each key once, in the order of bytes. A page may end before its range does, so what lies behind the end of the shorter
 * one is left for the next page: else keys that come later in it would be passed over.
 * @param limit how many keys at most
 */
export function mergeKeys(a: readonly Uint8Array[], b: readonly Uint8Array[], limit: number): Uint8Array[] {
  if (a.length === 0) return b.slice(0, limit)
  if (b.length === 0) return a.slice(0, limit)
  const [lastA, lastB] = [a.at(-1), b.at(-1)] as [Uint8Array, Uint8Array]
  const end = Buffer.compare(lastA, lastB) < 0 ? lastA : lastB
  const merged: Uint8Array[] = []
  let [atA, atB] = [0, 0]
  while (merged.length < limit) {
    const [nextA, nextB] = [a[atA], b[atB]]
    const next = smaller(nextA, nextB)
    if (next === undefined || Buffer.compare(next, end) > 0) break
    if (nextA !== undefined && Buffer.compare(nextA, next) === 0) atA++
    if (nextB !== undefined && Buffer.compare(nextB, next) === 0) atB++
    merged.push(next)
  }
  return merged
}

function smaller(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Buffer.compare(a, b) <= 0 ? a : b
}
