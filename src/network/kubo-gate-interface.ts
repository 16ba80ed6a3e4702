/** A gate for Kubo nodes: what it is made of and what it does. */
import type { Blockstore } from 'interface-blockstore'
import type { CID } from 'multiformats/cid'
import type { NetworkLogger } from './interface.ts'

export interface KuboGateDeps {
  /** Read to answer bitswap. */
  blockstore: Blockstore
  logger: NetworkLogger
  /** Ed25519 seed, 32 bytes, used for nothing else; the peer id follows from it. */
  nodeKey: Uint8Array
  /** False hides a block from bitswap. */
  mayServe(cid: CID): boolean | Promise<boolean>
}

export interface KuboGateOptions {
  /** The pre-shared key, 32 bytes. */
  key: Uint8Array
  /** Peer ids that are let in. */
  peers: readonly string[]
  /** Multiaddrs of tcp to listen on. */
  listen: readonly string[]
}

export interface KuboGate {
  readonly peerId: string
  /** Dialable multiaddrs ending in /p2p/<peerId>; empty before `start` and after `stop`. */
  addresses(): string[]
  /** Peer ids that are connected now. */
  connected(): string[]
  /** @throws {NetworkError} ERR_CONFLICT, ERR_DENIED */
  start(): Promise<void>
  /** Idempotent. A stopped gate does not start again. */
  stop(): Promise<void>
}
