/**
 * A lookup in the DHT begins with the peers in its table. kad-dht puts a peer there after it has said what it speaks and answered a
 * ping: a lookup before that would end at once, as if nobody had what is looked for.
 */
import { setTimeout as wait } from 'node:timers/promises'

/** So long a lookup waits for the first peer. Guess: several round trips to the other side of the world. */
const MOST_MS = 4_000
const LOOK_MS = 25

/** The table of kad-dht; private in its types. */
interface Table {
  routingTable?: { size?: number }
}

/**
 * Resolves once somebody is in the table, nobody may come into it, or the time is over.
 * @param mayMeet whether a peer is connected that speaks the DHT, or has not said what it speaks
 */
export async function firstInTable(
  dht: object,
  mayMeet: () => boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { routingTable } = dht as Table
  const deadlineMs = performance.now() + MOST_MS
  while (routingTable?.size === 0 && mayMeet() && performance.now() < deadlineMs && signal?.aborted !== true)
    await wait(LOOK_MS)
}
