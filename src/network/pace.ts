/**
 * How fast each of many may ask: so many at once, then so many a second. One number is kept for each, and the one that has
 * been silent longest is forgotten first, so that who has many names gains no memory here. Pure.
 */

interface PaceLimits {
  perSecond: number
  /** What may come at once after a silence. */
  burst: number
  /** A turn that is further away than this is refused; 0 never lets anybody wait. */
  maxWaitMs: number
  /** Askers that are remembered at once. */
  maxKeys: number
}

export class Pace {
  readonly #limits: Readonly<PaceLimits>
  /** When each would have used up what it asked for; the one that asked last is last. */
  readonly #spentUntil = new Map<string, number>()

  constructor(limits: PaceLimits) {
    this.#limits = limits
  }

  /** Takes one turn, or so many. @returns how long to wait for the last of them, or undefined when it is refused, which costs nothing */
  take(key: string, nowMs: number, turns = 1): number | undefined {
    const { maxWaitMs, maxKeys } = this.#limits
    const { until, waitMs } = this.#next(key, nowMs, turns)
    if (waitMs > maxWaitMs) return undefined
    this.#spentUntil.delete(key)
    this.#spentUntil.set(key, until)
    const oldest = this.#spentUntil.size > maxKeys ? this.#spentUntil.keys().next().value : undefined
    if (oldest !== undefined) this.#spentUntil.delete(oldest)
    return Math.max(0, waitMs)
  }

  /** Whether a turn would be refused now; takes none. */
  isSpent(key: string, nowMs: number): boolean {
    return this.#next(key, nowMs, 1).waitMs > this.#limits.maxWaitMs
  }

  #next(key: string, nowMs: number, turns: number): { until: number; waitMs: number } {
    const { perSecond, burst } = this.#limits
    const turnMs = 1000 / perSecond
    const until = Math.max(this.#spentUntil.get(key) ?? 0, nowMs) + turns * turnMs
    return { until, waitMs: until - nowMs - burst * turnMs }
  }
}
