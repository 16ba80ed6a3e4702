/**
 * Keeps mirrors: what this home wrote is sealed, and what others wrote is taken (`take-mirrors.ts`). The two go on side by
 * side, so that nobody who is slow to give keeps this home from sealing.
 */
import { isWritable, type CubeRecord, mayWrite } from '../../cubes/index.ts'
import { Kicked, NodeError } from '../../home/index.ts'
import type { Offers } from '../team-talk.ts'
import { sealCube } from './seal-cube.ts'
import { MirrorTaker, type MirrorTaking } from './take-mirrors.ts'

/** How often it looks also when nothing was heard. Guess. */
const roundMs = 10_000
/** So long it waits for more to be written, which is sealed together. Guess. */
const gatherMs = 250
/** When the bytes of what was forgotten should be gone. Guess; a round sees it later too. */
const erasedMs = 2_000
/** How often what mirrors gave up is deleted. Guess. */
const collectMs = 6 * 3_600_000

interface MirrorKeeping extends MirrorTaking {
  /** What is offered here changed. */
  tellAll(): void
}

export class MirrorKeeper implements Offers {
  readonly #keeping: MirrorKeeping
  readonly #stopping = new AbortController()
  readonly #taker: MirrorTaker
  readonly #sealing: Kicked
  readonly #taking: Kicked
  readonly #onChanged = (): void => {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      this.#sealing.kick()
    }, gatherMs)
  }
  readonly #onForgotten = (): void => {
    this.#onChanged()
    clearTimeout(this.#erased)
    this.#erased = setTimeout(() => this.#sealing.kick(), erasedMs)
  }
  readonly #onMirror = (record: CubeRecord): void => {
    this.#follow(record).catch((error: unknown) => this.#warn(error, 'a mirror could not be looked at'))
  }
  readonly #timers: NodeJS.Timeout[]
  #offered: string[] = []
  #soon: NodeJS.Timeout | undefined
  #erased: NodeJS.Timeout | undefined

  constructor(keeping: MirrorKeeping) {
    this.#keeping = keeping
    const { plain, sealed } = keeping
    const { signal } = this.#stopping
    this.#taker = new MirrorTaker(keeping, signal)
    this.#sealing = new Kicked(() => this.#trying(() => this.#seal()), signal)
    this.#taking = new Kicked(() => this.#trying(() => this.#take()), signal)
    plain.events.on('cubeChanged', this.#onChanged)
    plain.events.on('forgotten', this.#onForgotten)
    sealed.events.on('cubeChanged', this.#onMirror)
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
    if (this.#taker.tell(peerId, others)) this.#taking.kick()
  }

  kick(): void {
    this.#sealing.kick()
    this.#taking.kick()
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new NodeError('ERR_ABORTED', 'the node is stopping'))
    for (const timer of this.#timers) clearInterval(timer)
    clearTimeout(this.#soon)
    clearTimeout(this.#erased)
    this.#keeping.plain.events.off('cubeChanged', this.#onChanged)
    this.#keeping.plain.events.off('forgotten', this.#onForgotten)
    this.#keeping.sealed.events.off('cubeChanged', this.#onMirror)
    await Promise.all([this.#sealing.settled(), this.#taking.settled()])
  }

  async #trying(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#warn(error, 'the mirrors of the swarm could not be kept; it is tried again')
    }
  }

  async #seal(): Promise<void> {
    const me = this.#keeping.team.me()
    if (me === undefined || me.role === 'seed') return
    await this.#sealOwn(mayWrite(me))
    await this.#offer()
  }

  async #take(): Promise<void> {
    if (this.#keeping.team.me() === undefined) return
    const isMore = await this.#taker.round()
    await this.#offer()
    if (isMore) this.#taking.kick()
  }

  async #offer(): Promise<void> {
    const offered = (await this.#keeping.sealed.cubes.list()).map(({ cube }) => cube)
    const before = new Set(this.#offered)
    const isMore = offered.some((cube) => !before.has(cube))
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

  #warn(error: unknown, message: string): void {
    if (this.#stopping.signal.aborted) return
    this.#keeping.plain.log.warn({ swarm: this.#keeping.team.id, error }, message)
  }
}
