// The cubes that each peer wants compared, for as long as its agreement holds, and answers to its questions. What is told of a cube
// is what a question for its heads would tell: the states come from the same source. Spec: protocols/sync/spec.md, "Compare".
import type { CID } from 'multiformats/cid'
import { bytesEqual } from '../../core/codec/index.ts'
import { Pace } from '../../network/index.ts'
import { ProtocolError } from '../errors.ts'
import { answerRange } from './answer-range.ts'
import { keyOf, stateBetween } from './digest-of-statements.ts'
import { COMPARE_LIMITS } from './limits.ts'
import type { Compare, Compared, Watch } from './messages.ts'
import { RangeSet, type CubeState } from './range-set.ts'
import type { StateSource } from '../sync/ports.ts'

interface Watcher {
  agreement: Uint8Array
  cubes: Map<string, CID>
  /** What was hashed before, by id. */
  hashed: Map<string, { digest: Uint8Array; state: Uint8Array }>
  set: RangeSet | undefined
}

export class Watched {
  readonly #source: StateSource
  readonly #watchers = new Map<string, Watcher>()
  readonly #pace = new Pace(COMPARE_LIMITS.pace)
  #count = 0

  constructor(source: StateSource) {
    this.#source = source
  }

  /** @returns how many cubes of this peer are compared now @throws ProtocolError ERR_LIMIT */
  watch(peerId: string, agreement: Uint8Array, { anew, cubes }: Watch, nowMs: number): number {
    this.#spend(peerId, nowMs)
    if (anew) this.forget(peerId)
    const watcher = this.#watcherOf(peerId, agreement)
    const added = cubes
      .map((cube): [string, CID] => [keyOf(cube), cube])
      .filter(([id]) => !watcher.cubes.has(id))
    const { maxWatched, maxWatchedByAll } = COMPARE_LIMITS
    if (watcher.cubes.size + added.length > maxWatched || this.#count + added.length > maxWatchedByAll)
      throw tooMuch('too many cubes are compared here: ask for their heads')
    for (const [id, cube] of added) {
      if (watcher.cubes.has(id)) continue
      watcher.cubes.set(id, cube)
      this.#count++
    }
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
    if (isBeginning || watcher.set === undefined) {
      this.#spend(peerId, nowMs)
      watcher.set = await this.#setOf(peerId, watcher)
    }
    const { set } = watcher
    return { answers: ranges.map((range) => answerRange(set, range)) }
  }

  /** The peer has gone, or begins anew. */
  forget(peerId: string): void {
    this.#count -= this.#watchers.get(peerId)?.cubes.size ?? 0
    this.#watchers.delete(peerId)
  }

  #spend(peerId: string, nowMs: number): void {
    if (this.#pace.take(peerId, nowMs) === undefined)
      throw tooMuch('comparisons come faster than they are needed: ask again in a minute')
  }

  #watcherOf(peerId: string, agreement: Uint8Array): Watcher {
    const known = this.#watchers.get(peerId)
    if (known !== undefined && bytesEqual(known.agreement, agreement)) return known
    this.forget(peerId)
    const watcher: Watcher = { agreement, cubes: new Map(), hashed: new Map(), set: undefined }
    this.#watchers.set(peerId, watcher)
    return watcher
  }

  /** As it is now; what has not changed since the last time is not hashed again. */
  async #setOf(peerId: string, { agreement, cubes, hashed }: Watcher): Promise<RangeSet> {
    const ids = [...cubes.keys()]
    const digests = await this.#source.states([...cubes.values()], peerId)
    const entries = ids.flatMap((id, i): CubeState[] => {
      const digest = digests[i]
      if (digest === undefined) return []
      const before = hashed.get(id)
      if (before !== undefined && bytesEqual(before.digest, digest)) return [{ id, state: before.state }]
      const state = stateBetween(agreement, digest)
      hashed.set(id, { digest, state })
      return [{ id, state }]
    })
    return new RangeSet(entries)
  }
}

function otherCubes(here: number, there: number): ProtocolError {
  const message = `${here} cubes are compared here, and ${there} were said to be: name them anew`
  return new ProtocolError('ERR_NOT_FOUND', message, {
    refusal: { class: 'transient', code: 'ERR_NOT_FOUND', field: 'cubes', message },
  })
}

function tooMuch(message: string): ProtocolError {
  return new ProtocolError('ERR_LIMIT', message, { refusal: { class: 'limit', code: 'ERR_LIMIT', message } })
}
