/**
 * The mirrors of a swarm: a store of their own, in which there is nothing else, and a host of their own, on which members
 * and seeds meet. No plain block is where a seed could ask for it.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { homePaths, type Home } from '../../storage/index.ts'
import type { Changes, Forgets } from '../../cubes/index.ts'
import { type Clock, type Logs, endAll, createCurrent, mirrorsFolder } from '../../home/index.ts'
import type { Peers, TakesProposals, NodeNetwork } from '../../sharing/index.ts'
import type { Life, LifePorts, OpenedLife, OpenLife } from '../life.ts'
import { startUpkeep } from '../../care/index.ts'
import { openFencedHost, type FencedHost } from '../fenced-host.ts'
import type { TeamTalk } from '../team-talk.ts'
import { peerIdOf, type Team } from '../team.ts'
import { createEpochKeys } from './epoch-keys.ts'
import { MirrorKeeper } from './mirror-keeper.ts'

export interface Mirrors {
  readonly host: FencedHost
  /** What is held. */
  readonly sealed: Life
  tell(): void
  stop(): Promise<void>
}

interface MirrorsSetup {
  openLife: OpenLife
  node: TakesProposals & Changes & Forgets & Peers & Logs
  home: Home
  team: Team
  talk: TeamTalk
  prologue: Uint8Array
  listen: string[]
  otherPeerIds: readonly string[]
  membersOnline(): string[]
}

/** @throws ERR_DENIED, ERR_HOME_IN_USE, ERR_CORRUPT */
export async function openMirrors(setup: MirrorsSetup): Promise<Mirrors> {
  const { openLife, node, home, team, talk, prologue, listen, otherPeerIds, membersOnline } = setup
  const online = createCurrent<NodeNetwork | undefined>(undefined)
  const { node: sealed, closing } = await openMirrorStore(openLife, node, home, { network: online.get })
  try {
    // Peers may speak before it is there.
    const kept: { keeper?: MirrorKeeper } = {}
    const host = await openFencedHost({
      node: sealed,
      online,
      home,
      team,
      prologue,
      networkName: `${team.network}-m`,
      listen,
      admits: (peerId) => isMet(team, peerId),
      otherPeerIds,
      ports: talk.ports(() => kept.keeper),
    })
    closing.push(() => host.stop())
    const keeper = new MirrorKeeper({
      plain: node,
      sealed,
      team,
      keys: createEpochKeys(node, team),
      membersOnline,
      tellAll: () => host.service.tellAll(),
    })
    kept.keeper = keeper
    closing.push(() => keeper.stop(), startUpkeep(sealed))
    return {
      host,
      sealed,
      tell() {
        host.service.tellAll()
        keeper.kick()
      },
      stop: () => endAll(closing),
    }
  } catch (error) {
    await endAll(closing)
    throw error
  }
}

/** The store of the mirrors alone. @throws ERR_HOME_IN_USE, ERR_CORRUPT */
export async function openMirrorStore(
  openLife: OpenLife,
  node: Logs & Clock,
  home: Home,
  ports: LifePorts = {},
): Promise<OpenedLife> {
  const dir = join(home.dir, mirrorsFolder)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  return openLife(
    { ...home, dir, paths: { ...homePaths(dir), config: home.paths.config } },
    { daemon: true, log: node.log, nowMs: () => node.nowMs() },
    ports,
  )
}

/** A seed meets everybody, a member the seeds: members have another host for each other. */
function isMet(team: Team, peerId: string): boolean {
  const isSeed = team.me()?.role === 'seed'
  return team.roster().members.some((one) => (isSeed || one.role === 'seed') && peerIdOf(one) === peerId)
}
