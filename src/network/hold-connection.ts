/**
 * Reads nothing from a connection while something of it waits for its turn: what a peer sends beyond that stays on its own side,
 * and costs no stream here. Over transports that cannot be paused nothing changes.
 *
 * For the maintainers of libp2p (3.3): a stream can be paused, a connection can not. It is done here on the
 * `maConn` of a connection, which its types do not show.
 */
import type { Connection, MultiaddrConnection } from '@libp2p/interface'

export type Hold = (connection: Connection, turn: () => Promise<void>) => Promise<void>

export function createHold(): Hold {
  const waiting = new WeakMap<Connection, number>()
  const change = (connection: Connection, by: number): number => {
    const count = (waiting.get(connection) ?? 0) + by
    waiting.set(connection, count)
    return count
  }
  return async (connection, turn) => {
    const { maConn } = connection as unknown as { maConn?: MultiaddrConnection }
    if (change(connection, 1) === 1 && maConn?.status === 'open') maConn.pause()
    try {
      await turn()
    } finally {
      if (change(connection, -1) === 0 && maConn?.status === 'open') maConn.resume()
    }
  }
}
