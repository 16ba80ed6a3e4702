// How often each peer may ask or offer: so many times in a span of time. Bounded, the peer unheard longest forgotten
// first. Pure.
import { PROPOSAL_LIMITS } from './limits.ts'

export interface Rates {
  readonly most: number
  readonly used: Map<string, { sinceMs: number; count: number }>
}

export function createRates(most: number): Rates {
  return { most, used: new Map() }
}

/** Uses one of a peer's; false when it has none left. */
export function useRate({ most, used }: Rates, peerId: string, nowMs: number): boolean {
  const known = used.get(peerId)
  const span =
    known === undefined || nowMs - known.sinceMs >= PROPOSAL_LIMITS.rateMs
      ? { sinceMs: nowMs, count: 0 }
      : known
  span.count++
  // Put last, so that the first is the one unheard longest.
  used.delete(peerId)
  used.set(peerId, span)
  for (const oldest of used.keys()) {
    if (used.size <= PROPOSAL_LIMITS.maxRates) break
    used.delete(oldest)
  }
  return span.count <= most
}
