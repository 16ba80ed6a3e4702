/** Where the parts of an index are that are not here: which server, since when, and whether it still has them. */
import { randomUUID } from 'node:crypto'
import { RecallError } from '../errors.ts'
import type { AwayStore } from '../store/away-store.ts'
import type { VectorStore } from '../store/vector-store.ts'
import type { SegmentStore } from '../words/segment-store.ts'
import type { RecallServer } from './interface.ts'

/** Kept in the database of the index from the first part that is away to the last. */
interface Recorded {
  target: string
  epoch: string
  dimensions: number
}

export interface PlaceDeps {
  /** @param broken called when a connection broke: it may be another server after that */
  connect(target: string, broken: () => void): RecallServer
  /** Where the index shall be; undefined for here. */
  wanted: string | undefined
  /** Whose index it is. */
  owner: string
  segments: SegmentStore
  store: AwayStore
  meta: Pick<VectorStore, 'meta' | 'setMeta' | 'removeMeta'>
  /** From now on programs that know nothing of servers must not read the index; or they may again. */
  placed(isAway: boolean): void
}

const metaName = 'away'

export class ServerPlace {
  readonly #deps: PlaceDeps
  #recorded: Recorded | undefined
  #server: RecallServer | undefined
  #claiming: Promise<RecallServer> | undefined
  #session = 0
  #isLost = false

  constructor(deps: PlaceDeps) {
    this.#deps = deps
    const text = deps.meta.meta(metaName)
    this.#recorded = text === undefined ? undefined : (JSON.parse(text) as Recorded)
    this.#choose()
  }

  /** Undefined where no part of the index is away, nor shall be. */
  get target(): string | undefined {
    return this.#recorded?.target
  }

  /** Of the vectors there; 0 while there is none. */
  get dimensions(): number {
    return this.#recorded?.dimensions ?? 0
  }

  /** Whether the index shall be there; otherwise it comes back. */
  get isWanted(): boolean {
    return this.#recorded?.target === this.#deps.wanted
  }

  /** It does not have what was put there. */
  get isLost(): boolean {
    return this.#isLost
  }

  /** Grows with each claim: what was sent before it may be gone again. */
  get session(): number {
    return this.#session
  }

  /** The server, compared with what the index believes of it. @throws {RecallError} ERR_UNREACHABLE, ERR_CONFLICT, ERR_CORRUPT */
  claimed(): Promise<RecallServer> {
    this.#claiming ??= this.#claim().catch((error: unknown) => {
      this.#claiming = undefined
      throw error
    })
    return this.#claiming
  }

  /** Calls it. After a failure it is compared again: it may be another server by then. */
  async ask<T>(call: (server: RecallServer) => Promise<T>): Promise<T> {
    const server = await this.claimed()
    try {
      return await call(server)
    } catch (error) {
      this.#claiming = undefined
      throw error
    }
  }

  /** What is under way does not count any more. */
  restart(): void {
    this.#session++
    this.#claiming = undefined
  }

  /** It turned out that it does not have what was put there. */
  lose(): RecallError {
    this.#isLost = true
    return new RecallError(
      'ERR_CORRUPT',
      `${this.target} does not have what this index has put there, so that it would answer with less than there is`,
      { hint: 'restart memcube: the index is built again from the store' },
    )
  }

  /** Before the first part of the index is away. */
  note(dimensions = this.dimensions): void {
    const recorded = this.#recorded!
    const isKnown = this.#deps.meta.meta(metaName) !== undefined
    if (isKnown && dimensions === recorded.dimensions) return
    recorded.dimensions = dimensions
    this.#deps.meta.setMeta(metaName, JSON.stringify(recorded))
    if (!isKnown) this.#deps.placed(true)
  }

  /** All is here again. */
  leave(): void {
    this.#deps.meta.removeMeta(metaName)
    this.#deps.placed(false)
    void this.close()
    this.#server = undefined
    this.#claiming = undefined
    this.#recorded = undefined
    this.#choose()
  }

  async close(): Promise<void> {
    await this.#server?.close()
  }

  async #claim(): Promise<RecallServer> {
    const recorded = this.#recorded
    if (this.#isLost || recorded === undefined) throw this.lose()
    this.#session++
    const { connect, owner, segments, store } = this.#deps
    const server = (this.#server ??= connect(recorded.target, () => (this.#claiming = undefined)))
    const standing = await server.claim({
      owner,
      epoch: recorded.epoch,
      segments: segments.away(),
      generations: store.all().map(({ generation }) => generation),
    })
    if (standing === 'lost') throw this.lose()
    return server
  }

  #choose(): void {
    const { wanted } = this.#deps
    if (this.#recorded === undefined && wanted !== undefined)
      this.#recorded = { target: wanted, epoch: randomUUID(), dimensions: 0 }
  }
}
