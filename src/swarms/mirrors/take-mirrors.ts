/**
 * Takes mirrors from whoever offers them: a seed what members made, a member from seeds what was made by members who are not
 * connected. All peers are asked at once for the heads of all that is wanted, and what they offer is judged before it is
 * pulled, so that neither silence nor made-up names cost more than one question.
 */
import { parseCid } from '../../core/codec/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import type { Collects } from '../../care/index.ts'
import type { Changes, Creates, Forgets, CubeRecord } from '../../cubes/index.ts'
import { type Logs, NodeError } from '../../home/index.ts'
import { type Peers, type TakesProposals, follow } from '../../sharing/index.ts'
import { evictCube } from '../../care/cache/index.ts'
import { followIfTeam } from '../team-follow.ts'
import { peerIdOf, type Team } from '../team.ts'
import { formatDid } from '../../core/identity/index.ts'
import { WantedCubes } from '../wanted-cubes.ts'
import type { EpochKeys } from './epoch-keys.ts'
import { judgeOffers, type OfferedMirror } from './judge-offers.ts'
import { MirrorOwners } from './mirror-owners.ts'
import { readMirror } from './read-mirror.ts'

/** A mirror that is held is asked for again after this. Guess. */
const askMs = 20_000
/** One that cannot be opened. Guess. */
const unreadableMs = 600_000
/** So long a mirror of an unknown cube waits for a member to bring the cube itself. Guess. */
const patienceMs = 30_000
/** Mirrors that are held, and others, that are asked for together: half of a question. */
const maxTogether = 128
/** What a peer fails with that does not answer: it is not waited for again in the same round. */
const silence: ReadonlySet<string> = new Set(['ERR_TIMEOUT', 'ERR_UNREACHABLE', 'ERR_ABORTED'])

export interface MirrorTaking {
  plain: TakesProposals & Changes & Forgets & Peers & Logs
  sealed: Creates & TakesProposals & Peers & Collects
  team: Team
  keys: EpochKeys
  /** Peer ids of members, seeds left out, that are connected. */
  membersOnline(): string[]
}

export class MirrorTaker {
  readonly #taking: MirrorTaking
  readonly #signal: AbortSignal
  readonly #owners: MirrorOwners
  /** Mirrors that are offered and not held. */
  readonly #wanted = new WantedCubes()
  /** When mirrors of unknown cubes were heard of first. */
  readonly #since = new Map<string, number>()
  /** When mirrors that are held are due again. */
  readonly #againAt = new Map<string, number>()
  /** The commits up to which mirrors were read. */
  readonly #readUpTo = new Map<string, string>()

  constructor(taking: MirrorTaking, signal: AbortSignal) {
    this.#taking = taking
    this.#signal = signal
    this.#owners = new MirrorOwners(taking.plain, taking.team, taking.keys)
  }

  /** What a peer offers that is not held. @returns whether any of it is new */
  tell(peerId: string, mirrors: readonly string[]): boolean {
    return this.#wanted.tell(peerId, mirrors)
  }

  /** @returns whether there is more to take at once */
  async round(): Promise<boolean> {
    const { team, sealed } = this.#taking
    const isSeed = team.me()?.role === 'seed'
    const wanted = [...this.#due(), ...(isSeed ? [] : await this.#heldDue())]
    const ids = isSeed ? wanted : await this.#ofOthers(wanted)
    if (ids.length === 0) return false
    const offers = await sealed.network?.offers(ids.map(parseCid), this.#signal)
    const judged = judgeOffers(offers ?? [], team)
    const silent = new Set<string>()
    let taken = 0
    for (const id of ids) {
      if (this.#signal.aborted) return false
      try {
        if (judged.has(id) && judged.get(id) === undefined) throw noMirror(id)
        await (isSeed ? this.#hold(id, judged.get(id), silent) : this.#read(id, judged.get(id), silent))
        this.#wanted.got(id)
        this.#since.delete(id)
        taken++
      } catch (error) {
        this.#failed(id, error)
      }
    }
    return taken > 0 && this.#due().length > 0
  }

  /** A seed holds what members wrote, and follows it. */
  async #hold(id: string, offer: OfferedMirror | undefined, silent: Set<string>): Promise<void> {
    await this.#pull(id, offer, silent)
    await follow(this.#taking.sealed, id, { signal: this.#signal, progress() {} })
  }

  async #read(id: string, offer: OfferedMirror | undefined, silent: Set<string>): Promise<void> {
    const { plain, sealed, team } = this.#taking
    const held = await sealed.cubes.get(id)
    this.#againAt.set(id, Date.now() + askMs)
    const isNewer = held === undefined || (offer !== undefined && offer.seq > held.seq)
    // What is held is read also where nobody gives anything newer.
    const pulling = isNewer ? this.#pull(id, offer, silent) : Promise.resolve()
    const [pulled] = await Promise.allSettled([pulling])
    const now = await sealed.cubes.get(id)
    if (now !== undefined && this.#readUpTo.get(id) !== now.commit.toString()) {
      const { cube, isNews } = await this.#open(now)
      if (isNews) await followIfTeam(plain, team, cube, this.#signal)
      this.#readUpTo.set(id, now.commit.toString())
    }
    if (pulled.status === 'rejected') throw pulled.reason
  }

  async #open({ cube: id }: CubeRecord): ReturnType<typeof readMirror> {
    const { sealed } = this.#taking
    try {
      return await readMirror(this.#taking, id, this.#signal)
    } catch (error) {
      const code = error instanceof MemCubeError ? error.code : undefined
      if (code === 'ERR_UNVERIFIABLE') this.#againAt.set(id, Date.now() + unreadableMs)
      // It was whole when it came: what the disk lost comes again.
      if (code === 'ERR_CORRUPT' || code === 'ERR_NOT_FOUND') await evictCube(sealed, id)
      throw error
    }
  }

  /** From one peer after another, those that are silent left out. */
  async #pull(id: string, offer: OfferedMirror | undefined, silent: Set<string>): Promise<void> {
    let failure: unknown = new NodeError('ERR_NOT_FOUND', `nobody who is connected has the mirror ${id}`)
    for (const peerId of offer?.peers ?? []) {
      if (silent.has(peerId)) continue
      try {
        const options = { signal: this.#signal, progress(): void {}, from: undefined, depth: undefined }
        await this.#taking.sealed.network?.pull(id, { ...options, among: [peerId] })
        return
      } catch (error) {
        this.#signal.throwIfAborted()
        if (error instanceof MemCubeError && silence.has(error.code)) silent.add(peerId)
        failure = error
      }
    }
    throw failure
  }

  #due(): string[] {
    const { team, plain } = this.#taking
    this.#wanted.keepOnly(new Set(team.roster().members.map((one) => peerIdOf(one))))
    return this.#wanted.due(plain.nowMs()).slice(0, maxTogether)
  }

  /** Mirrors that are held, those first that were asked for longest ago. */
  async #heldDue(): Promise<string[]> {
    const againAt = (id: string): number => this.#againAt.get(id) ?? 0
    const held = (await this.#taking.sealed.cubes.list()).map(({ cube }) => cube)
    return held
      .filter((id) => againAt(id) <= Date.now())
      .sort((a, b) => againAt(a) - againAt(b))
      .slice(0, maxTogether)
  }

  /** Those of which the author is not connected. */
  async #ofOthers(ids: readonly string[]): Promise<string[]> {
    const found: string[] = []
    for (const id of ids) if (await this.#isWanted(id)) found.push(id)
    return found
  }

  async #isWanted(id: string): Promise<boolean> {
    const { sealed, team, plain, membersOnline } = this.#taking
    const record = await sealed.cubes.get(id)
    const author = record?.author ?? (await this.#owners.of(id))
    if (author === plain.author.did) return false
    const online = new Set(membersOnline())
    if (author === undefined) {
      const since = this.#since.get(id) ?? Date.now()
      this.#since.set(id, since)
      return online.size === 0 || Date.now() - since > patienceMs
    }
    const member = team.roster().members.find(({ key }) => formatDid(key) === author)
    return member === undefined || !online.has(peerIdOf(member))
  }

  #failed(mirror: string, error: unknown): void {
    this.#signal.throwIfAborted()
    const { plain, team } = this.#taking
    this.#wanted.failed(mirror, plain.nowMs())
    if (error instanceof MemCubeError && (error.code === 'ERR_UNVERIFIABLE' || error.code === 'ERR_DENIED'))
      plain.events.emit('refused', { cube: mirror, code: error.code, message: error.message })
    plain.log.debug({ swarm: team.id, mirror, error }, 'a mirror could not be taken; it is tried again')
  }
}

function noMirror(id: string): NodeError {
  return new NodeError('ERR_DENIED', `${id} was offered as a mirror, and no member of the swarm made it`)
}
