/** Whether a node finds itself elsewhere: another network, or a machine that has slept. Pure. */

export interface Glance {
  /** Addresses of the interfaces, but those of the machine for itself. */
  addresses: readonly string[]
  /** The clock of the wall, which a sleep lets jump, and which people set. */
  wallMs: number
}

/** A busy loop comes late too, by less than this. Guess. */
const SLEPT_MS = 10_000

export function decideMoved(before: Glance, now: Glance, everyMs: number): boolean {
  const jumpMs = now.wallMs - before.wallMs - everyMs
  if (jumpMs > SLEPT_MS || jumpMs < -SLEPT_MS) return true
  return before.addresses.join() !== now.addresses.join()
}
