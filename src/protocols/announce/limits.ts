// Numbers of the announce protocol. Spec: protocols/announce/spec.md, "Limits".

export const ANNOUNCE_LIMITS = Object.freeze({
  /** Signatures checked for one peer in `quotaMs`. A guess: 10 a second are ten times what one author publishes. */
  quotaChecks: 100,
  quotaMs: 10_000,
  /**
   * Keys that were never met and are proven in `quotaMs` for heads of cubes or authors that are not followed, at 3.5 ms each
   * (measured): for one peer, and for all, who have as many names as they like. What is ignored is found by asking. Guesses.
   */
  quotaFreshKeys: 20,
  quotaAllFreshKeys: 100,
  /** Peers whose quota is remembered at once, and cubes not followed whose last head is. Guesses. */
  maxQuotas: 4096,
  maxPassing: 10_000,
  /**
   * How often a peer is asked, about every cube or by comparing. A healed partition must converge in 60 s (S7), and what crosses it
   * may go on from neighbour to neighbour by several such rounds. A question about every cube costs too much to be asked as often. Guesses.
   */
  askEveryMs: 30_000,
  compareEveryMs: 15_000,
  /**
   * Comparisons that fail, or whose claims its heads do not bear out, one after another, until a peer is asked about every cube
   * instead; it is compared with again after so long, doubled each time, as it may have been busy. Guesses.
   */
  maxFailures: 2,
  compareAgainMs: 120_000,
  lastCompareAgainMs: 3_600_000,
  /**
   * A peer that shakes hands again has been away, and missed what was gossiped: it is asked at once, unless it was within this
   * time. Both sides of one meeting shake hands. A guess: longer than that takes, shorter than a peer needs to come anew.
   */
  askAgainMs: 2_000,
  /** Cubes named in one question; as many as one answer holds. */
  cubesPerAsk: 64,
  /** Heads being pulled at once. A guess: a pull saturates one core. */
  maxFetches: 4,
  /**
   * A pull that takes longer than this does not keep others waiting, until so many are slow: a seed that trickles would else
   * hold the places of all. A pull may take 4 MiB of memory. Guesses.
   */
  slowFetchMs: 10_000,
  maxSlowFetches: 32,
  /** Announcements on their way to gossip at once. A guess: a turn of the event loop signs no more than that. */
  maxPublishes: 8,
  /** Heads found by asking that are passed on in `quotaMs`: who was away for long does not tell everybody of everything. A guess. */
  maxRetold: 16,
  /** Waits after a failed pull or an unheard publication: doubled each time. Guesses. */
  firstRetryMs: 250,
  lastRetryMs: 300_000,
  /** After connecting, a mesh takes so long to form; what is gossiped earlier is not passed on. Measured: 0.25 s to 4 s. */
  meshMs: 4_000,
  /** Sources remembered for one head. A guess. */
  maxSources: 8,
  /** How often `ticked` is fed. A guess: as fine as the first retry. */
  tickMs: 250,
})

/** How long to wait after so many tries that failed. */
export function retryMs(tries: number): number {
  return Math.min(ANNOUNCE_LIMITS.firstRetryMs * 2 ** tries, ANNOUNCE_LIMITS.lastRetryMs)
}
