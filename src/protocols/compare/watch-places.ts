// Whose cubes are compared, where all that may be are. Those of whom this node had something of use come before strangers; among equals
// whoever's network has most gives way to one with less, so that nobody is refused because others came first.
// Pure. Spec: protocols/sync/spec.md, "Limits".

/** How a peer stands: where it comes from, and whether this node had something of use from it. */
export interface Standing {
  /** /24 or /48 of its address. */
  network: string
  useful: boolean
}

export interface WatchPlace extends Standing {
  peerId: string
  cubes: number
}

/**
 * @param places those that have some now, without the newcomer, who has been silent longest first
 * @param newcomer with all the cubes that it wants
 * @returns peers whose cubes are forgotten for it; undefined where it is refused
 */
export function makeRoomToWatch(
  places: readonly WatchPlace[],
  newcomer: WatchPlace,
  most: number,
): string[] | undefined {
  const left = new Map(places.map((place) => [place.peerId, place]))
  const givesWay: string[] = []
  for (let excess = sumOf(places) + newcomer.cubes - most; excess > 0;) {
    const next = whoGivesWay([...left.values()], newcomer)
    if (next === undefined) return undefined
    left.delete(next.peerId)
    givesWay.push(next.peerId)
    excess -= next.cubes
  }
  return givesWay
}

function whoGivesWay(places: readonly WatchPlace[], newcomer: WatchPlace): WatchPlace | undefined {
  const strangers = places.filter(({ useful }) => !useful)
  if (newcomer.useful) return largestOf(strangers) ?? ofTheLargest(places, newcomer)
  return ofTheLargest(strangers, newcomer)
}

/** Of the network with most cubes, if that is more than the newcomer's has with it; within one network of the peer with most. */
function ofTheLargest(places: readonly WatchPlace[], newcomer: WatchPlace): WatchPlace | undefined {
  const groups = Map.groupBy(places, ({ network }) => network)
  const own = groups.get(newcomer.network) ?? []
  const largest = [...groups.values()].reduce((a, b) => (sumOf(b) > sumOf(a) ? b : a), [])
  if (sumOf(largest) > sumOf(own) + newcomer.cubes) return largestOf(largest)
  const inOwn = largestOf(own)
  return inOwn !== undefined && inOwn.cubes > newcomer.cubes ? inOwn : undefined
}

function largestOf(places: readonly WatchPlace[]): WatchPlace | undefined {
  let most: WatchPlace | undefined
  for (const place of places) if (most === undefined || place.cubes > most.cubes) most = place
  return most
}

function sumOf(places: readonly WatchPlace[]): number {
  return places.reduce((sum, { cubes }) => sum + cubes, 0)
}
