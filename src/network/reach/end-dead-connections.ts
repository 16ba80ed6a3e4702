/** Ends the connections that no longer lead anywhere: after a move or a sleep nobody else notices for a minute. */
import type { Connection } from '@libp2p/interface'

const PING_PROTOCOL = '/ipfs/ping/1.0.0'
/** Twice the slowest round trip of a mobile network. Guess. */
const ANSWER_MS = 4_000

/** @returns those that did not answer, and are ended */
export async function endDeadConnections(connections: readonly Connection[]): Promise<Connection[]> {
  const heard = await hear(connections)
  const dead = connections.filter((_, at) => heard[at] !== 'answer')
  for (const connection of dead) connection.abort(new Error('the peer does not answer any more'))
  return dead
}

/**
 * Of the connections with a peer that were there before the latest, ends the dead: a peer that has moved comes anew, and those
 * from before would be used for a minute. While the peer answers on none of them it is busy, and nothing is ended. One that
 * refuses the ping is ending by itself, as after a restart of the peer: it is no reason to begin anew with the latest.
 * @returns whether one was ended
 */
export async function endDeadBefore(latestId: string, connections: readonly Connection[]): Promise<boolean> {
  const [latest, before] = [
    connections.filter(({ id }) => id === latestId),
    connections.filter(({ id }) => id !== latestId),
  ]
  const heard = await hear(before)
  const silent = before.filter((_, at) => heard[at] === 'nothing')
  if (silent.length === 0 || !(await hear(latest)).every((one) => one === 'answer')) return false
  for (const connection of silent)
    connection.abort(new Error('the peer has come anew and does not answer here'))
  return true
}

type Heard = 'answer' | 'refusal' | 'nothing'

/** What each says to a ping within its time. */
function hear(connections: readonly Connection[]): Promise<Heard[]> {
  return Promise.all(
    connections.map((connection) => {
      const signal = AbortSignal.timeout(ANSWER_MS)
      return answers(connection, signal).then(
        (): Heard => 'answer',
        (): Heard => (signal.aborted ? 'nothing' : 'refusal'),
      )
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
