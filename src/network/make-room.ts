/** Ends the connections that give way, once for all that open in one turn of the loop: each costs a look at all of them. */
import { type ConnectionPlace, decideEvictions } from './connection-places.ts'
import { NetworkError } from './network-error.ts'

interface Abortable {
  abort(reason: Error): void
}

/** @returns what to call when a connection has opened */
export function makeRoomIn<T extends ConnectionPlace & { connection: Abortable }>(
  limits: { inbound: number; perNetwork: number },
  places: () => T[],
): () => void {
  let isDue = false
  const make = (): void => {
    isDue = false
    for (const { connection } of decideEvictions(places(), limits, Date.now()))
      connection.abort(new NetworkError('ERR_LIMIT', 'the connection gives way to others'))
  }
  return () => {
    if (isDue) return
    isDue = true
    setImmediate(make)
  }
}
