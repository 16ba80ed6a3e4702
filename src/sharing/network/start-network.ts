/** Starts the network of a node on the port that its home keeps; chosen freely the first time. */
import type { NetworkConfig } from '../../network/index.ts'
import { changeConfig, type Home } from '../../storage/index.ts'
import type { Shares } from '../needs.ts'
import { createNodeNetwork } from './node-network.ts'
import type { NodeNetwork } from '../interface.ts'

export async function startNetwork(
  node: Shares,
  home: Home,
  wanted: Partial<NetworkConfig>,
): Promise<NodeNetwork> {
  const config: NetworkConfig = {
    profile: 'local',
    listen: [],
    bootstrap: [],
    network: 'main',
    ...wanted,
    port: wanted.port ?? 0,
  }
  const network = await createNodeNetwork(node, { nodeKey: home.nodeKey }, config)
  try {
    await network.start()
  } catch (error) {
    await network.stop()
    throw error
  }
  const port = config.listen.length === 0 ? portOf(network.addresses()) : undefined
  if (port !== undefined && home.config.port === undefined)
    await changeConfig(home, (now) => ({ ...now, port }))
  return network
}

function portOf(addresses: readonly string[]): number | undefined {
  for (const address of addresses) {
    const [, port] = /\/tcp\/(\d+)/.exec(address) ?? []
    if (port !== undefined) return Number(port)
  }
  return undefined
}
