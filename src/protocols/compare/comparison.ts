// One comparison, at the side that wants to know: which cubes the other side has in another state. It asks for the sum of all, then
// for the parts that differ, until the cubes themselves are told. Invariant: it ends, whatever is answered: each range is asked once,
// no more ranges than an honest answer can need, and what is told lies in the range that was asked for.
// Pure. Spec: protocols/sync/spec.md, "Compare".
import { bytesEqual } from '../../core/codec/index.ts'
import { ProtocolError } from '../errors.ts'
import type { AskedRange, Part, RangeAnswer } from './answer-range.ts'
import { COMPARE_LIMITS } from './limits.ts'
import { isSameSum, type Bounds, type CubeState, type RangeSet } from './range-set.ts'

export class Comparison {
  /** Cubes whose state differs, by id, with that of the other side: undefined where it has none. */
  readonly found = new Map<string, Uint8Array | undefined>()
  readonly #set: RangeSet
  readonly #watched: ReadonlySet<string>
  #open: Bounds[] = [{}]
  #asked: AskedRange[] = []
  #rangesLeft: number

  /**
   * @param set what this side believes that the other has
   * @param watched ids of the cubes that are compared; nothing else may be told
   */
  constructor(set: RangeSet, watched: ReadonlySet<string>) {
    this.#set = set
    this.#watched = watched
    this.#rangesLeft = COMPARE_LIMITS.spareRanges + watched.size
  }

  /** What to ask next; undefined when everything is known, or this peer has been asked enough. */
  question(): readonly AskedRange[] | undefined {
    const some = this.#open.splice(0, Math.min(COMPARE_LIMITS.rangesPerQuestion, this.#rangesLeft))
    if (some.length === 0) return undefined
    this.#rangesLeft -= some.length
    this.#asked = some.map((bounds) => ({ ...bounds, ...this.#set.sumWithin(bounds) }))
    return this.#asked
  }

  /** @throws ProtocolError ERR_UNVERIFIABLE for an answer that is none to what was asked */
  answered(answers: readonly RangeAnswer[]): void {
    const asked = this.#asked
    this.#asked = []
    if (answers.length !== asked.length)
      throw untrue(`it is about ${answers.length} ranges, and ${asked.length} were asked for`)
    for (const [i, answer] of answers.entries()) {
      if (answer.parts !== undefined) this.#split(asked[i]!, answer.parts)
      if (answer.cubes !== undefined) this.#list(asked[i]!, answer.cubes)
    }
  }

  #split({ from, to }: Bounds, parts: readonly Part[]): void {
    if (parts.length < 2) throw untrue('a range has two parts or more')
    let start = from
    for (const [i, part] of parts.entries()) {
      const isLast = i === parts.length - 1
      // Each ends behind the one before it, and the last one where the range does: so none is beside the range.
      const end = isLast ? to : part.to
      const isWithin =
        isLast === (part.to === undefined) && (start === undefined || end === undefined || start < end)
      if (!isWithin) throw untrue('its parts are not those of a range')
      const bounds = { ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) }
      if (!isSameSum(this.#set.sumWithin(bounds), part)) this.#open.push(bounds)
      start = end
    }
  }

  #list(bounds: Bounds, cubes: readonly CubeState[]): void {
    const { from = '', to } = bounds
    let before = ''
    for (const { id } of cubes) {
      if (id <= before || id < from || (to !== undefined && id >= to))
        throw untrue('its cubes are not in order, or not in the range that was asked for')
      if (!this.#watched.has(id)) throw untrue('it names a cube that was not asked for')
      before = id
    }
    const theirs = new Map(cubes.map(({ id, state }) => [id, state]))
    for (const { id, state } of this.#set.entries.slice(...this.#set.span(bounds))) {
      const their = theirs.get(id)
      if (their === undefined || !bytesEqual(their, state)) this.found.set(id, their)
      theirs.delete(id)
    }
    for (const [id, state] of theirs) this.found.set(id, state)
  }
}

function untrue(what: string): ProtocolError {
  const message = `the peer's answer to a comparison is not true: ${what}`
  return new ProtocolError('ERR_UNVERIFIABLE', message, {
    refusal: { class: 'unverifiable', code: 'ERR_UNVERIFIABLE', message },
  })
}
