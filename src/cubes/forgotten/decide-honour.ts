/**
 * What the tombstones of a state mean for this home. Invariant: what was forgotten in this home alone stays forgotten
 * whatever a state says; what a state has a tombstone for does not come back with it. Pure.
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

/** @param known what may not come again into the cube here */
export function decideHonour(known: readonly Forgotten[], signed: Signed): HonourPlan {
  const byMemory = new Map(known.map((one) => [one.memory, one]))
  return {
    fresh: [...signed.values()].filter(
      ({ memory }) => byMemory.get(memory.toString())?.tombstone === undefined,
    ),
    lifted: known.filter(({ tombstone, memory }) => tombstone !== undefined && !signed.has(memory)),
  }
}

/** Whether a change of a state brings back what the same state says is forgotten. */
export function isReturned(signed: Signed, after: CID | undefined): boolean {
  return after !== undefined && signed.has(after.toString())
}
