/** The sources of a checkout, so that those of another commit can be tried. Types are those of this one. */
import { resolve } from 'node:path'

export interface Sources {
  core: typeof import('../../../src/core/cube/index.ts')
  identity: typeof import('../../../src/core/identity/index.ts')
  swarm: typeof import('../../../src/core/swarm/index.ts')
  network: typeof import('../../../src/network/index.ts')
  node: typeof import('../../../src/node/index.ts')
  protocols: typeof import('../../../src/protocols/index.ts')
  messages: typeof import('../../../src/protocols/sync/messages.ts')
  team: typeof import('../../../src/protocols/swarm/service.ts')
  announce: typeof import('../../../src/protocols/announce/messages.ts')
  proposals: typeof import('../../../src/protocols/proposals/messages.ts')
}

/** @param folder a checkout, with `src/` in it */
export async function loadSources(folder: string): Promise<Sources> {
  const load = (path: string): Promise<unknown> => import(`${resolve(folder)}/src/${path}`)
  const [core, identity, swarm, network, node, protocols, messages, team, announce, proposals] =
    await Promise.all(
      [
        'core/cube/index.ts',
        'core/identity/index.ts',
        'core/swarm/index.ts',
        'network/index.ts',
        'node/index.ts',
        'protocols/index.ts',
        'protocols/sync/messages.ts',
        'protocols/swarm/service.ts',
        'protocols/announce/messages.ts',
        'protocols/proposals/messages.ts',
      ].map(load),
    )
  return {
    core,
    identity,
    swarm,
    network,
    node,
    protocols,
    messages,
    team,
    announce,
    proposals,
  } as Sources
}
