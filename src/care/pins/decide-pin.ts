/** What of a cube is pinned at a place, held against what is published of it now. Pure. */
import type { PinRecord } from './pin-record.ts'

/**
 * - `current`: the place has what is published.
 * - `behind`: it has an older state, or none yet.
 * - `hidden`: the cube is not published here any more, and what the place has is given to others all the same.
 */
export const pinStates = ['current', 'behind', 'hidden'] as const
export type PinState = (typeof pinStates)[number]

/** @param published the commit that readers read; undefined where the cube is not published, or not here */
export function pinState({ pinned }: Pick<PinRecord, 'pinned'>, published: string | undefined): PinState {
  if (published === undefined) return 'hidden'
  return pinned === published ? 'current' : 'behind'
}

/** The record before the place is asked: the commit may be pinned there from now on, and what was stays known. */
export function pinBegun(record: PinRecord, commit: string): PinRecord {
  return { ...record, other: [...new Set([...record.other, commit])] }
}

/** The record once the place has the commit: what it had before is to be taken back there. */
export function pinMade(record: PinRecord, commit: string, pinnedMs: number): PinRecord {
  const before = [...record.other, ...(record.pinned === undefined ? [] : [record.pinned])]
  return { ...record, pinned: commit, pinnedMs, other: before.filter((one) => one !== commit) }
}

/** All that may be pinned there. */
export function mayBePinned({ pinned, other }: PinRecord): string[] {
  return [...new Set([...other, ...(pinned === undefined ? [] : [pinned])])]
}
