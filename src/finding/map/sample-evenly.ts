/** At most so many of a list, spread evenly over it. Pure. */
export function sampleEvenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items]
  return Array.from({ length: most }, (_, order) => items[Math.floor((order * items.length) / most)] as T)
}
