/**
 * Keeps mirrors: a member seals what it wrote and takes from seeds what members wrote who are not there; a seed holds all
 * that members offer, and follows it.
 */
import { MemCubeError } from '../../../core/errors.ts'
import { parseDid } from '../../../core/identity/index.ts'
import { bytesEqual } from '../../../core/codec/index.ts'
import type { NodeContext } from '../../context.ts'
import { evictCube } from '../../cache/evict.ts'
import { isWritable, type CubeRecord } from '../../cubes/cube-record.ts'
import { follow } from '../../use-cases/trust.ts'
import { followIfTeam } from '../team-follow.ts'
import { mayWrite } from '../team-roles.ts'
import type { Offers } from '../team-talk.ts'
import { peerIdOf, type Team } from '../team.ts'
import { WantedCubes } from '../wanted-cubes.ts'
import type { EpochKeys } from './epoch-keys.ts'
import { MirrorOwners } from './mirror-owners.ts'
import { readMirror } from './read-mirror.ts'
import { sealCube } from './seal-cube.ts'

/** How often it looks also when nothing was heard. Guess. */
const roundMs = 10_000
/** A mirror is asked for again after this. Guess. */
const askMs = 20_000
/** So long a mirror of an unknown cube waits for a member to bring the cube itself. Guess. */
const patienceMs = 30_000
/** Mirrors taken in one round. */
const maxPerRound = 256
/** How often what mirrors gave up is deleted. Guess. */
const collectMs = 6 * 3_600_000

export interface MirrorKeeping {
  /** Where the cubes are. */
  plain: NodeContext
  /** Where the mirrors are. */
  sealed: NodeContext
  team: Team
  keys: EpochKeys
  /** Peer ids of members, seeds left out, that are connected. */
  membersOnline(): string[]
  /** What is offered here changed. */
  tellAll(): void
}

export class MirrorKeeper implements Offers {
  readonly #keeping: MirrorKeeping
  readonly #owners: MirrorOwners
  readonly #stopping = new AbortController()
  /** Mirrors that are offered and not held. */
  readonly #wanted = new WantedCubes()
  /** When mirrors of unknown cubes were heard of first. */
  readonly #since = new Map<string, number>()
  /** When mirrors that are held were asked for last. */
  readonly #asked = new Map<string, number>()
  readonly #onChanged = (): void => this.kick()
  readonly #onMirror = (record: CubeRecord): void => {
    this.#follow(record).catch((error: unknown) => this.#warn(error, 'a mirror could not be looked at'))
  }
  readonly #timers: NodeJS.Timeout[]
  #offered: string[] = []
  #running: Promise<void> | undefined
  #again = false

  constructor(keeping: MirrorKeeping) {
    this.#keeping = keeping
    const { plain, team, keys } = keeping
    this.#owners = new MirrorOwners(plain, team, keys)
    plain.events.on('cubeChanged', this.#onChanged)
    plain.events.on('forgotten', this.#onChanged)
    keeping.sealed.events.on('cubeChanged', this.#onMirror)
    this.#timers = [
      setInterval(() => this.kick(), roundMs),
      setInterval(() => void this.#collect(), collectMs),
    ]
    for (const timer of this.#timers) timer.unref()
    this.kick()
  }

  offered(): string[] {
    return this.#offered
  }

  seen(peerId: string, cubes: readonly string[]): void {
    const held = new Set(this.#offered)
    const others = cubes.filter((cube) => !held.has(cube))
    if (this.#wanted.tell(peerId, others)) this.kick()
  }

  kick(): void {
    this.#again = true
    if (this.#running !== undefined || this.#stopping.signal.aborted) return
    this.#running = this.#run().finally(() => {
      this.#running = undefined
      if (this.#again) this.kick()
    })
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the node is stopping'))
    for (const timer of this.#timers) clearInterval(timer)
    this.#keeping.plain.events.off('cubeChanged', this.#onChanged)
    this.#keeping.plain.events.off('forgotten', this.#onChanged)
    this.#keeping.sealed.events.off('cubeChanged', this.#onMirror)
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#stopping.signal.aborted) {
      this.#again = false
      try {
        await this.#round()
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        this.#warn(error, 'the mirrors of the swarm could not be kept; it is tried again')
      }
    }
  }

  async #round(): Promise<void> {
    const me = this.#keeping.team.me()
    if (me === undefined) return
    if (me.role !== 'seed') await this.#sealOwn(mayWrite(me))
    if (me.role === 'seed') await this.#holdWanted()
    else await this.#readOffered()
    const offered = (await this.#keeping.sealed.cubes.list()).map(({ cube }) => cube)
    const isMore = offered.some((cube) => !this.#offered.includes(cube))
    this.#offered = offered
    if (isMore) this.#keeping.tellAll()
  }

  /** Seals what this home signed since. Who may not write any more lets go of what was forgotten. */
  async #sealOwn(isWriter: boolean): Promise<void> {
    const { plain } = this.#keeping
    for (const { cube } of await plain.cubes.list()) {
      if (this.#stopping.signal.aborted) return
      const record = await plain.cubes.get(cube)
      if (record === undefined) continue
      try {
        const outcome = await sealCube(this.#keeping, record, isWriter && isWritable(record))
        if (outcome === 'anew') await this.#collect()
      } catch (error) {
        this.#warn(error, `the mirror of ${record.name} could not be written; it is tried again`)
      }
    }
  }

  /** A seed holds what members wrote, and follows it. */
  async #holdWanted(): Promise<void> {
    const { sealed } = this.#keeping
    const options = { signal: this.#stopping.signal, progress(): void {} }
    await this.#each(this.#due(), async (id) => {
      await sealed.network?.pull(id, { ...options, from: undefined, depth: undefined })
      const { author } = await sealed.cubes.resolve(id)
      if (this.#wasMember(author)) await follow.run(sealed, { target: id }, options)
      else await this.#drop(id)
    })
  }

  /** A member takes from seeds what members wrote who are not connected. */
  async #readOffered(): Promise<void> {
    const { plain, sealed, team } = this.#keeping
    const { signal } = this.#stopping
    const wanted: string[] = []
    for (const id of [...this.#heldDue(), ...this.#due()]) if (await this.#isWanted(id)) wanted.push(id)
    await this.#each(wanted, async (id) => {
      this.#asked.set(id, Date.now())
      await sealed.network?.pull(id, { signal, progress() {}, from: undefined, depth: undefined })
      const { cube, isNews } = await readMirror(this.#keeping, id, signal)
      if (isNews) await followIfTeam(plain, team.roster(), cube, signal)
    })
  }

  async #each(ids: readonly string[], take: (id: string) => Promise<void>): Promise<void> {
    for (const id of ids) {
      if (this.#stopping.signal.aborted) return
      try {
        await take(id)
        this.#wanted.got(id)
        this.#since.delete(id)
      } catch (error) {
        this.#failed(id, error)
      }
    }
  }

  async #isWanted(id: string): Promise<boolean> {
    const { sealed, team, plain } = this.#keeping
    const record = await sealed.cubes.get(id)
    const author = record?.author ?? (await this.#owners.of(id))
    if (author === plain.author.did) return false
    const online = new Set(this.#keeping.membersOnline())
    if (author === undefined) {
      const since = this.#since.get(id) ?? Date.now()
      this.#since.set(id, since)
      return online.size === 0 || Date.now() - since > patienceMs
    }
    const key = parseDid(author)
    const member = team.roster().members.find((one) => bytesEqual(one.key, key))
    return member === undefined || !online.has(peerIdOf(member))
  }

  #due(): string[] {
    const { team, plain } = this.#keeping
    this.#wanted.keepOnly(new Set(team.roster().members.map((one) => peerIdOf(one))))
    return this.#wanted.due(plain.nowMs()).slice(0, maxPerRound)
  }

  /** Mirrors held that were not asked for just now. */
  #heldDue(): string[] {
    return this.#offered.filter((id) => (this.#asked.get(id) ?? 0) + askMs <= Date.now())
  }

  #wasMember(did: string): boolean {
    const key = parseDid(did)
    const { members, removed } = this.#keeping.team.roster()
    return [...members.map((one) => one.key), ...removed].some((one) => bytesEqual(one, key))
  }

  /** What no member signed is nothing to hold. */
  async #drop(id: string): Promise<void> {
    const { sealed, plain } = this.#keeping
    const message = 'offered a cube that no member of the swarm signed'
    plain.events.emit('refused', { cube: id, code: 'ERR_DENIED', message })
    await evictCube(sealed, id)
    await this.#collect()
  }

  /** A mirror without history was made anew: what it gave up is to go from here as well. */
  async #follow(record: CubeRecord): Promise<void> {
    const { sealed } = this.#keeping
    if (record.own || !this.#offered.includes(record.cube)) return
    if ((await sealed.cubes.commit(record.commit)).parents.length === 0) await this.#collect()
  }

  async #collect(): Promise<void> {
    const { sealed } = this.#keeping
    const { signal } = this.#stopping
    await sealed.collector
      .run(sealed, { signal, progress() {}, restMs: 5 })
      .catch((error: unknown) => this.#warn(error, 'what mirrors gave up could not be deleted'))
  }

  #failed(mirror: string, error: unknown): void {
    this.#stopping.signal.throwIfAborted()
    this.#wanted.failed(mirror, this.#keeping.plain.nowMs())
    const { plain, team } = this.#keeping
    if (error instanceof MemCubeError && error.code === 'ERR_UNVERIFIABLE')
      plain.events.emit('refused', { cube: mirror, code: error.code, message: error.message })
    plain.log.debug({ swarm: team.id, mirror, error }, 'a mirror could not be taken; it is tried again')
  }

  #warn(error: unknown, message: string): void {
    if (this.#stopping.signal.aborted) return
    this.#keeping.plain.log.warn({ swarm: this.#keeping.team.id, error }, message)
  }
}
