/**
 * What the tombstones of a state mean for this home. Invariant: what was forgotten in this home alone stays forgotten
 * whatever a state says; what a state has a tombstone for does not come back with it; what a state had a tombstone for
 * comes back with none that does not follow that one. Pure.
 */
import type { CID } from 'multiformats/cid'
import type { Tombstone } from '../../core/cube/index.ts'
import type { Forgotten } from './shelf.ts'

/** Tombstones of a state that an author of the cube signed, by the CID text of their memory. */
export type Signed = ReadonlyMap<string, Tombstone>

interface HonourPlan {
  /** To forget: not yet forgotten by a tombstone here. */
  fresh: Tombstone[]
  /** Forgotten by a tombstone that the state does not have any more: its author took it back. */
  lifted: Forgotten[]
}

/** Forgotten by a tombstone that the state does not have. */
export function withoutTombstone(known: readonly Forgotten[], signed: Signed): Forgotten[] {
  return known.filter(({ tombstone, memory }) => tombstone !== undefined && !signed.has(memory))
}

/**
 * @param known what may not come again into the cube here
 * @param isLater whether the state follows the one that the tombstone came with: one beside it, or before it, never saw it
 */
export function decideHonour(
  known: readonly Forgotten[],
  signed: Signed,
  isLater: (one: Forgotten) => boolean,
): HonourPlan {
  const byMemory = new Map(known.map((one) => [one.memory, one]))
  return {
    fresh: [...signed.values()].filter(
      ({ memory }) => byMemory.get(memory.toString())?.tombstone === undefined,
    ),
    lifted: withoutTombstone(known, signed).filter(isLater),
  }
}

/** Whether a change of a state brings back what the same state says is forgotten. */
export function isReturned(signed: Signed, after: CID | undefined): boolean {
  return after !== undefined && signed.has(after.toString())
}
