/**
 * The door of a swarm: a small host of its own that strangers may knock at, to redeem an invitation or to catch up.
 *
 * Plain Noise proves who knocks; there is no identify, DHT, gossip or bitswap, so that nothing but the one protocol can be
 * asked of it. Whatever a stranger does takes a bounded time, a bounded number of connections and bounded frames.
 */
import type { Channel, ChannelHandler, NetworkLogger, Signalled } from './interface.ts'
import { NetworkError } from './network-error.ts'

export interface DoorDeps {
  /** Ed25519 seed, 32 bytes; the peer id follows from it. */
  nodeKey: Uint8Array
  logger: NetworkLogger
  /** Answers who knocks. It is cut off after `DOOR_EXCHANGE_MS`. Absent: a door that only knocks at others. */
  answer?: ChannelHandler
}

export interface DoorOptions {
  /** The one protocol id, e.g. /memcube/door/1.0.0. */
  protocol: string
  /** Multiaddrs of tcp or ws to listen on; empty for a door without `answer`. */
  listen: string[]
  /** Addresses to tell instead of none besides those found, for a door behind a forwarded port. */
  announce?: string[]
}

export interface Door {
  readonly peerId: string
  /** Dialable multiaddrs ending in /p2p/<peerId>; empty before `start`. */
  addresses(): string[]
  start(): Promise<void>
  /** Idempotent. A stopped door does not start again. */
  stop(): Promise<void>
  /**
   * Knocks at another door; the connection ends with the exchange, which therefore ends with reading.
   * @param address with /p2p/, which the other side proves
   * @throws {NetworkError} ERR_INVALID_INPUT, ERR_UNREACHABLE, ERR_INCOMPATIBLE, ERR_ABORTED, ERR_TIMEOUT, and what `exchange` throws
   */
  knock<T>(address: string, exchange: (channel: Channel) => Promise<T>, options?: Signalled): Promise<T>
  [Symbol.asyncDispose](): Promise<void>
}

/** From the first byte to the last answer of one knock: a few round trips and one proof. Guess. */
export const DOOR_EXCHANGE_MS = 20_000
/** Largest frame that a door takes from who knocks. A request carries keys, a name and a signature. Guess. */
export const MAX_DOOR_REQUEST_BYTES = 64 * 1024

/**
 * Wires a door that is not started yet; loads libp2p, not Helia.
 * @throws {NetworkError} ERR_USAGE, ERR_INVALID_INPUT
 */
export async function createDoor(deps: DoorDeps, options: DoorOptions): Promise<Door> {
  if (deps.nodeKey.length !== 32)
    throw new NetworkError('ERR_USAGE', `expected a node key of 32 bytes, got ${deps.nodeKey.length}`)
  if ((deps.answer === undefined) !== (options.listen.length === 0))
    throw new NetworkError('ERR_USAGE', 'a door listens if and only if it answers')
  const { assembleDoor } = await import('./door-host.ts')
  return assembleDoor(deps, options)
}
