// How much work each peer may cause: so many signature checks in a span of time. Bounded, the peer unheard longest
// forgotten first. Pure.
import { ANNOUNCE_LIMITS } from './limits.ts'

export type Quotas = Map<string, { sinceMs: number; used: number }>

export function createQuotas(): Quotas {
  return new Map()
}

/** Uses one check of a peer's quota; false when it has none left. */
export function spend(
  quotas: Quotas,
  peerId: string,
  nowMs: number,
  most: number = ANNOUNCE_LIMITS.quotaChecks,
): boolean {
  const known = quotas.get(peerId)
  const span =
    known === undefined || nowMs - known.sinceMs >= ANNOUNCE_LIMITS.quotaMs
      ? { sinceMs: nowMs, used: 0 }
      : known
  span.used++
  // Put last, so that the first is the one unheard longest.
  quotas.delete(peerId)
  quotas.set(peerId, span)
  for (const oldest of quotas.keys()) {
    if (quotas.size <= ANNOUNCE_LIMITS.maxQuotas) break
    quotas.delete(oldest)
  }
  return span.used <= most
}

/** Uses one new key of a peer's quota, and of what all have together; false when there is none left. */
export function spendFreshKey(quotas: Quotas, peerId: string, nowMs: number): boolean {
  const { quotaFreshKeys, quotaAllFreshKeys } = ANNOUNCE_LIMITS
  return spend(quotas, peerId, nowMs, quotaFreshKeys) && spend(quotas, ALL, nowMs, quotaAllFreshKeys)
}

/** No peer id. */
const ALL = '*'
