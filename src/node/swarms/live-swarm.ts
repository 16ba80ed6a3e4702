/**
 * A swarm on the network: the door, at which strangers and members who missed something knock; the inner host, on which
 * members meet; and, where the swarm has seeds, the host on which mirrors are exchanged with them. Hosts are behind fences of
 * the present epoch and follow the log: a new epoch changes the fences, and who is no member is cut off.
 */
import { DOOR_PROTOCOL, fencePrologue, mirrorPrologue } from '../../core/swarm/index.ts'
import { createDoor, type Door } from '../../network/index.ts'
import { saveConfig, type Home } from '../../storage/index.ts'
import type { NodeContext } from '../context.ts'
import { answerDoor } from './answer-door.ts'
import { contentEpochs, type ContentEpochs } from './content-epochs.ts'
import { openFencedHost, type FencedHost } from './fenced-host.ts'
import { openMirrors, type Mirrors } from './mirrors/mirror-host.ts'
import { Places } from './places.ts'
import { catchUpWith, dialMembers } from './seek-members.ts'
import { keepTeamCubes, type CubeKeeper } from './team-cubes.ts'
import { maxAddresses, TeamTalk } from './team-talk.ts'
import { peerIdOf, type Place, type Team } from './team.ts'

/** How often members that are not connected are looked for. Guess. */
const lookMs = 5_000

export interface LiveSwarm {
  /** Peer ids of members that are connected. */
  online(): string[]
  doors(): string[]
  hosts(): string[]
  /** Where mirrors are held; undefined while the swarm has no seeds. */
  mirrors(): NodeContext | undefined
  /** Members whose node key is used on two machines. */
  twins(): ReadonlySet<string>
  /** Whether others say that of this one. */
  isTwin(): boolean
  /** Every member that could be asked refused: this home was put out. */
  isShutOut(): boolean
  /** Asks at the doors of members for what this one missed. @returns how many answered */
  catchUp(signal: AbortSignal): Promise<number>
  /** Waits until every member that is connected was told, or a moment has passed. */
  tell(): void
  /** From here on the hosts stay up although this home is no member any more, so that it can say so. */
  tellBeforeLeaving(): void
  stop(): Promise<void>
}

export interface LiveOptions {
  /** Listens on loopback alone. */
  isLocal: boolean
  /** Node keys that are in use elsewhere in this home. */
  otherPeerIds: readonly string[]
}

export async function startSwarm(
  space: { node: NodeContext; team: Team; home: Home },
  options: LiveOptions,
): Promise<LiveSwarm> {
  const known = await space.node.store.records<{ known: [string, Place][] }>('membership').get('places')
  const live = new Live(space.node, space.team, space.home, options, new Places(known?.known ?? []))
  try {
    await live.start()
  } catch (error) {
    await live.stop()
    throw error
  }
  return live
}

class Live implements LiveSwarm {
  readonly #node: NodeContext
  readonly #team: Team
  readonly #home: Home
  readonly #options: LiveOptions
  readonly #talk: TeamTalk
  readonly #stopping = new AbortController()
  #isShutOut = false
  #door: Door | undefined
  #members: FencedHost | undefined
  #content: ContentEpochs | undefined
  #cubes: CubeKeeper | undefined
  #mirrors: Mirrors | undefined
  #timer: NodeJS.Timeout | undefined
  #unlisten: (() => void) | undefined
  /** Changes of the roster and rounds of looking for members, one after another. */
  #work = Promise.resolve()
  #looking = false
  #isLeaving = false

  constructor(node: NodeContext, team: Team, home: Home, options: LiveOptions, places: Places) {
    this.#node = node
    this.#team = team
    this.#home = home
    this.#options = options
    this.#talk = new TeamTalk(node, team, () => ({ doors: this.doors(), hosts: this.hosts() }), places)
  }

  async start(): Promise<void> {
    if (this.#team.me() === undefined) return
    await this.#openDoor()
    await this.#follow()
    this.#unlisten = this.#team.onChange(() => this.#next(() => this.#follow()))
    this.#timer = setInterval(() => this.#look(), lookMs)
    this.#timer.unref()
    this.#look()
  }

  online(): string[] {
    return [...new Set([...(this.#members?.online() ?? []), ...(this.#mirrors?.host.online() ?? [])])]
  }

  doors(): string[] {
    return this.#door?.addresses().slice(0, maxAddresses) ?? []
  }

  hosts(): string[] {
    const host = this.#isSeed() ? this.#mirrors?.host : this.#members
    return host?.network.addresses().slice(0, maxAddresses) ?? []
  }

  mirrors(): NodeContext | undefined {
    return this.#mirrors?.sealed
  }

  twins(): ReadonlySet<string> {
    return this.#talk.watch.twins
  }

  isTwin(): boolean {
    return this.#talk.watch.isTwin
  }

  isShutOut(): boolean {
    return this.#isShutOut
  }

  tellBeforeLeaving(): void {
    this.#isLeaving = true
  }

  tell(): void {
    this.#members?.service.tellAll()
    this.#cubes?.kick()
    this.#mirrors?.tell()
  }

  async catchUp(signal: AbortSignal): Promise<number> {
    if (this.#door === undefined) return 0
    const deps = { node: this.#node, team: this.#team, door: this.#door, places: this.#talk.places }
    const { told, refused } = await catchUpWith(deps, this.#missing(), signal)
    if (told + refused > 0) this.#isShutOut = told === 0
    if (told > 0) await this.#talk.savePlaces()
    return told
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the node is stopping'))
    clearInterval(this.#timer)
    this.#unlisten?.()
    await this.#work.catch(() => undefined)
    await this.#closeHosts()
    await this.#closeDoor()
  }

  /** Brings hosts in step with the log. */
  async #follow(): Promise<void> {
    if (this.#isLeaving) return this.tell()
    if (this.#team.me() === undefined) {
      this.#node.log.warn({ swarm: this.#team.id }, 'this home is no member of the swarm any more')
      await this.#closeHosts()
      await this.#closeDoor()
      return
    }
    const { epoch, event } = this.#team.roster().epoch
    const secrets = this.#team.secrets()
    if (event === undefined || secrets === undefined) return this.#closeHosts()
    const cut = [
      ...(await this.#followMembers(fencePrologue(secrets.fence, this.#team.swarm, epoch))),
      ...(await this.#followMirrors(mirrorPrologue(secrets.fence, this.#team.swarm, epoch))),
    ]
    await this.#keepPorts()
    if (cut.length > 0) this.#node.log.info({ swarm: this.#team.id, cut }, 'who is no member was cut off')
    this.tell()
  }

  #isSeed(): boolean {
    return this.#team.me()?.role === 'seed'
  }

  /** A seed holds sealed mirrors alone: what is plain is not for it, and where members meet is no place for it. */
  #admits(peerId: string): boolean {
    return this.#team.roster().members.some((one) => one.role !== 'seed' && peerIdOf(one) === peerId)
  }

  async #followMembers(prologue: Uint8Array): Promise<string[]> {
    if (this.#isSeed()) return []
    if (this.#members === undefined) await this.#openMembers(prologue)
    return (await this.#members?.follow(prologue)) ?? []
  }

  /** Mirrors are kept from the first seed on; once begun they go on, so that they are there for the next one. */
  async #followMirrors(prologue: Uint8Array): Promise<string[]> {
    const hasSeeds = this.#team.roster().members.some(({ role }) => role === 'seed')
    if (this.#mirrors === undefined && hasSeeds) await this.#openMirrors(prologue)
    return (await this.#mirrors?.host.follow(prologue)) ?? []
  }

  async #openMirrors(prologue: Uint8Array): Promise<void> {
    this.#mirrors = await openMirrors({
      node: this.#node,
      home: this.#home,
      team: this.#team,
      talk: this.#talk,
      prologue,
      listen: this.#isSeed() ? this.#listen(this.#home.config.port) : [],
      otherPeerIds: this.#options.otherPeerIds,
      membersOnline: () => this.#members?.online() ?? [],
    })
  }

  async #openMembers(prologue: Uint8Array): Promise<void> {
    this.#content ??= contentEpochs(this.#team, () => this.#node.nowMs())
    const members = await openFencedHost({
      node: this.#node,
      home: this.#home,
      team: this.#team,
      prologue,
      networkName: this.#team.network,
      listen: this.#listen(this.#home.config.port),
      admits: (peerId) => this.#admits(peerId),
      content: this.#content,
      otherPeerIds: this.#options.otherPeerIds,
      ports: this.#talk.ports(() => this.#cubes),
    })
    this.#members = members
    this.#cubes = keepTeamCubes(this.#node, this.#team, {
      online: () => members.online(),
      tellAll: () => members.service.tellAll(),
    })
  }

  async #closeHosts(): Promise<void> {
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

  async #openDoor(): Promise<void> {
    const door = await createDoor(
      {
        nodeKey: this.#home.nodeKey,
        logger: this.#node.log,
        answer: answerDoor({ node: this.#node, team: this.#team, places: () => this.#talk.told() }),
      },
      { protocol: DOOR_PROTOCOL, listen: this.#listen(this.#home.config.doorPort) },
    )
    this.#door = door
    await door.start()
  }

  async #closeDoor(): Promise<void> {
    await this.#door?.stop()
    this.#door = undefined
  }

  #listen(port = 0): string[] {
    if (this.#options.isLocal) return [`/ip4/127.0.0.1/tcp/${port}`]
    return [`/ip4/0.0.0.0/tcp/${port}`]
  }

  /** Where it was found once it is found again. */
  async #keepPorts(): Promise<void> {
    const { config } = this.#home
    const port = config.port ?? portOf(this.hosts())
    const doorPort = config.doorPort ?? portOf(this.doors())
    if (port === config.port && doorPort === config.doorPort) return
    this.#home.config = {
      ...config,
      ...(port !== undefined && { port }),
      ...(doorPort !== undefined && { doorPort }),
    }
    await saveConfig(this.#home, this.#home.config)
  }

  #look(): void {
    if (this.#looking || this.#stopping.signal.aborted) return
    this.#looking = true
    this.#lookOnce()
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted)
          this.#node.log.warn(
            { swarm: this.#team.id, error },
            'looking for members failed; it is tried again',
          )
      })
      .finally(() => {
        this.#looking = false
      })
  }

  async #lookOnce(): Promise<void> {
    const { signal } = this.#stopping
    const missing = this.#missing()
    const dial = async (host: FencedHost | undefined, wanted: string[]): Promise<void> => {
      if (host !== undefined)
        await dialMembers(this.#node, host.network.host, this.#talk.places, wanted, signal)
    }
    await Promise.all([
      dial(
        this.#members,
        missing.filter((peerId) => this.#admits(peerId)),
      ),
      dial(
        this.#mirrors?.host,
        missing.filter((peerId) => !this.#admits(peerId)),
      ),
    ])
    if (signal.aborted) return
    // Whoever cannot be connected may be in an epoch that this one missed, though others are still in the old one here.
    if (this.#missing().length > 0) await this.catchUp(signal)
    if (!signal.aborted) await this.#renewIfStale()
  }

  /** Peer ids of members that are not connected. */
  #missing(): string[] {
    const online = new Set(this.online())
    return this.#team
      .roster()
      .members.map((one) => peerIdOf(one))
      .filter((peerId) => peerId !== this.#node.peerId && !online.has(peerId))
  }

  /** Of the admins who are there, the first begins the next epoch where one is needed. */
  async #renewIfStale(): Promise<void> {
    const { epoch, members } = this.#team.roster()
    if (!epoch.stale || this.#team.me()?.role !== 'admin') return
    const present = new Set([...this.online(), this.#node.peerId])
    const first = members.find((one) => one.role === 'admin' && present.has(peerIdOf(one)))
    if (first === undefined || peerIdOf(first) !== this.#node.peerId) return
    await this.#team.append((now) => this.#team.nextEpoch(now))
  }

  #next(task: () => Promise<unknown>): void {
    this.#work = this.#work
      .then(async () => {
        if (!this.#stopping.signal.aborted) await task()
      })
      .catch((error: unknown) =>
        this.#node.log.error(
          { swarm: this.#team.id, error },
          'the hosts of the swarm could not follow its log',
        ),
      )
  }
}

function portOf(addresses: readonly string[]): number | undefined {
  const [, port] = /\/tcp\/(\d+)/.exec(addresses[0] ?? '') ?? []
  return port === undefined ? undefined : Number(port)
}
