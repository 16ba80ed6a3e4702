/** What a home keeps of its swarm, read by somebody who has all of its files and a program of his own; no daemon runs for it. */
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { formatPeerId, keyPairFromSecret } from '../../src/core/identity/index.ts'
import { fencePrologue, type EpochSecrets, type Swarm } from '../../src/core/swarm/index.ts'
import { endAll } from '../../src/home/end-all.ts'
import { openLife } from '../../src/node/open-life.ts'
import { kemKeyFile, listSpaces } from '../../src/home/swarm-folders.ts'
import { openTeam, teamKeys } from '../../src/swarms/team.ts'
import { openHome, requireSeed } from '../../src/storage/index.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

export interface Kept {
  swarm: CID
  /** Name of its network. */
  network: string
  /** Seeds of the signing key and of the node key. */
  secret: Uint8Array
  nodeKey: Uint8Array
  roster: Swarm
  /** Secrets of the epoch in force, as far as this home was given them. */
  secrets: EpochSecrets | undefined
  prologue: Uint8Array | undefined
  /** All events that it has. */
  events: Uint8Array[]
  /** The cubes that it holds. */
  cubes: string[]
}

/** @param events that others leaked to it, and that it takes in first */
export async function keptIn(home: string, events: readonly Uint8Array[] = []): Promise<Kept> {
  const [folder = ''] = await listSpaces(home)
  const opened = await openHome(folder)
  const { node, closing } = await openLife(opened, { daemon: false, log: quiet, nowMs: Date.now })
  try {
    const keys = await teamKeys(node, opened.nodeKey, await requireSeed(join(folder, kemKeyFile)))
    const team = await openTeam(node, keys)
    if (events.length > 0) await team.take(events)
    const roster = team.roster()
    const secrets = team.secrets()
    return {
      swarm: team.swarm,
      network: team.network,
      secret: opened.authorKey,
      nodeKey: opened.nodeKey,
      roster,
      secrets,
      prologue: secrets && fencePrologue(secrets.fence, team.swarm, roster.epoch.epoch),
      events: team.page([]).page,
      cubes: (await node.cubes.list()).map(({ cube }) => cube),
    }
  } finally {
    await endAll(closing)
  }
}

export interface Placed {
  peerId: string
  /** Addresses of the hosts behind the fences: that of members, and that of mirrors. */
  hosts: string[]
  door: string
}

/** Where somebody's hosts of the swarm are. @param ip of the machine */
export async function placeOf(home: string, ip: string): Promise<Placed> {
  const [folder = ''] = await listSpaces(home)
  const { config, nodeKey } = await openHome(folder)
  const peerId = formatPeerId(keyPairFromSecret(nodeKey).publicKey)
  const at = (port: number | undefined): string => `/ip4/${ip}/tcp/${port}/p2p/${peerId}`
  const hosts = [config.port, config.mirrorPort].filter((port) => port !== undefined).map(at)
  return { peerId, hosts, door: at(config.doorPort) }
}
