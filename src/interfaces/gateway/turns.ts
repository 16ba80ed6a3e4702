/**
 * When each network may ask next: a second's worth at once after a silence, then so many a second. Whoever is faster waits. An IPFS
 * client that is refused gives up the block: Kubo 0.43 does not ask again within minutes. Pure.
 */

/** Networks that are remembered; the one that asked longest ago is forgotten first. Guess. */
const maxNetworks = 4_096

export class Turns {
  readonly #turnMs: number
  /** When each would have used up what it asked for; the one that asked last is last. */
  readonly #spentUntilMs = new Map<string, number>()

  constructor(perSecond: number) {
    this.#turnMs = 1_000 / perSecond
  }

  /** Takes a turn. @returns how long to wait for it, in milliseconds */
  take(network: string, nowMs: number): number {
    const until = Math.max(this.#spentUntilMs.get(network) ?? 0, nowMs) + this.#turnMs
    this.#spentUntilMs.delete(network)
    this.#spentUntilMs.set(network, until)
    const oldest = this.#spentUntilMs.size > maxNetworks ? this.#spentUntilMs.keys().next().value : undefined
    if (oldest !== undefined) this.#spentUntilMs.delete(oldest)
    return Math.max(0, until - nowMs - 1_000)
  }
}
