/**
 * The hosts of a swarm behind the fences of the present epoch: the one on which members meet, with all that is plain, and,
 * where the swarm has seeds, the one on which mirrors are exchanged. A seed has only the second.
 */
import { fencePrologue, mirrorPrologue } from '../core/swarm/index.ts'
import { farthestFirst } from '../network/index.ts'
import { changeConfig, type Home } from '../storage/index.ts'
import type { Life, OpenLife } from './life.ts'
import { contentEpochs, type ContentEpochs } from './content-epochs.ts'
import { openFencedHost, type FencedHost } from './fenced-host.ts'
import { openMirrors, type Mirrors } from './mirrors/mirror-host.ts'
import { dialMembers } from './seek-members.ts'
import { keepTeamCubes, type CubeKeeper } from './team-cubes.ts'
import type { Current } from '../home/index.ts'
import type { NodeNetwork } from '../sharing/index.ts'
import type { TeamTalk } from './team-talk.ts'
import { peerIdOf, type Team } from './team.ts'

/** Addresses of one host that are told: two hosts, and eight addresses to a member. */
const maxHostAddresses = 4

interface SwarmHostsSetup {
  node: Life
  /** Its network: the host on which members meet, while there is one. */
  online: Current<NodeNetwork | undefined>
  openLife: OpenLife
  team: Team
  home: Home
  talk: TeamTalk
  /** Node keys that are in use elsewhere in this home. */
  otherPeerIds: readonly string[]
  /** Where to listen on a port; on any that is free when undefined. */
  listen(port: number | undefined): string[]
}

export class SwarmHosts {
  readonly #setup: SwarmHostsSetup
  #members: FencedHost | undefined
  #cubes: CubeKeeper | undefined
  #mirrors: Mirrors | undefined
  #content: ContentEpochs | undefined

  constructor(setup: SwarmHostsSetup) {
    this.#setup = setup
  }

  /** Peer ids that are connected on any of them. */
  online(): string[] {
    return [...new Set([...(this.#members?.online() ?? []), ...(this.#mirrors?.host.online() ?? [])])]
  }

  /** Of all hosts; who dials finds out by the fence which one is there. */
  addresses(): string[] {
    const hosts = [this.#members, this.#mirrors?.host]
    return hosts.flatMap((host) => farthestFirst(host?.network.addresses() ?? []).slice(0, maxHostAddresses))
  }

  /** Where mirrors are held; undefined while the swarm has no seeds. */
  sealed(): Life | undefined {
    return this.#mirrors?.sealed
  }

  /** Tells everybody who is connected, and looks for what is to be done. */
  tell(): void {
    this.#members?.service.tellAll()
    this.#cubes?.kick()
    this.#mirrors?.tell()
  }

  /** Brings the hosts in step with the log. @returns peer ids that were cut off @throws ERR_DENIED */
  async follow(): Promise<string[]> {
    const { team } = this.#setup
    const { epoch, event } = team.roster().epoch
    const secrets = team.secrets()
    if (event === undefined || secrets === undefined) {
      await this.close()
      return []
    }
    const cut = [
      ...(await this.#followMembers(fencePrologue(secrets.fence, team.swarm, epoch))),
      ...(await this.#followMirrors(mirrorPrologue(secrets.fence, team.swarm, epoch))),
    ]
    await this.#keepPorts()
    return cut
  }

  /** Dials members that are not connected, each on the host on which it is met. */
  async dial(missing: readonly string[], signal: AbortSignal): Promise<void> {
    const { node, talk } = this.#setup
    const dial = async (host: FencedHost | undefined, wanted: readonly string[]): Promise<void> => {
      if (host !== undefined) await dialMembers(node, host.network.host, talk.places, wanted, signal)
    }
    const plain = missing.filter((peerId) => this.#admits(peerId))
    const sealed = this.#isSeed() ? missing : missing.filter((peerId) => !this.#admits(peerId))
    await Promise.all([dial(this.#members, plain), dial(this.#mirrors?.host, sealed)])
  }

  async close(): Promise<void> {
    const [cubes, members, mirrors] = [this.#cubes, this.#members, this.#mirrors]
    this.#cubes = undefined
    this.#members = undefined
    this.#mirrors = undefined
    await mirrors?.stop()
    await cubes?.stop()
    await members?.stop()
    this.#content?.stop()
    this.#content = undefined
  }

  #isSeed(): boolean {
    return this.#setup.team.me()?.role === 'seed'
  }

  /** A seed holds sealed mirrors alone: what is plain is not for it, and where members meet is no place for it. */
  #admits(peerId: string): boolean {
    const { members } = this.#setup.team.roster()
    return members.some((one) => one.role !== 'seed' && peerIdOf(one) === peerId)
  }

  async #followMembers(prologue: Uint8Array): Promise<string[]> {
    if (this.#isSeed()) return []
    if (this.#members === undefined) await this.#openMembers(prologue)
    return (await this.#members?.follow(prologue)) ?? []
  }

  async #followMirrors(prologue: Uint8Array): Promise<string[]> {
    const hasSeeds = this.#setup.team.roster().members.some(({ role }) => role === 'seed')
    if (this.#mirrors === undefined && hasSeeds) await this.#openMirrors(prologue)
    return (await this.#mirrors?.host.follow(prologue)) ?? []
  }

  async #openMembers(prologue: Uint8Array): Promise<void> {
    const { node, online, team, home, talk, otherPeerIds, listen } = this.#setup
    this.#content ??= contentEpochs(team, () => node.nowMs())
    const members = await openFencedHost({
      node,
      online,
      home,
      team,
      prologue,
      networkName: team.network,
      listen: listen(home.config.port),
      admits: (peerId) => this.#admits(peerId),
      content: this.#content,
      otherPeerIds,
      ports: talk.ports(() => this.#cubes),
    })
    this.#members = members
    this.#cubes = keepTeamCubes(node, team, {
      online: () => members.online(),
      tellAll: () => members.service.tellAll(),
    })
  }

  async #openMirrors(prologue: Uint8Array): Promise<void> {
    const { listen, online: _members, ...setup } = this.#setup
    this.#mirrors = await openMirrors({
      ...setup,
      prologue,
      listen: listen(setup.home.config.mirrorPort),
      membersOnline: () => this.#members?.online() ?? [],
    })
  }

  /** The first ports are kept, so that the next start listens at the addresses that members know. */
  async #keepPorts(): Promise<void> {
    const { home } = this.#setup
    const ports = {
      ...portOf('port', this.#members),
      ...portOf('mirrorPort', this.#mirrors?.host),
    }
    if (Object.keys(ports).every((name) => name in home.config)) return
    home.config = await changeConfig(home, (now) => ({ ...ports, ...now }))
  }
}

function portOf(name: 'port' | 'mirrorPort', host: FencedHost | undefined): Record<string, number> {
  const [, port] = /\/tcp\/(\d+)/.exec(host?.network.addresses()[0] ?? '') ?? []
  return port === undefined ? {} : { [name]: Number(port) }
}
