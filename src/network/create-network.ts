/**
 * The entrance to the network. Importing it loads nothing; the first call loads libp2p and Helia, which takes about 0.4 s and
 * 85 MiB (measured).
 */
import type { NetworkConfig, NetworkDeps, NetworkHost } from './interface.ts'
import { NetworkError } from './network-error.ts'

/**
 * Wires a host that is not started yet; no socket is opened before `start`.
 *
 * libp2p starts work that nobody awaits, and some of it has thrown outside any promise. Whoever runs a host installs
 * handlers for `uncaughtException` and `unhandledRejection` that log, flush and exit non-zero.
 *
 * @throws {NetworkError} ERR_USAGE, ERR_INVALID_INPUT for a configuration that `planHost` refuses
 */
export async function createNetwork(deps: NetworkDeps, config: NetworkConfig): Promise<NetworkHost> {
  const { planHost } = await import('./profiles.ts')
  const plan = planHost(config)
  if (deps.nodeKey.length !== 32)
    throw new NetworkError('ERR_USAGE', `expected a node key of 32 bytes, got ${deps.nodeKey.length}`)
  if ((config.profile === 'swarm') !== (deps.fence !== undefined))
    throw new NetworkError('ERR_USAGE', 'a fence and the profile swarm belong together', {
      hint: 'without both a swarm would stand open',
    })
  if (config.profile === 'swarm' && deps.admits === undefined)
    throw new NetworkError('ERR_USAGE', 'a swarm without a roster gate would admit strangers', {
      hint: 'give `admits`',
    })
  const { createHost } = await import('./host.ts')
  return createHost(deps, plan)
}
