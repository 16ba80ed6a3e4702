/**
 * The steps by which an index goes to a server and comes back: some rows of a segment of words, some vectors. A piece is here until
 * the server has it, and the database says in one transaction that it is there; who is killed in between sends it again.
 */
import type { AwayStore } from '../store/away-store.ts'
import type { Vectors } from '../vectors/vectors.ts'
import type { SegmentStore } from '../words/segment-store.ts'
import type { WordIndex } from '../words/word-index.ts'
import type { RecallServer } from './interface.ts'
import { judgeRow, judgeVectors } from './judge.ts'
import type { ServerPlace } from './place.ts'

/** Rows of a segment, and vectors, that go in one message: some 100 kB. */
const pageRows = 512
const pageVectors = 256

export interface MovesDeps {
  words: WordIndex
  vectors: Vectors
  segments: SegmentStore
  store: AwayStore
}

/** A segment on its way. */
interface Transit {
  id: number
  session: number
  after: string
  rows: number
}

/** What an answer changes in the database, in the caller's transaction. */
export type Finish = () => void
export type Step = () => Promise<Finish>

export class Moves {
  readonly #place: ServerPlace
  readonly #deps: MovesDeps
  #out: Transit | undefined
  #back: Transit | undefined
  /** Segments that the server need not have any more. */
  #unwanted: number[] = []
  #isRested = false

  constructor(place: ServerPlace, deps: MovesDeps) {
    this.#place = place
    this.#deps = deps
  }

  /** The database was read back: what was under way is begun anew. */
  restart(): void {
    this.#out = undefined
    this.#back = undefined
  }

  /** @param isPurging all words come here, and nothing goes there. @returns undefined when all is where it shall be */
  next(isPurging: boolean): Step | undefined {
    if (this.#place.target === undefined || this.#place.isLost) return undefined
    const { words, vectors, store } = this.#deps
    const removed = store.removed(pageVectors)
    if (removed.length > 0) return this.#step((server) => this.#deleteVectors(server, removed))
    const [unwanted] = this.#unwanted
    if (unwanted !== undefined) return this.#step((server) => this.#deleteSegment(server, unwanted))
    const isOut = this.#place.isWanted && !isPurging
    const returning = this.#back?.id ?? (isOut ? words.awaitedBack : words.away)[0]
    if (returning !== undefined) return this.#step((server) => this.#bringTerms(server, returning))
    if (isPurging) return undefined
    if (!isOut) return vectors.countAway > 0 ? this.#step((server) => this.#bringVectors(server)) : undefined
    const leaving = this.#out?.id ?? words.movable?.id
    if (leaving !== undefined) return this.#step((server) => this.#sendTerms(server, leaving))
    if (vectors.countHere > 0) return this.#step((server) => this.#sendVectors(server))
    return this.#isRested ? undefined : this.#step((server) => this.#rest(server))
  }

  /** What was deleted is got out of the files of the server. `next` deletes once more what it does not know to be deleted. */
  async erase(): Promise<void> {
    const removed = this.#deps.store.removed(Number.MAX_SAFE_INTEGER)
    for (const id of this.#unwanted) await this.#place.ask((server) => server.deleteSegment(id))
    for (let first = 0; first < removed.length; first += pageVectors)
      await this.#place.ask((server) => server.deleteVectors(removed.slice(first, first + pageVectors)))
    await this.#place.ask((server) => server.compact())
    this.#isRested = false
  }

  /** What was sent before the place was claimed again may be gone: it is sent once more. */
  #step(move: (server: RecallServer) => Promise<Finish>): Step {
    return () =>
      this.#place.ask(async (server) => {
        const { session } = this.#place
        const finish = await move(server)
        return () => {
          if (session === this.#place.session) finish()
        }
      })
  }

  async #rest(server: RecallServer): Promise<Finish> {
    await server.rest()
    return () => void (this.#isRested = true)
  }

  async #deleteVectors(server: RecallServer, generations: readonly number[]): Promise<Finish> {
    await server.deleteVectors(generations)
    return () => generations.forEach((generation) => this.#deps.store.forgetRemoved(generation))
  }

  async #deleteSegment(server: RecallServer, id: number): Promise<Finish> {
    await server.deleteSegment(id)
    return () => void (this.#unwanted = this.#unwanted.filter((one) => one !== id))
  }

  /** A claim deletes what it does not know, so that a segment that was on its way begins anew. */
  #transit(known: Transit | undefined, id: number): Transit {
    const { session } = this.#place
    return known?.id === id && known.session === session ? known : { id, session, after: '', rows: 0 }
  }

  async #sendTerms(server: RecallServer, id: number): Promise<Finish> {
    const transit = this.#transit(this.#out, id)
    const rows = this.#deps.segments.after(id, transit.after, pageRows)
    if (rows.length > 0) await server.putTerms(id, rows)
    return () => {
      const sent = transit.rows + rows.length
      this.#out = rows.length === pageRows ? { ...transit, after: rows.at(-1)!.term, rows: sent } : undefined
      if (this.#out !== undefined) return
      this.#isRested = false
      this.#place.note()
      if (!this.#deps.words.movedAway(id, sent)) this.#unwanted.push(id)
    }
  }

  async #bringTerms(server: RecallServer, id: number): Promise<Finish> {
    const transit = this.#transit(this.#back, id)
    const rows = await server.termsAfter(id, transit.after, pageRows)
    rows.forEach(judgeRow)
    return () => {
      const { segments, words } = this.#deps
      for (const row of rows) segments.insert(id, row)
      const brought = transit.rows + rows.length
      this.#back =
        rows.length === pageRows ? { ...transit, after: rows.at(-1)!.term, rows: brought } : undefined
      if (this.#back !== undefined) return
      if (segments.away().find((one) => one.id === id)?.rows !== brought) throw this.#place.lose()
      words.broughtBack(id)
      this.#unwanted.push(id)
      words.tidy(Infinity)
    }
  }

  async #sendVectors(server: RecallServer): Promise<Finish> {
    const vectors = this.#deps.vectors.some(pageVectors)
    await server.putVectors(vectors)
    return () => {
      this.#isRested = false
      this.#place.note(vectors[0]?.cells.length)
      this.#deps.vectors.movedAway(vectors)
    }
  }

  async #bringVectors(server: RecallServer): Promise<Finish> {
    const rows = this.#deps.store.some(pageVectors)
    const wanted = new Map(rows.map(({ passage, generation }) => [passage, generation]))
    const came = await server.vectorsOf([...wanted.values()])
    const found = judgeVectors(came, this.#place.dimensions, (passage) => wanted.get(passage) ?? 0)
    return () => {
      if (found.length < wanted.size) throw this.#place.lose()
      this.#deps.vectors.broughtBack(found)
    }
  }
}
