/** The order of SQLite: by code point, where JavaScript compares halves of those beyond the first 65,536. Pure. */
export function isBefore(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (left !== right) return inOrder(left) < inOrder(right)
  }
  return a.length < b.length
}

/** Halves of a surrogate pair come after everything that needs no pair. */
function inOrder(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
