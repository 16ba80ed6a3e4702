/**
 * A swarm on the network: the door, at which strangers and members who missed something knock, and the hosts behind the
 * fences. Both follow the log: a new epoch changes the fences, and who is no member is cut off.
 */
import { anySignal } from '../core/signals/index.ts'
import { DOOR_PROTOCOL } from '../core/swarm/index.ts'
import { createDoor, farthestFirst, type Door } from '../network/index.ts'
import { changeConfig, type Home } from '../storage/index.ts'
import type { Tells } from '../cubes/index.ts'
import {
  type Clock,
  type Locks,
  type Logs,
  NodeError,
  type OnPeer,
  type Stored,
  type Current,
} from '../home/index.ts'
import type { Life, OpenLife } from './life.ts'
import type { NodeNetwork } from '../sharing/index.ts'
import { answerDoor } from './answer-door.ts'
import { Places, type KnownPlace } from './places.ts'
import { catchUpWith } from './seek-members.ts'
import { SwarmHosts } from './swarm-hosts.ts'
import { maxAddresses, TeamTalk } from './team-talk.ts'
import { peerIdOf, type Team } from './team.ts'
import type { LiveSwarm } from './life.ts'

/** How often members that are not connected are looked for. Guess. */
const lookMs = 5_000
/** So long a start asks at doors what was missed before it meets anybody. Guess: a round trip, and a slow disk. */
const firstMs = 2_000

interface LiveOptions {
  /** Listens on loopback alone. */
  isLocal: boolean
  /** Node keys that are in use elsewhere in this home. */
  otherPeerIds: readonly string[]
}

/** The space of a swarm before it is on the network. */
interface LiveSpace {
  node: Life
  team: Team
  home: Home
  /** Its network, once it is there. */
  online: Current<NodeNetwork | undefined>
  openLife: OpenLife
}

export async function startSwarm(space: LiveSpace, options: LiveOptions): Promise<LiveSwarm> {
  const known = await space.node.store.records<{ known: [string, KnownPlace][] }>('membership').get('places')
  const live = new Live(space, options, new Places(known?.known ?? []))
  try {
    await live.start()
  } catch (error) {
    await live.stop()
    throw error
  }
  return live
}

interface Needs extends OnPeer, Stored, Tells, Logs, Clock, Locks {}

class Live implements LiveSwarm {
  readonly #node: Needs
  readonly #team: Team
  readonly #home: Home
  readonly #isLocal: boolean
  readonly #talk: TeamTalk
  readonly #hosts: SwarmHosts
  readonly #stopping = new AbortController()
  #isShutOut = false
  #door: Door | undefined
  #timer: NodeJS.Timeout | undefined
  #unlisten: (() => void) | undefined
  /** Changes of the roster, one after another. */
  #work = Promise.resolve()
  #looking = false
  #isLeaving = false

  constructor(space: LiveSpace, options: LiveOptions, places: Places) {
    const { node, team, home } = space
    this.#node = node
    this.#team = team
    this.#home = home
    this.#isLocal = options.isLocal
    this.#talk = new TeamTalk(node, team, () => ({ doors: this.doors(), hosts: this.hosts() }), places)
    const { otherPeerIds } = options
    const listen = (port: number | undefined): string[] => this.#listen(port)
    this.#hosts = new SwarmHosts({ ...space, talk: this.#talk, otherPeerIds, listen })
  }

  async start(): Promise<void> {
    if (this.#team.me() === undefined) return
    await this.#openDoor()
    await this.#catchUpFirst()
    await this.#follow()
    this.#unlisten = this.#team.onChange(() => this.#next(() => this.#follow()))
    this.#timer = setInterval(() => this.#look(), lookMs)
    this.#timer.unref()
    this.#look()
  }

  online(): string[] {
    return this.#hosts.online()
  }

  doors(): string[] {
    return farthestFirst(this.#door?.addresses() ?? []).slice(0, maxAddresses)
  }

  hosts(): string[] {
    return this.#hosts.addresses()
  }

  mirrors(): Life | undefined {
    return this.#hosts.sealed()
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
    this.#hosts.tell()
  }

  async catchUp(signal: AbortSignal): Promise<number> {
    if (this.#door === undefined) return 0
    const deps = { node: this.#node, team: this.#team, door: this.#door, places: this.#talk.places }
    const { told, refused } = await catchUpWith(deps, this.#missing(), signal)
    if (told + refused > 0) this.#noteShutOut(told === 0)
    if (told > 0) await this.#talk.savePlaces()
    return told
  }

  /** A page that is open shows it: the log, which would tell it as well, is kept from who was put out. */
  #noteShutOut(isShutOut: boolean): void {
    if (isShutOut === this.#isShutOut) return
    this.#isShutOut = isShutOut
    const { id, name } = this.#team
    const { epoch, members } = this.#team.roster()
    this.#node.events.emit('swarmChanged', { swarm: id, name, epoch: epoch.epoch, members: members.length })
  }

  /** Whoever was put out while this one was away is not to be met as a member: what was missed comes first. */
  async #catchUpFirst(): Promise<void> {
    try {
      await this.catchUp(anySignal([this.#stopping.signal, AbortSignal.timeout(firstMs)]))
    } catch (error) {
      this.#node.log.debug({ swarm: this.#team.id, error }, 'not every member answered at once')
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new NodeError('ERR_ABORTED', 'the node is stopping'))
    clearInterval(this.#timer)
    this.#unlisten?.()
    await this.#work.catch(() => undefined)
    await this.#hosts.close()
    await this.#closeDoor()
  }

  /** Brings hosts in step with the log. */
  async #follow(): Promise<void> {
    if (this.#isLeaving) return this.tell()
    if (this.#team.me() === undefined) {
      this.#node.log.warn({ swarm: this.#team.id }, 'this home is no member of the swarm any more')
      await this.#hosts.close()
      await this.#closeDoor()
      return
    }
    const cut = await this.#hosts.follow()
    if (cut.length > 0) this.#node.log.info({ swarm: this.#team.id, cut }, 'who is no member was cut off')
    this.tell()
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
    await this.#keepDoorPort()
  }

  async #closeDoor(): Promise<void> {
    await this.#door?.stop()
    this.#door = undefined
  }

  #listen(port = 0): string[] {
    if (this.#isLocal) return [`/ip4/127.0.0.1/tcp/${port}`]
    return [`/ip4/0.0.0.0/tcp/${port}`]
  }

  /** The first port is kept, so that the next start listens at the address that members know. */
  async #keepDoorPort(): Promise<void> {
    const [, port] = /\/tcp\/(\d+)/.exec(this.doors()[0] ?? '') ?? []
    if (port === undefined || this.#home.config.doorPort !== undefined) return
    this.#home.config = await changeConfig(this.#home, (now) => ({ ...now, doorPort: Number(port) }))
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
    await this.#hosts.dial(this.#missing(), signal)
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
