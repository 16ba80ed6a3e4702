import { NetworkError } from './network-error.ts'
import type { KuboGateDeps, KuboGateOptions, KuboGate } from './kubo-gate-interface.ts'

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
