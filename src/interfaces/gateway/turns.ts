/**
 * When each address or network may ask next: a second's worth at once after a silence, then so many a second. Whoever is faster
 * waits. An IPFS client that is refused gives up the block: Kubo 0.43 does not ask again within minutes. Pure.
 */

/** Addresses that are remembered; the one that asked longest ago is forgotten first. Guess. */
const maxNetworks = 4_096

/**
 * Nobody waits longer. With the places that one address has, an honest client waits 160 ms; who asks and goes away
 * would else push back the turns of his neighbours without end. Guess.
 */
export const mostWaitMs = 2_000

export class Turns {
  readonly #turnMs: number
  /** When each would have used up what it asked for; the one that asked last is last. */
  readonly #spentUntilMs = new Map<string, number>()

  constructor(perSecond: number) {
    this.#turnMs = 1_000 / perSecond
  }

  /** Takes a turn. @returns how long to wait for it, in milliseconds; undefined where that is too long, and none is taken */
  take(network: string, nowMs: number): number | undefined {
    const until = Math.max(this.#spentUntilMs.get(network) ?? 0, nowMs) + this.#turnMs
    const waitMs = Math.max(0, until - nowMs - 1_000)
    if (waitMs > mostWaitMs) return undefined
    this.#spentUntilMs.delete(network)
    this.#spentUntilMs.set(network, until)
    const oldest = this.#spentUntilMs.size > maxNetworks ? this.#spentUntilMs.keys().next().value : undefined
    if (oldest !== undefined) this.#spentUntilMs.delete(oldest)
    return waitMs
  }
}
