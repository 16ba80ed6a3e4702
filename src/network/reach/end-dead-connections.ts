/** Ends the connections that no longer lead anywhere: after a move or a sleep nobody else notices for a minute. */
import type { Connection } from '@libp2p/interface'

const PING_PROTOCOL = '/ipfs/ping/1.0.0'
/** Twice the slowest round trip of a mobile network. Guess. */
const ANSWER_MS = 4_000

export async function endDeadConnections(connections: readonly Connection[]): Promise<void> {
  await Promise.all(
    connections.map(async (connection) => {
      const signal = AbortSignal.timeout(ANSWER_MS)
      try {
        await answers(connection, signal)
      } catch {
        connection.abort(new Error('the peer does not answer any more'))
      }
    }),
  )
}

async function answers(connection: Connection, signal: AbortSignal): Promise<void> {
  const stream = await connection.newStream(PING_PROTOCOL, { signal, runOnLimitedConnection: true })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => reject(signal.reason as Error))
  stream.addEventListener('close', () => reject(new Error('the stream ended')))
  stream.addEventListener('message', () => resolve())
  // A stream that takes nothing ends this before anybody waits: what is said later is nobody's failure.
  promise.catch(() => {})
  try {
    // The time may have been up before anybody listened for that.
    signal.throwIfAborted()
    stream.send(new Uint8Array(32))
    await promise
  } finally {
    stream.close().catch(() => {})
  }
}
