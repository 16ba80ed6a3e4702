// The cubes that each peer wants compared, for as long as its agreement holds, and answers to its questions. What is told of a cube
// is what a question for its heads would tell: the states come from the same source. Spec: protocols/sync/spec.md, "Compare".
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../../core/codec/index.ts'
import { inTurns, type Turns } from '../../core/turns/index.ts'
import { turns as loopTurns } from '../../network/index.ts'
import { ProtocolError } from '../errors.ts'
import { answerRange } from './answer-range.ts'
import { ComparingPace } from './comparing-pace.ts'
import { keyOf, stateBetween } from './digest-of-statements.ts'
import { COMPARE_LIMITS } from './limits.ts'
import type { Compare, Compared, Watch } from './messages.ts'
import { RangeSet, type CubeState } from './range-set.ts'
import { makeRoomToWatch, type Standing, type WatchPlace } from './watch-places.ts'
import type { StateSource } from '../sync/ports.ts'

interface Watcher {
  agreement: Uint8Array
  cubes: Map<string, CID>
  /** What was hashed before, by id. */
  hashed: Map<string, { digest: Uint8Array; state: Uint8Array }>
  set: RangeSet | undefined
  /** The next one, while it is looked up. */
  building: Promise<RangeSet> | undefined
  /** Ranges that may be asked for until the next comparison begins. */
  rangesLeft: number
}

interface WatchedOptions {
  /** How a peer stands now. */
  standing?(peerId: string): Standing
  turns?: Turns
}

export class Watched {
  readonly #source: StateSource
  readonly #standing: (peerId: string) => Standing
  readonly #turns: Turns
  /** Who has named or compared cubes last is last. */
  readonly #watchers = new Map<string, Watcher>()
  readonly #pace = new ComparingPace()

  constructor(source: StateSource, { standing = unknownStanding, turns = loopTurns }: WatchedOptions = {}) {
    this.#source = source
    this.#standing = standing
    this.#turns = turns
  }

  /** @returns how many cubes of this peer are compared now @throws ProtocolError ERR_LIMIT */
  watch(peerId: string, agreement: Uint8Array, { anew, cubes }: Watch, nowMs: number): number {
    if (!this.#pace.watch(peerId, nowMs)) throw tooFast()
    if (anew) this.forget(peerId)
    const watcher = this.#watcherOf(peerId, agreement)
    const named = cubes.map((cube): [string, CID] => [keyOf(cube), cube])
    const added = new Map(named.filter(([id]) => !watcher.cubes.has(id)))
    this.#makeRoom(peerId, watcher.cubes.size + added.size)
    for (const [id, cube] of added) watcher.cubes.set(id, cube)
    return watcher.cubes.size
  }

  /** @throws ProtocolError ERR_LIMIT */
  async compare(
    peerId: string,
    agreement: Uint8Array,
    { cubes, ranges }: Compare,
    nowMs: number,
  ): Promise<Compared> {
    const watcher = this.#watcherOf(peerId, agreement)
    if (watcher.cubes.size !== cubes) throw otherCubes(watcher.cubes.size, cubes)
    const isBeginning = ranges.some(({ from, to }) => from === undefined && to === undefined)
    const set =
      isBeginning || watcher.set === undefined ? await this.#begin(peerId, watcher, nowMs) : watcher.set
    watcher.rangesLeft -= ranges.length
    if (watcher.rangesLeft < 0)
      throw tooMuch('more ranges were asked for than one comparison can need: begin anew')
    return { answers: ranges.map((range) => answerRange(set, range)) }
  }

  /** The peer has gone, or begins anew. */
  forget(peerId: string): void {
    this.#watchers.delete(peerId)
  }

  /** @param cubes all that the peer wants compared @throws ProtocolError ERR_LIMIT */
  #makeRoom(peerId: string, cubes: number): void {
    const { maxWatched, maxWatchedByAll } = COMPARE_LIMITS
    if (cubes > maxWatched) throw tooManyCubes()
    const others = [...this.#watchers].filter(([id]) => id !== peerId)
    const held = others.reduce((sum, [, watcher]) => sum + watcher.cubes.size, 0)
    if (held + cubes <= maxWatchedByAll) return
    const placeOf = (id: string, count: number): WatchPlace => ({
      peerId: id,
      cubes: count,
      ...this.#standing(id),
    })
    const givesWay = makeRoomToWatch(
      others.map(([id, watcher]) => placeOf(id, watcher.cubes.size)),
      placeOf(peerId, cubes),
      maxWatchedByAll,
    )
    if (givesWay === undefined) throw tooManyCubes()
    for (const id of givesWay) this.forget(id)
  }

  #watcherOf(peerId: string, agreement: Uint8Array): Watcher {
    const known = this.#watchers.get(peerId)
    this.forget(peerId)
    const watcher =
      known !== undefined && bytesEqual(known.agreement, agreement) ? known : createWatcher(agreement)
    this.#watchers.set(peerId, watcher)
    return watcher
  }

  /** Who begins on several streams at once has it looked up once. @throws ProtocolError ERR_LIMIT */
  async #begin(peerId: string, watcher: Watcher, nowMs: number): Promise<RangeSet> {
    if (!this.#pace.begin(peerId, this.#standing(peerId), watcher.cubes.size, nowMs)) throw tooFast()
    watcher.rangesLeft = COMPARE_LIMITS.spareRanges + watcher.cubes.size
    watcher.building ??= this.#setOf(peerId, watcher).finally(() => (watcher.building = undefined))
    return (watcher.set = await watcher.building)
  }

  /** As it is now; what has not changed since the last time is not hashed again. */
  async #setOf(peerId: string, watcher: Watcher): Promise<RangeSet> {
    const all = [...watcher.cubes]
    const entries: CubeState[] = []
    for (let at = 0; at < all.length; at += COMPARE_LIMITS.cubesPerWatch) {
      const page = all.slice(at, at + COMPARE_LIMITS.cubesPerWatch)
      const cubes = page.map(([, cube]) => cube)
      const digests = await this.#source.states(cubes, peerId)
      for (const [i, [id]] of page.entries()) {
        const digest = digests[i]
        if (digest !== undefined) entries.push({ id, state: stateOf(watcher, id, digest) })
        if (this.#turns.isOver()) await this.#turns.next()
      }
    }
    return inTurns(RangeSet.steps(entries), this.#turns)
  }
}

function createWatcher(agreement: Uint8Array): Watcher {
  return {
    agreement,
    cubes: new Map(),
    hashed: new Map(),
    set: undefined,
    building: undefined,
    rangesLeft: 0,
  }
}

function stateOf({ agreement, hashed }: Watcher, id: string, digest: Uint8Array): Uint8Array {
  const before = hashed.get(id)
  if (before !== undefined && bytesEqual(before.digest, digest)) return before.state
  const state = stateBetween(agreement, digest)
  hashed.set(id, { digest, state })
  return state
}

function unknownStanding(): Standing {
  return { network: 'unknown', useful: false }
}

function otherCubes(here: number, there: number): ProtocolError {
  const message = `${here} cubes are compared here, and ${there} were said to be: name them anew`
  return new ProtocolError('ERR_NOT_FOUND', message, {
    refusal: { class: 'transient', code: 'ERR_NOT_FOUND', field: 'cubes', message },
  })
}

function tooManyCubes(): ProtocolError {
  return tooMuch('too many cubes are compared here: ask for their heads')
}

function tooFast(): ProtocolError {
  return tooMuch('comparisons come faster than they are needed: ask for heads')
}

function tooMuch(message: string): ProtocolError {
  return new ProtocolError('ERR_LIMIT', message, { refusal: { class: 'limit', code: 'ERR_LIMIT', message } })
}
