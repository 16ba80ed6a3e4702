/** Which place at this relay ends when all are taken and somebody else wants one. Pure. */

interface Place {
  network: string
}

/**
 * The oldest of the network with most places, when that has at least two more than the network of who asks: places of those
 * who have as few as he are not taken from them.
 * @param places in the order in which they were given
 */
export function choosePlaceToEnd<T extends Place>(places: readonly T[], network: string): T | undefined {
  const counts = new Map<string, number>()
  for (const place of places) counts.set(place.network, (counts.get(place.network) ?? 0) + 1)
  const [largest, most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as const)
  if (most < (counts.get(network) ?? 0) + 2) return undefined
  return places.find((place) => place.network === largest)
}
