/** CIDs shortened as git shortens commits. Pure. */

/** What all CIDs of records begin with. */
const shared = 'bafyrei'
/** Characters after it: 35 bits, as many as git shows. */
const leastChars = 7

/** The shortest beginning of each that no other of them has, and that REV takes. */
export function shortIds(ids: Iterable<string>): (id: string) => string {
  const sorted = [...new Set(ids)].sort()
  const lengths = new Map<string, number>()
  sorted.forEach((id, at) => {
    const neighbours = [sorted[at - 1], sorted[at + 1]].filter((one) => one !== undefined)
    const needed = neighbours.map((other) => sharedChars(id, other) + 1)
    lengths.set(id, Math.max(shared.length + leastChars, ...needed))
  })
  return (id) => id.slice(0, lengths.get(id) ?? shared.length + leastChars)
}

function sharedChars(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
