/**
 * Connections that others began and have not finished: the handshake takes an honest peer a few round trips, and who never
 * goes on holds a place until a deadline. Nobody is refused because of them: beyond the share of a network its oldest gives way,
 * and beyond all places the oldest of the network with most.
 */
import type { MultiaddrConnection } from '@libp2p/interface'
import { networkOf } from './connection-places.ts'
import { NetworkError } from './network-error.ts'

interface HalfOpen {
  abort(error: Error): void
}

interface PendingLimits {
  pending: number
  pendingPerNetwork: number
}

export class PendingPlaces<T extends HalfOpen> {
  readonly #limits: Readonly<PendingLimits>
  /** In the order in which they came. */
  readonly #held = new Map<T, string>()

  constructor(limits: PendingLimits) {
    this.#limits = limits
  }

  /** @returns those that give way to it */
  begin(connection: T, network: string): T[] {
    this.#held.set(connection, network)
    const gone: T[] = []
    for (;;) {
      const counts = new Map<string, number>()
      for (const one of this.#held.values()) counts.set(one, (counts.get(one) ?? 0) + 1)
      const [largest, most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0] as const)
      const isTooMany = this.#held.size > this.#limits.pending || most > this.#limits.pendingPerNetwork
      const oldest = [...this.#held].find(([, one]) => one === largest)
      if (!isTooMany || oldest === undefined) return gone
      this.#held.delete(oldest[0])
      gone.push(oldest[0])
    }
  }

  end(connection: T): void {
    this.#held.delete(connection)
  }
}

/** Lets in a connection that has proven nothing yet: it counts until it ends or is taken out, and others give way to it. */
export function letIn(places: PendingPlaces<MultiaddrConnection>, connection: MultiaddrConnection): void {
  for (const one of places.begin(connection, networkOf(connection.remoteAddr)))
    one.abort(new NetworkError('ERR_LIMIT', 'a connection that does not go on gives way to others'))
  connection.addEventListener('close', () => places.end(connection))
}
