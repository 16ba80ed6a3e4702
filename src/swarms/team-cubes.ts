/**
 * Keeps the cubes of a swarm with all its members, without being asked: what one makes the others pull and follow, who may
 * write is written into each cube's roster of authors, and what two wrote at the same time is merged.
 *
 * The roster of authors of a cube (protocols/authors) is kept equal to the writers and admins of the swarm by one member
 * alone, so that no two rosters contend: whoever made the cube, or the first admin among its authors once that one may
 * not write any more.
 */
import { bytesEqual, parseCid } from '../core/codec/index.ts'
import { formatDid } from '../core/identity/index.ts'
import type { Swarm } from '../core/swarm/index.ts'
import {
  authorPlan,
  type Feeds,
  type Hears,
  type Tells,
  type Writes,
  authorsOf,
  mainBranch,
  isWritable,
  type CubeRecord,
  changeAuthors,
  type AuthorsRequest,
  mayWrite,
} from '../cubes/index.ts'
import { type Logs, type OnPeer, NodeError, Kicked } from '../home/index.ts'
import { type Follows, fetchingFrom, publishCube, type Offer } from '../sharing/index.ts'
import { mergeCube, type MergeRequest } from '../cubes/merging/index.ts'
import { followIfTeam } from './team-follow.ts'
import { peerIdOf, type Team } from './team.ts'
import { WantedCubes } from './wanted-cubes.ts'

/** How often it looks also when nothing was heard. Guess. */
const roundMs = 10_000
/** Cubes that could not be pulled are tried again after this. Guess. */
const retryMs = 5_000
/** Cubes that are pulled before it looks at anything else again. Guess. */
const maxPerRound = 64

export interface CubeKeeper {
  /** Cubes that this member offers. */
  offered(): string[]
  /** A member said that these cubes are there. */
  seen(peerId: string, cubes: readonly string[]): void
  /** Looks soon for what is to be pulled, named or merged. */
  kick(): void
  stop(): Promise<void>
}

interface Ports {
  /** Peer ids of members that are connected. */
  online(): string[]
  tellAll(): void
}

interface Needs extends Writes, Follows, Tells, Feeds, OnPeer, Hears, Logs {}

export function keepTeamCubes(node: Needs, team: Team, ports: Ports): CubeKeeper {
  return new Keeper(node, team, ports)
}

class Keeper implements CubeKeeper {
  readonly #node: Needs
  readonly #team: Team
  readonly #ports: Ports
  readonly #stopping = new AbortController()
  readonly #wanted = new WantedCubes()
  readonly #onChanged = (): void => this.kick()
  readonly #timer: NodeJS.Timeout
  #retry: NodeJS.Timeout | undefined
  #offered: string[] = []
  readonly #keeping: Kicked

  constructor(node: Needs, team: Team, ports: Ports) {
    this.#node = node
    this.#team = team
    this.#ports = ports
    this.#keeping = new Kicked(() => this.#keep(), this.#stopping.signal)
    node.events.on('cubeChanged', this.#onChanged)
    this.#timer = setInterval(() => this.kick(), roundMs)
    this.#timer.unref()
    this.kick()
  }

  offered(): string[] {
    return this.#offered
  }

  seen(peerId: string, cubes: readonly string[]): void {
    const held = new Set(this.#offered)
    const isNews = this.#wanted.tell(
      peerId,
      cubes.filter((cube) => !held.has(cube)),
    )
    if (isNews) this.kick()
  }

  kick(): void {
    this.#keeping.kick()
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new NodeError('ERR_ABORTED', 'the node is stopping'))
    clearInterval(this.#timer)
    clearTimeout(this.#retry)
    this.#node.events.off('cubeChanged', this.#onChanged)
    await this.#keeping.settled()
  }

  async #keep(): Promise<void> {
    try {
      await this.#round()
    } catch (error) {
      if (this.#stopping.signal.aborted) return
      this.#node.log.warn(
        { swarm: this.#team.id, error },
        'the cubes of the swarm could not be kept; it is tried again',
      )
    }
  }

  async #round(): Promise<void> {
    const roster = this.#team.roster()
    const me = this.#team.me()
    if (me === undefined) return
    await this.#trust(roster)
    if (await this.#pullWanted(roster)) this.kick()
    for (const { cube } of await this.#node.cubes.list()) {
      if (this.#stopping.signal.aborted) return
      const record = await this.#node.cubes.get(cube)
      if (record === undefined || !isWritable(record)) continue
      if (record.restored !== undefined) await this.#askPeers(record, roster)
      else if (mayWrite(me)) await this.#keepOwn(record, roster)
    }
    const offered = (await this.#node.cubes.list()).map(({ cube }) => cube)
    const before = new Set(this.#offered)
    const isMore = offered.some((cube) => !before.has(cube))
    this.#offered = offered
    if (isMore) this.#ports.tellAll()
  }

  /** Members are the team, unless somebody here said otherwise. */
  async #trust({ members }: Swarm): Promise<void> {
    for (const { key } of members) {
      const did = formatDid(key)
      if (did === this.#node.author.did) continue
      const known = await this.#node.authors.get(did)
      if (known?.tier !== undefined || known?.blocked === true) continue
      const author = { followed: false, blocked: false, ...known, did, tier: 'team' as const }
      await this.#node.ledger.change(authorPlan(author, { time: this.#node.nowMs(), kind: 'trust' }))
    }
  }

  /** @returns whether there are more that can be tried at once */
  async #pullWanted(roster: Swarm): Promise<boolean> {
    const network = this.#node.network
    this.#wanted.keepOnly(new Set(roster.members.map((one) => peerIdOf(one))))
    const due = this.#wanted.due(this.#node.nowMs()).slice(0, maxPerRound)
    if (network === undefined || due.length === 0) return false
    const { signal } = this.#stopping
    // All are asked at once, so that a member that names cubes which do not exist delays nobody.
    const offers = await network.offers(due.map(parseCid), signal)
    for (const cube of due) {
      if (signal.aborted) return false
      try {
        if ((await this.#node.cubes.get(cube)) === undefined) {
          const among = peersWith(offers, cube)
          await network.pull(cube, { signal, progress() {}, from: undefined, depth: undefined, among })
        }
        await followIfTeam(this.#node, this.#team, cube, signal)
        this.#wanted.got(cube)
      } catch (error) {
        signal.throwIfAborted()
        this.#wanted.failed(cube, this.#node.nowMs())
        this.#node.log.debug({ cube, error }, 'a cube of the swarm could not be pulled; it is tried again')
        clearTimeout(this.#retry)
        this.#retry = setTimeout(() => this.kick(), retryMs)
        this.#retry.unref()
      }
    }
    return this.#wanted.due(this.#node.nowMs()).length > 0
  }

  /**
   * After a backup was restored, others may hold what this home signed later: once all members are there, they are asked.
   * With fewer, a person decides (`pull`, or `publish --as-restored`).
   */
  async #askPeers({ cube }: CubeRecord, { members }: Swarm): Promise<void> {
    const others = members.filter(({ role }) => role !== 'seed').map((one) => peerIdOf(one))
    const there = new Set([...this.#ports.online(), this.#node.peerId])
    if (others.length < 2 || !others.every((peerId) => there.has(peerId))) return
    const { signal } = this.#stopping
    try {
      await this.#node.network?.pull(cube, { signal, progress() {}, from: undefined, depth: undefined })
    } catch (error) {
      signal.throwIfAborted()
      this.#node.log.debug({ cube, error }, 'peers could not be asked for a restored cube; it is tried again')
    }
  }

  async #keepOwn(record: CubeRecord, roster: Swarm): Promise<void> {
    const { cube } = record
    if (await this.#leads(record, roster)) await this.#keepAuthors(record, roster)
    if ((await this.#node.cubes.get(cube))?.published === false)
      await publishCube(this.#node, { cube, branches: [mainBranch] }, this.#stopping.signal)
    await this.#mergeAll(cube, roster)
  }

  /** What others wrote beside us, one after another, as the record named it at the beginning. */
  async #mergeAll(cube: string, roster: Swarm): Promise<void> {
    const { signal } = this.#stopping
    const fetching = fetchingFrom(this.#node.network, { signal, progress() {} })
    for (const other of (await this.#node.cubes.get(cube))?.diverged ?? []) {
      if (this.#stopping.signal.aborted || !this.#merges(roster)) return
      const request: MergeRequest = { cube, other: other.toString(), strategy: 'union', resolve: [] }
      await mergeCube(this.#node, request, fetching).catch((error: unknown) => this.#failed(error, cube))
    }
  }

  /** @throws the error, where it is that this ends */
  #failed(error: unknown, cube: string): void {
    if (this.#stopping.signal.aborted) throw error
    this.#node.log.warn(
      { swarm: this.#team.id, cube, error },
      'a cube of the swarm could not be kept; it is tried again',
    )
  }

  async #leads(record: CubeRecord, { members }: Swarm): Promise<boolean> {
    const own = this.#node.author.publicKey
    const [maker] = (await this.#node.cubes.genesis(parseCid(record.cube))).authors
    const writers = members.filter(mayWrite)
    if (maker !== undefined && writers.some(({ key }) => bytesEqual(key, maker)))
      return bytesEqual(own, maker)
    const standing = (await authorsOf(this.#node, record)).standing.authors
    const first = writers.find(
      ({ key, role }) => role === 'admin' && standing.some((one) => bytesEqual(one.key, key)),
    )
    return first !== undefined && bytesEqual(own, first.key)
  }

  async #keepAuthors(record: CubeRecord, { members }: Swarm): Promise<void> {
    const { cube } = record
    const wanted = new Set(members.filter(mayWrite).map(({ key }) => formatDid(key)))
    const standing = (await authorsOf(this.#node, record)).standing.authors.map(({ key }) => formatDid(key))
    for (const add of wanted)
      if (!standing.includes(add)) await this.#changeAuthors({ cube, add, branches: [] })
    for (const remove of standing)
      if (!wanted.has(remove)) await this.#changeAuthors({ cube, remove, branches: [] })
  }

  async #changeAuthors(request: AuthorsRequest): Promise<void> {
    const { commit } = await changeAuthors(this.#node, request)
    if (commit !== null) this.#node.network?.wishesChanged()
  }

  /** Of the writers who are there, the first one merges: two merges of the same would have to be merged again. */
  #merges({ members }: Swarm): boolean {
    const present = new Set([...this.#ports.online(), this.#node.peerId])
    const first = members.find((one) => mayWrite(one) && present.has(peerIdOf(one)))
    return first !== undefined && peerIdOf(first) === this.#node.peerId
  }
}

/** Those connected that give a cube. @throws ERR_NOT_FOUND */
function peersWith(offers: readonly Pick<Offer, 'cube' | 'peerId'>[], cube: string): string[] {
  const found = offers.filter((offer) => offer.cube.toString() === cube).map(({ peerId }) => peerId)
  if (found.length > 0) return [...new Set(found)]
  throw new NodeError('ERR_NOT_FOUND', `nobody of the swarm who is connected gives the cube ${cube}`)
}
