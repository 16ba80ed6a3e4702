/** Which cubes a name means, of all that peers offer under it. Anybody can use a name, so who wrote them decides. Pure. */

export interface Named {
  cube: string
  /** What the author is to this home: followed or trusted, blocked, or neither. */
  author: 'known' | 'stranger' | 'blocked'
}

/** @returns cube ids, each once: those of known people where there are some, and those of blocked ones where there are no others */
export function chooseNamed(named: readonly Named[]): string[] {
  for (const author of ['known', 'stranger', 'blocked'] as const) {
    const ids = new Set(named.filter((one) => one.author === author).map(({ cube }) => cube))
    if (ids.size > 0) return [...ids]
  }
  return []
}
