/**
 * The entrance to the network. Importing it loads nothing; the first call loads libp2p and Helia, which takes about 0.4 s and
 * 85 MiB (measured).
 */
import type { NetworkConfig, NetworkDeps, NetworkHost } from './interface.ts'
import { NetworkError } from './network-error.ts'
import type { KuboSettings, SwarmSettings } from './unsafe-swarm.ts'

/**
 * Wires a host that is not started yet; no socket is opened before `start`.
 *
 * libp2p starts work that nobody awaits, and some of it has thrown outside any promise. Whoever runs a host installs
 * handlers for `uncaughtException` and `unhandledRejection` that log, flush and exit non-zero.
 *
 * @throws {NetworkError} ERR_USAGE, ERR_INVALID_INPUT for a configuration that `planHost` refuses, ERR_DENIED for a swarm that would not be private
 */
export async function createNetwork(deps: NetworkDeps, config: NetworkConfig): Promise<NetworkHost> {
  if (config.profile === 'swarm')
    (await import('./unsafe-swarm.ts')).requireSafe({
      config,
      fence: deps.fence?.current.prologue,
      gated: deps.admits !== undefined,
    })
  else if (deps.fence !== undefined)
    throw new NetworkError('ERR_USAGE', `profile ${config.profile} takes no fence`, {
      hint: 'a swarm has the profile swarm',
    })
  const { planHost } = await import('./profiles.ts')
  const plan = planHost(config)
  if (deps.nodeKey.length !== 32)
    throw new NetworkError('ERR_USAGE', `expected a node key of 32 bytes, got ${deps.nodeKey.length}`)
  const { createHost } = await import('./host.ts')
  return createHost(deps, plan)
}

/** @throws {NetworkError} ERR_DENIED with all reasons, ERR_INVALID_INPUT */
export async function requireSafe(settings: SwarmSettings | KuboSettings): Promise<void> {
  ;(await import('./unsafe-swarm.ts')).requireSafe(settings)
}
