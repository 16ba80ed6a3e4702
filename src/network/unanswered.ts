/**
 * Peers that did not answer a dial of the DHT are left out of lookups for a while.
 *
 * Others name a peer that is gone for hours, and a lookup ends with the slowest that it asks: each such peer would keep each lookup
 * for the 5 s that kad-dht gives it. Who is connected is always asked, whatever was before.
 *
 * For the maintainers of @libp2p/kad-dht (16.4): a peer that fails a request stays in the table, and the next lookup begins with it.
 */
import type { Connection, PeerId } from '@libp2p/interface'
import { Latest } from '../core/latest/index.ts'
import { NetworkError } from './network-error.ts'

/** How long a peer is left out after it did not answer, doubled each time. Guesses. */
const FIRST_MS = 60_000
const LONGEST_MS = 30 * 60_000
/** A dial that its lookup ended earlier says nothing of the peer: kad-dht waits for 5 s at least. */
const PATIENCE_MS = 4_000
/** Peers remembered; the one that failed longest ago is forgotten. Guess. */
const MAX_PEERS = 1_024

/** Which peers did not answer, and until when they are left out. Times are Unix ms. */
export class Unanswered {
  #peers = freshPeers()

  isLeftOut(peer: string, nowMs: number): boolean {
    return (this.#peers.get(peer)?.untilMs ?? 0) > nowMs
  }

  failed(peer: string, nowMs: number): void {
    const failures = this.#peers.get(peer)?.failures ?? 0
    const untilMs = nowMs + Math.min(FIRST_MS * 2 ** failures, LONGEST_MS)
    this.#peers.keep(peer, { failures: failures + 1, untilMs })
  }

  answered(peer: string): void {
    this.#peers.delete(peer)
  }

  /** This node is elsewhere: who did not answer there may answer here. */
  forgetAll(): void {
    this.#peers = freshPeers()
  }
}

function freshPeers(): Latest<string, { failures: number; untilMs: number }> {
  return new Latest(MAX_PEERS)
}

interface Opening {
  getConnections(peer?: PeerId): Connection[]
  openStream(peer: PeerId, protocol: string, options?: { signal?: AbortSignal }): Promise<unknown>
}

/** The components of a DHT, whose lookups leave out who did not answer. */
export function withoutUnanswered<T>(components: T, unanswered: Unanswered, now: () => number = Date.now): T {
  const { connectionManager } = components as { connectionManager: Opening }
  const openStream: Opening['openStream'] = async (peer, protocol, options) => {
    const name = peer.toString()
    const isConnected = (): boolean => connectionManager.getConnections(peer).length > 0
    const beganMs = now()
    if (unanswered.isLeftOut(name, beganMs) && !isConnected())
      throw new NetworkError('ERR_UNREACHABLE', 'the peer did not answer a moment ago')
    try {
      const stream = await connectionManager.openStream(peer, protocol, options)
      unanswered.answered(name)
      return stream
    } catch (error) {
      const isCutShort = options?.signal?.aborted === true && now() - beganMs < PATIENCE_MS
      // Where nobody is connected it may be this node that is cut off.
      const isOnline = connectionManager.getConnections().length > 0
      if (!isCutShort && isOnline && !isConnected()) unanswered.failed(name, now())
      throw error
    }
  }
  const asking = replaced(connectionManager, { openStream })
  return replaced(components as object, { connectionManager: asking }) as T
}

/** The same, with some of its parts in place of its own. */
function replaced<T extends object>(target: T, parts: Partial<T> & object): T {
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(parts, name)) return Reflect.get(parts, name) as unknown
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
