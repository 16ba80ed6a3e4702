/**
 * Reads nothing from a connection while several requests of it wait for their turn: what a peer sends beyond that stays on its own
 * side, and costs no stream here. What else an honest peer does is not behind its few requests.
 */
import type { Connection } from '@libp2p/interface'
import { holdFrames } from './fair-muxer.ts'

/** A lookup asks one peer once at a time, and two or three lookups go on together. Guess. */
const MAY_WAIT = 4

export type Hold = (connection: Connection, turn: () => Promise<void>) => Promise<void>

export function createHold(): Hold {
  const waiting = new WeakMap<Connection, number>()
  const release = new WeakMap<Connection, () => void>()
  const change = (connection: Connection, by: number): void => {
    const count = (waiting.get(connection) ?? 0) + by
    waiting.set(connection, count)
    if (count > MAY_WAIT && !release.has(connection)) release.set(connection, holdFrames(connection))
    if (count > MAY_WAIT) return
    release.get(connection)?.()
    release.delete(connection)
  }
  return async (connection, turn) => {
    change(connection, 1)
    try {
      await turn()
    } finally {
      change(connection, -1)
    }
  }
}
