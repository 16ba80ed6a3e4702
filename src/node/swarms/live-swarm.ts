/**
 * A swarm on the network: the door, at which strangers and members who missed something knock, and the inner host, behind
 * the fence of the present epoch. Both follow the log: a new epoch changes the fence, and who is no member is cut off.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { parseCid } from '../../core/codec/index.ts'
import { DOOR_PROTOCOL, fencePrologue } from '../../core/swarm/index.ts'
import { createDoor, createFence, requireSafe, type Door, type Fence } from '../../network/index.ts'
import {
  announceTopics,
  createTeamService,
  type TeamMessage,
  type TeamService,
} from '../../protocols/index.ts'
import { saveConfig, type Home } from '../../storage/index.ts'
import type { NodeContext } from '../context.ts'
import { createNodeNetwork, type NodeNetwork } from '../network/node-network.ts'
import { answerDoor } from './answer-door.ts'
import { catchUpAt } from './catch-up.ts'
import { kemKeyFile } from './paths.ts'
import { peerIn, Places } from './places.ts'
import { keepTeamCubes, type CubeKeeper } from './team-cubes.ts'
import { peerIdOf, type Place, type Team } from './team.ts'

/** How often members that are not connected are looked for. Guess. */
const lookMs = 5_000
/** An address that does not answer in this time is tried again in the next round. */
const dialMs = 5_000
/** Addresses of one member, and of an answer at the door. */
const maxAddresses = 16

export interface LiveSwarm {
  /** Peer ids of members that are connected. */
  online(): string[]
  doors(): string[]
  hosts(): string[]
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
  const live = new Live(space.node, space.team, space.home, options)
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
  readonly #session: Uint8Array
  readonly #sessions = new Map<string, { now: string; before: Set<string> }>()
  readonly #twins = new Set<string>()
  readonly #stopping = new AbortController()
  #places = new Places()
  #isTwin = false
  #isShutOut = false
  #door: Door | undefined
  #fence: Fence | undefined
  #epoch: CID | undefined
  #network: NodeNetwork | undefined
  #service: TeamService | undefined
  #cubes: CubeKeeper | undefined
  #timer: NodeJS.Timeout | undefined
  #unlisten: (() => void) | undefined
  /** Changes of the roster and rounds of looking for members, one after another. */
  #work = Promise.resolve()
  #looking = false
  #isLeaving = false

  constructor(node: NodeContext, team: Team, home: Home, options: LiveOptions) {
    this.#node = node
    this.#team = team
    this.#home = home
    this.#options = options
    this.#session = node.random(16)
  }

  async start(): Promise<void> {
    const known = await this.#node.store.records<{ known: [string, Place][] }>('membership').get('places')
    this.#places = new Places(known?.known ?? [])
    if (this.#team.me() === undefined) return
    await this.#openDoor()
    await this.#follow()
    this.#unlisten = this.#team.onChange(() => this.#next(() => this.#follow()))
    this.#timer = setInterval(() => this.#look(), lookMs)
    this.#timer.unref()
    this.#look()
  }

  online(): string[] {
    return this.#network?.host.peers().map(({ peerId }) => peerId) ?? []
  }

  doors(): string[] {
    return this.#door?.addresses().slice(0, maxAddresses) ?? []
  }

  hosts(): string[] {
    return this.#network?.addresses().slice(0, maxAddresses) ?? []
  }

  twins(): ReadonlySet<string> {
    return this.#twins
  }

  isTwin(): boolean {
    return this.#isTwin
  }

  isShutOut(): boolean {
    return this.#isShutOut
  }

  tellBeforeLeaving(): void {
    this.#isLeaving = true
  }

  tell(): void {
    this.#service?.tellAll()
    this.#cubes?.kick()
  }

  async catchUp(signal: AbortSignal): Promise<number> {
    const door = this.#door
    if (door === undefined) return 0
    const deps = { node: this.#node, team: this.#team, door, places: this.#places }
    let told = 0
    let refused = 0
    const ask = async (peerId: string): Promise<void> => {
      for (const address of this.#places.get(peerId).doors) {
        try {
          const bounded = AbortSignal.any([signal, AbortSignal.timeout(dialMs)])
          const { answer } = await catchUpAt(deps, address, bounded)
          if (answer === 'told') told++
          else refused++
          return
        } catch (error) {
          signal.throwIfAborted()
          this.#node.log.debug({ peerId, address, error }, 'nobody answered at the door of a member')
        }
      }
    }
    await Promise.all(this.#missing().map(ask))
    if (told + refused > 0) this.#isShutOut = told === 0
    if (told > 0) await this.#savePlaces()
    return told
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the node is stopping'))
    clearInterval(this.#timer)
    this.#unlisten?.()
    await this.#work.catch(() => undefined)
    await this.#closeInner()
    await this.#door?.stop()
    this.#door = undefined
  }

  /** Brings hosts in step with the log. */
  async #follow(): Promise<void> {
    if (this.#isLeaving) return this.#service?.tellAll()
    if (this.#team.me() === undefined) {
      this.#node.log.warn({ swarm: this.#team.id }, 'this home is no member of the swarm any more')
      await this.#closeInner()
      await this.#door?.stop()
      this.#door = undefined
      return
    }
    const { epoch, event } = this.#team.roster().epoch
    const secrets = this.#team.secrets()
    if (event === undefined || secrets === undefined) return this.#closeInner()
    const prologue = fencePrologue(secrets.fence, this.#team.swarm, epoch)
    if (this.#network === undefined) await this.#openInner(prologue)
    else if (!event.equals(this.#epoch ?? this.#team.swarm)) this.#fence?.switchTo(prologue)
    this.#epoch = event
    const cut = (await this.#network?.host.enforceRoster()) ?? []
    if (cut.length > 0) this.#node.log.info({ swarm: this.#team.id, cut }, 'who is no member was cut off')
    this.#service?.tellAll()
    this.#cubes?.kick()
  }

  #admits(peerId: string): boolean {
    // A seed holds sealed mirrors alone; what is plain in here is not for it.
    return this.#team.roster().members.some((one) => one.role !== 'seed' && peerIdOf(one) === peerId)
  }

  async #openInner(prologue: Uint8Array): Promise<void> {
    const fence = createFence(prologue)
    const admits = (peerId: string): boolean => this.#admits(peerId)
    const config = {
      profile: 'swarm' as const,
      listen: this.#listen(this.#home.config.port),
      bootstrap: [],
      network: this.#team.network,
    }
    const gossipTopics = announceTopics(this.#team.network)
    await requireSafe({
      config: { ...config, gossipTopics },
      fence: prologue,
      gated: true,
      roster: this.#team.roster().members.map((one) => peerIdOf(one)),
      keyFiles: await this.#keyFiles(),
      sharesNodeKey: this.#options.otherPeerIds.includes(this.#node.peerId),
    })
    const network = await createNodeNetwork(
      this.#node,
      { nodeKey: this.#home.nodeKey, swarm: { fence, admits } },
      config,
    )
    const service = createTeamService({
      network: network.host,
      logger: this.#node.log,
      ports: {
        say: (peerId, have) => this.#say(peerId, have),
        hear: (peerId, message) => this.#hear(peerId, message),
      },
    })
    service.start()
    try {
      await network.start()
    } catch (error) {
      await service.stop()
      await network.stop()
      throw error
    }
    this.#fence = fence
    this.#network = network
    this.#service = service
    this.#node.network = network
    this.#cubes = keepTeamCubes(this.#node, this.#team, {
      online: () => this.online(),
      tellAll: () => service.tellAll(),
    })
    await this.#keepPorts()
  }

  async #closeInner(): Promise<void> {
    const [cubes, service, network] = [this.#cubes, this.#service, this.#network]
    this.#cubes = undefined
    this.#service = undefined
    this.#network = undefined
    this.#node.network = undefined
    await cubes?.stop()
    await service?.stop()
    await network?.stop()
  }

  async #openDoor(): Promise<void> {
    const { log } = this.#node
    this.#door = await createDoor(
      {
        nodeKey: this.#home.nodeKey,
        logger: log,
        answer: answerDoor({
          node: this.#node,
          team: this.#team,
          places: () => this.#tellPlaces(),
        }),
      },
      { protocol: DOOR_PROTOCOL, listen: this.#listen(this.#home.config.doorPort) },
    )
    await this.#door.start()
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

  async #keyFiles(): Promise<{ path: string; mode: number; own: boolean }[]> {
    const { paths, dir } = this.#home
    const files = [paths.authorKey, paths.nodeKey, join(dir, kemKeyFile)]
    return Promise.all(
      files.map(async (path) => {
        const { mode, uid } = await stat(path)
        return { path, mode, own: process.getuid === undefined || process.getuid() === uid }
      }),
    )
  }

  /** Addresses of this member and of others, as a door tells them: of each the first, its own first. */
  #tellPlaces(): Place {
    const others = this.#team
      .roster()
      .members.map((one) => peerIdOf(one))
      .filter((peerId) => peerId !== this.#node.peerId)
      .map((peerId) => this.#places.get(peerId))
    const first = (own: string[], theirs: string[][]): string[] =>
      [...own, ...theirs.flatMap(([address]) => address ?? [])].slice(0, maxAddresses)
    return {
      doors: first(
        this.doors(),
        others.map(({ doors }) => doors),
      ),
      hosts: first(
        this.hosts(),
        others.map(({ hosts }) => hosts),
      ),
    }
  }

  #say(peerId: string, have: readonly CID[] | undefined): TeamMessage {
    const { page, more } = have === undefined ? { page: [], more: false } : this.#team.page(have)
    const { members, tips } = this.#team.roster()
    const places = members.map((one) => {
      const id = peerIdOf(one)
      const place =
        id === this.#node.peerId ? { doors: this.doors(), hosts: this.hosts() } : this.#places.get(id)
      return { peer: one.peer, doors: place.doors.slice(0, 8), hosts: place.hosts.slice(0, 8) }
    })
    return {
      session: this.#session,
      have: tips,
      events: page,
      more,
      places: places.filter(({ doors, hosts }) => doors.length + hosts.length > 0),
      cubes: this.#cubes?.offered().map(parseCid) ?? [],
      twin: this.#twins.has(peerId),
    }
  }

  async #hear(peerId: string, message: TeamMessage): Promise<boolean> {
    this.#noteSession(peerId, Buffer.from(message.session).toString('hex'))
    if (message.twin && !this.#isTwin) {
      this.#isTwin = true
      this.#tellTwin(this.#node.peerId)
    }
    const isNews = await this.#team.take(message.events)
    if (this.#places.learn(peerId, message.places, this.#team)) await this.#savePlaces()
    this.#cubes?.seen(message.cubes.map(String))
    return isNews
  }

  /** A run of a node that ended does not come back: two runs that speak by turns are two machines with one key. */
  #noteSession(peerId: string, session: string): void {
    const known = this.#sessions.get(peerId)
    if (known === undefined || known.before.size > 1_000) {
      this.#sessions.set(peerId, { now: session, before: new Set() })
      return
    }
    if (known.now === session) return
    if (known.before.has(session) && !this.#twins.has(peerId)) {
      this.#twins.add(peerId)
      this.#tellTwin(peerId)
    }
    known.before.add(known.now)
    known.now = session
  }

  #tellTwin(peerId: string): void {
    const message = `two machines speak as ${peerId} in the swarm ${this.#team.name}: its home was copied`
    this.#node.log.warn({ swarm: this.#team.id, peerId }, message)
    this.#node.events.emit('refused', { peerId, code: 'ERR_CONFLICT', message })
  }

  #savePlaces(): Promise<void> {
    const value = { known: this.#places.entries() }
    return this.#node.store.commit({ put: [{ space: 'membership', key: 'places', value }] })
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
    await this.#dialMembers(signal)
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

  async #dialMembers(signal: AbortSignal): Promise<void> {
    const missing = this.#missing().filter((peerId) => this.#admits(peerId))
    await Promise.all(
      missing.map(async (peerId) => {
        for (const address of this.#places.get(peerId).hosts) {
          if (peerIn(address) !== peerId || signal.aborted) continue
          try {
            await this.#network?.host.dial(address, {
              signal: AbortSignal.any([signal, AbortSignal.timeout(dialMs)]),
            })
            return
          } catch (error) {
            this.#node.log.debug({ peerId, address, error }, 'a member was not reached')
          }
        }
      }),
    )
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
