/**
 * A host of a swarm on the network: behind the fence of an epoch, open to those on the roster alone, with a store that it
 * serves and the team protocol on it.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createFence, requireSafe, type Fence, type NetworkHost } from '../network/index.ts'
import { announceTopics, TEAM_PROTOCOL, type TeamPorts, TeamService } from '../protocols/index.ts'
import type { Home } from '../storage/index.ts'
import { type OnPeer, type Current, kemKeyFile } from '../home/index.ts'
import type { Shares, NodeNetwork } from '../sharing/index.ts'
import { createNodeNetwork } from '../sharing/network/index.ts'
import type { ContentEpochs } from './content-epochs.ts'
import { underPrefix } from './inner-host.ts'
import { sealedHost } from './sealed-host.ts'
import { peerIdOf, type Team } from './team.ts'

export interface FencedHost {
  readonly network: NodeNetwork
  readonly service: TeamService
  /** Puts the fence of the epoch in force and cuts off who is not let in any more. @returns peer ids that were cut */
  follow(prologue: Uint8Array): Promise<string[]>
  /** Peer ids that are connected. */
  online(): string[]
  stop(): Promise<void>
}

interface FencedHostSetup {
  /** Whose store it serves. */
  node: Shares & OnPeer
  /** The network of that life: this host while it runs. */
  online: Current<NodeNetwork | undefined>
  /** The home with the keys. */
  home: Home
  team: Team
  prologue: Uint8Array
  /** Name of its network: protocols, topics and DHT carry it. */
  networkName: string
  listen: string[]
  admits(peerId: string): boolean
  /** Under what all is sealed that is said here but the team protocol; absent where nobody knows content secrets. */
  content?: ContentEpochs
  /** Node keys that are in use elsewhere in this home. */
  otherPeerIds: readonly string[]
  ports: TeamPorts
}

/** @throws ERR_DENIED with every reason why it would not be private */
export async function openFencedHost(setup: FencedHostSetup): Promise<FencedHost> {
  const { node, online, home, team, prologue, networkName, listen, admits, otherPeerIds, ports, content } =
    setup
  const fence: Fence = createFence(prologue)
  const config = { profile: 'swarm' as const, listen, bootstrap: [], network: networkName }
  await requireSafe({
    config: { ...config, gossipTopics: announceTopics(networkName) },
    fence: prologue,
    gated: true,
    roster: team.roster().members.map((one) => peerIdOf(one)),
    keyFiles: await keyFilesOf(home),
    sharesNodeKey: otherPeerIds.includes(node.peerId),
  })
  const inside = (made: NetworkHost): NetworkHost => {
    const host = underPrefix(made, networkName)
    if (content === undefined) return host
    return sealedHost(host, { epochs: content, random: node.random, unsealed: [TEAM_PROTOCOL] })
  }
  const network = await createNodeNetwork(
    node,
    { nodeKey: home.nodeKey, swarm: { fence, admits, inside, provesMore: content !== undefined } },
    config,
  )
  const told = content === undefined ? ports : withoutCubes(ports, (peerId) => network.hasAgreed(peerId))
  const service = new TeamService({ network: network.host, logger: node.log, ports: told })
  const unlisten = network.onAgreed((peerId) => {
    if (content !== undefined) service.tell(peerId)
  })
  const stop = async (): Promise<void> => {
    online.set(undefined)
    unlisten()
    await service.stop()
    await network.stop()
  }
  service.start()
  try {
    await network.start()
  } catch (error) {
    await stop()
    throw error
  }
  online.set(network)
  let inForce = prologue
  return {
    network,
    service,
    async follow(next) {
      const isNew = Buffer.compare(next, inForce) !== 0
      if (isNew) fence.switchTo(next)
      inForce = next
      const cut = await network.host.enforceRoster()
      if (isNew && content !== undefined) network.agreeAgain()
      return cut
    },
    online: () => network.host.peers().map(({ peerId }) => peerId),
    stop,
  }
}

/** Names no cube to a peer that has not proven that it holds the content secret; the team protocol itself is not sealed. */
function withoutCubes(ports: TeamPorts, hasProven: (peerId: string) => boolean): TeamPorts {
  return {
    hear: (peerId, message) => ports.hear(peerId, message),
    say(peerId, have) {
      const said = ports.say(peerId, have)
      return hasProven(peerId) ? said : { ...said, cubes: [] }
    },
  }
}

async function keyFilesOf({ paths, dir }: Home): Promise<{ path: string; mode: number; own: boolean }[]> {
  const files = [paths.authorKey, paths.nodeKey, join(dir, kemKeyFile)]
  return Promise.all(
    files.map(async (path) => {
      const { mode, uid } = await stat(path)
      return { path, mode, own: process.getuid === undefined || process.getuid() === uid }
    }),
  )
}
