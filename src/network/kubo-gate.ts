/**
 * The gate of a swarm for Kubo nodes: a host of its own in a private IPFS network, apart from the hosts of the members.
 *
 * It speaks tcp under the pre-shared key of Kubo's `swarm.key`, then Noise, and serves blocks over bitswap to the peers that are
 * named; everybody else is refused by the peer id. It dials nobody, looks for nobody, and has no protocol of memcube.
 */
import type { Blockstore } from 'interface-blockstore'
import type { CID } from 'multiformats/cid'
import type { NetworkLogger } from './interface.ts'
import { NetworkError } from './network-error.ts'

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

/**
 * Wires a gate that is not started yet; loads libp2p and Helia. Whoever calls it has asked `requireSafe` first.
 * @throws {NetworkError} ERR_USAGE
 */
export async function createKuboGate(deps: KuboGateDeps, options: KuboGateOptions): Promise<KuboGate> {
  if (deps.nodeKey.length !== 32 || options.key.length !== 32)
    throw new NetworkError('ERR_USAGE', 'expected a node key and a pre-shared key of 32 bytes each')
  if (options.peers.length === 0 || options.listen.length === 0)
    throw new NetworkError('ERR_USAGE', 'a gate needs peers that it lets in, and an address to listen on')
  const { assembleKuboGate } = await import('./kubo-gate-host.ts')
  return assembleKuboGate(deps, options)
}
