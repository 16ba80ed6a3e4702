// Who of several sources is asked for which share of a commit, and when it is worth asking more than one. The first source sends
// everything, in the order of keys. The others get shares from the end, so that all meet somewhere, and no share has to be cut
// short. Shares are counted in leaves of the tree. Pure. Spec: protocols/sync/spec.md, "Several sources".
import { SYNC_LIMITS } from './limits.ts'
import type { Totals } from './messages.ts'

/** Whether what is left takes long enough that other sources are worth their round trips. */
export function isWorthSharing(offered: Totals, got: Totals, tookMs: number): boolean {
  const blocks = offered.blocks - got.blocks
  const bytes = offered.bytes - got.bytes
  if (blocks < SYNC_LIMITS.sharedBlocks && bytes < SYNC_LIMITS.sharedBytes) return false
  return bytes * tookMs >= SYNC_LIMITS.sharedMs * Math.max(1, got.bytes)
}

/** The fewest leaves that are a share, by what a leaf costs: with less, round trips and what shares have in common weigh more. */
export function leastLeaves(bytesLeft: number, leavesLeft: number): number {
  const leafBytes = Math.max(1, bytesLeft / Math.max(1, leavesLeft))
  return Math.max(1, Math.ceil(SYNC_LIMITS.leastShareBytes / leafBytes))
}

/** A share that a source was asked for. */
export interface GivenShare {
  /** Leaves of it of which something is missing. */
  leaves: number
  /** Its source is slow or gone. */
  isStuck: boolean
}

export interface SharesLeft {
  /** Leaves that nobody but the first source was asked for. */
  free: number
  /** As `leastLeaves` says. */
  least: number
  /** Sources that give now, the first one counted. */
  sources: number
  /** The first source is slow or gone: nobody brings what is free. */
  isFirstStuck: boolean
}

export type ShareChoice =
  /** So many of the free leaves, from the end. */
  | { type: 'free'; leaves: number }
  /** So many of what is missing of a share of somebody else, from its end; all of it where that one is stuck. */
  | { type: 'of'; share: number; leaves: number }

/** What a source without a share is asked for next. @returns undefined when it would only bring what comes anyway */
export function chooseShare(left: SharesLeft, given: readonly GivenShare[]): ShareChoice | undefined {
  const stuck = largest(given, ({ isStuck, leaves }) => isStuck && leaves > 0)
  if (stuck !== undefined) return { type: 'of', share: stuck, leaves: given[stuck]!.leaves }
  const { free, least, sources, isFirstStuck } = left
  // Ever smaller ones, so that all end at about the same time (guided self-scheduling).
  const fair = Math.max(least, Math.ceil(free / (2 * sources)))
  if (free > least || (free > 0 && isFirstStuck)) return { type: 'free', leaves: Math.min(free, fair) }
  const long = largest(given, ({ leaves }) => leaves >= 2 * least)
  return long === undefined ? undefined : { type: 'of', share: long, leaves: given[long]!.leaves >> 1 }
}

function largest(given: readonly GivenShare[], isMeant: (share: GivenShare) => boolean): number | undefined {
  let best: number | undefined
  for (const [index, share] of given.entries())
    if (isMeant(share) && (best === undefined || share.leaves > given[best]!.leaves)) best = index
  return best
}

/** What a pull may bring in all, and what of that is promised. */
export interface Budget {
  /** What the receiver has accepted so far. */
  accepted: Totals
  /** What came from all sources and was new. */
  came: Totals
  /** What others beside this source have offered and not sent yet. */
  promised: Totals
}

/** What the receiver has to be asked for, so that an offer of one more source fits; undefined where it fits already. */
export function decideOffer({ accepted, came, promised }: Budget, offer: Totals): Totals | undefined {
  const blocks = came.blocks + promised.blocks + offer.blocks
  const bytes = came.bytes + promised.bytes + offer.bytes
  if (blocks <= accepted.blocks && bytes <= accepted.bytes) return undefined
  return { blocks: Math.max(blocks, accepted.blocks), bytes: Math.max(bytes, accepted.bytes) }
}
