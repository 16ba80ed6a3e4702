/** What somebody holds who took a member's home, or a part of it. */
import { join } from 'node:path'
import { MemoryBlockstore } from 'blockstore-core'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { fencePrologue } from '../../../src/core/swarm/index.ts'
import { createFence, createNetwork, type NetworkHost } from '../../../src/network/index.ts'
import { openLife } from '../../../src/node/open-life.ts'
import { underPrefix } from '../../../src/swarms/inner-host.ts'
import { kemKeyFile, listSpaces } from '../../../src/home/swarm-folders.ts'
import { openTeam, peerIdOf, teamKeys, type Team } from '../../../src/swarms/team.ts'
import { announceTopics } from '../../../src/protocols/index.ts'
import { loadHomeConfig, openHome, requireSeed } from '../../../src/storage/index.ts'

export interface Stolen {
  nodeKey: Uint8Array
  team: Team
  /** The prologue of the epoch in force. */
  prologue: Uint8Array
}

/** The keys of the one swarm of a home that is closed. */
export async function keysOf(home: string): Promise<Stolen> {
  const [folder = ''] = await listSpaces(home)
  const opened = await openHome(folder)
  const options = { daemon: false, log: pino({ level: 'silent' }), nowMs: () => Date.now() }
  const { node, closing } = await openLife(opened, options)
  try {
    const kem = await requireSeed(join(folder, kemKeyFile))
    const team = await openTeam(node, await teamKeys(node, opened.nodeKey, kem))
    const { fence } = team.secrets()!
    const prologue = fencePrologue(fence, team.swarm, team.roster().epoch.epoch)
    return { nodeKey: opened.nodeKey, team, prologue }
  } finally {
    for (const end of closing.reverse()) await end()
  }
}

/** A host with the fence and the node key, which is all that the network layer asks for. It speaks the protocols of the swarm unsealed. */
export async function hostWith({ nodeKey, team, prologue }: Stolen): Promise<NetworkHost> {
  const made = await createNetwork(
    {
      blockstore: new MemoryBlockstore(),
      logger: pino({ level: 'silent' }),
      nodeKey,
      fence: createFence(prologue),
      admits: () => true,
    },
    {
      profile: 'swarm',
      network: team.network,
      listen: ['/ip4/127.0.0.1/tcp/0'],
      bootstrap: [],
      gossipTopics: announceTopics(team.network),
    },
  )
  onTestFinished(() => made.stop())
  return underPrefix(made, team.network)
}

/** Where the inner host of the founder, whose home this is, listens. */
export async function innerAddress(home: string, { team }: Stolen): Promise<string> {
  const [folder = ''] = await listSpaces(home)
  return `/ip4/127.0.0.1/tcp/${(await loadHomeConfig(folder))?.port ?? 0}/p2p/${peerIdOf(team.charter.founder)}`
}
