/** A door: what it is made of, what it does, and its bounds. */
import type { Datastore } from 'interface-datastore'
import type { Channel, ChannelHandler, NetworkLogger, Signalled } from './interface.ts'

export interface DoorDeps {
  /** Ed25519 seed, 32 bytes; the peer id follows from it. */
  nodeKey: Uint8Array
  logger: NetworkLogger
  /** For libp2p's own records. Absent: in memory. */
  datastore?: Datastore
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
  /** Connections that may be open at a time; 64 unless told. */
  maxConnections?: number
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
