/** When a node dials its way into the DHT of IPFS. Pure. */

/** With so many neighbours a table mends itself; Kubo dials anew below 4 (core/bootstrap). */
export const ENOUGH_KNOWN = 4
/** As often as Kubo looks; doubled while it brings nobody new. */
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 15 * 60_000
/** Dialled in one round, of a list that may be longer. Guess. */
export const DIALLED_AT_ONCE = 3

interface Entering {
  /** Neighbours in the table. */
  known: number
  /** Rounds since there were enough. */
  rounds: number
  /** When the last round began; undefined before the first. */
  lastMs: number | undefined
}

export function isEnteringDue({ known, rounds, lastMs }: Entering, nowMs: number): boolean {
  if (known >= ENOUGH_KNOWN) return false
  if (lastMs === undefined) return true
  return nowMs - lastMs >= Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, rounds - 1), LONGEST_WAIT_MS)
}
