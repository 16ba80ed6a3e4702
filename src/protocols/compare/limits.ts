// Numbers of comparing. Spec: protocols/sync/spec.md, "Limits".

/** In a hello: the node compares what two sides have of cubes, so that it need not be asked for every head. */
export const COMPARE_FEATURE = 'sync/compare'

export const COMPARE_LIMITS = Object.freeze({
  /** Cubes named in one `watch`; as many as in a question for heads. */
  cubesPerWatch: 256,
  /** Cubes that one peer has compared, and all peers together. Some 400 bytes of memory each; guesses. */
  maxWatched: 16_384,
  maxWatchedByAll: 131_072,
  /** Ranges in one question. With 16 parts each its answer is some 60 KiB. A guess. */
  rangesPerQuestion: 64,
  /** A range of so many cubes or fewer is answered by the cubes themselves: as long as the parts would be. */
  maxListed: 16,
  /** Parts of a range, each of about so many cubes or more. From Negentropy, which has 16. */
  maxParts: 16,
  leastPart: 8,
  /** Ranges that are asked of an honest peer beyond this come of a set that changes meanwhile; the next round goes on. A guess. */
  spareRanges: 16,
  /** Messages in which one peer names cubes: all its cubes at once, twice, then one a second. A guess. */
  watchPace: Object.freeze({ perSecond: 1, burst: 128, maxWaitMs: 0, maxKeys: 4_096 }),
  /** Comparisons that one peer begins: one in 15 s is needed, and one more for each time it shakes hands. A guess. */
  beginPace: Object.freeze({ perSecond: 0.2, burst: 8, maxWaitMs: 0, maxKeys: 4_096 }),
  /**
   * Pages of 256 cubes that are looked up for strangers of one network, and for all strangers. Guesses, also of what a
   * page costs: 120 peers of one network with 1,000 cubes each compare in 15 s.
   */
  networkPace: Object.freeze({ perSecond: 32, burst: 512, maxWaitMs: 0, maxKeys: 4_096 }),
  strangersPace: Object.freeze({ perSecond: 64, burst: 1_024, maxWaitMs: 0, maxKeys: 1 }),
})
