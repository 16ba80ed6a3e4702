/**
 * Who has a place where places are few, and who gives way to a newcomer: somebody of the region, network and address that hold
 * most, if that is more than the newcomer's own will hold. Among equals whoever has had his place for long. So nobody keeps others out,
 * however many addresses he has, and what is short is not pushed out by a crowd. Pure.
 */
import type { Origin } from './origin-of-address.ts'

export interface PlaceLimits {
  perAddress: number
  perNetwork: number
  inAll: number
  /** A place is safe from newcomers who hold as many for so long. */
  safeMs: number
}

export interface Place<T> {
  readonly holder: T
  readonly origin: Origin
  readonly sinceMs: number
}

export type Taken<T> =
  | { type: 'taken'; place: Place<T>; givesWay: T | undefined }
  | { type: 'refused'; full: 'address' | 'network' | 'all' }

export class Places<T> {
  readonly #limits: PlaceLimits
  /** The oldest first. */
  readonly #open = new Set<Place<T>>()

  constructor(limits: PlaceLimits) {
    this.#limits = limits
  }

  /** All who have one, the oldest first. */
  get held(): ReadonlySet<Place<T>> {
    return this.#open
  }

  /** Whoever gives way has none any more. */
  take(holder: T, origin: Origin, nowMs: number): Taken<T> {
    const { perAddress, perNetwork, inAll, safeMs } = this.#limits
    const all = [...this.#open]
    const ofNetwork = all.filter((place) => place.origin.network === origin.network)
    const ofAddress = ofNetwork.filter((place) => place.origin.address === origin.address)
    if (ofAddress.length >= perAddress) return { type: 'refused', full: 'address' }
    const isNetworkFull = ofNetwork.length >= perNetwork
    const isFull = isNetworkFull || all.length >= inAll
    const givesWay = isFull ? whoGivesWay(isNetworkFull ? ofNetwork : all, origin, nowMs - safeMs) : undefined
    if (isFull && givesWay === undefined) return { type: 'refused', full: isNetworkFull ? 'network' : 'all' }
    if (givesWay !== undefined) this.#open.delete(givesWay)
    const place = { holder, origin, sinceMs: nowMs }
    this.#open.add(place)
    return { type: 'taken', place, givesWay: givesWay?.holder }
  }

  free(place: Place<T>): void {
    this.#open.delete(place)
  }
}

const levels = ['region', 'network', 'address'] as const

/** @param places the oldest first @param longSinceMs whoever has had a place since then is not safe */
function whoGivesWay<T>(
  places: readonly Place<T>[],
  origin: Origin,
  longSinceMs: number,
): Place<T> | undefined {
  let among = places
  for (const [depth, level] of levels.entries()) {
    const groups = Map.groupBy(among, (place) => place.origin[level])
    const most = largest(groups)
    const own = groups.get(origin[level]) ?? []
    if (most.length > own.length + 1) return oldestOf(most, levels.slice(depth + 1))
    if (own.length < most.length) break
    among = own
  }
  return places.find(({ sinceMs }) => sinceMs <= longSinceMs)
}

function oldestOf<T>(
  places: readonly Place<T>[],
  [level, ...below]: readonly (typeof levels)[number][],
): Place<T> | undefined {
  if (level === undefined) return places[0]
  return oldestOf(largest(Map.groupBy(places, (place) => place.origin[level])), below)
}

function largest<T>(groups: ReadonlyMap<string, readonly T[]>): readonly T[] {
  let most: readonly T[] = []
  for (const group of groups.values()) if (group.length > most.length) most = group
  return most
}
