/**
 * Finds what was done to a log: entries come in the order of their places, then what the log says of itself and what it
 * said before are held against them. Reports, never throws. Pure. Spec: protocols/audit/spec.md, "Verification".
 */
import { bytesEqual } from '../codec/index.ts'
import { MemCubeError } from '../errors.ts'
import type { Checkpoint } from './checkpoint.ts'
import { noEntry, parseEntry, type AuditEntry } from './entry.ts'
import { appendLeaf, emptyRange, leafHash, rangeRoot, rootOf, type CompactRange } from './merkle.ts'

type AuditProblemKind =
  | 'edited'
  | 'deleted'
  | 'reordered'
  | 'truncated'
  | 'added'
  | 'rewritten'
  /** A signed commit of this home that the log does not tell of. */
  | 'missing'

export interface AuditProblem {
  kind: AuditProblemKind
  /** The first entry that is not as it was. */
  index: number
  message: string
}

export class LogCheck {
  readonly problems: AuditProblem[] = []
  #range: CompactRange = emptyRange
  readonly #leaves: Uint8Array[] = []
  /** Whether the entry before is where it belongs, so that the next one can vouch for it. */
  #isInPlace = true
  /** Sizes up to which an earlier checkpoint agrees. */
  #agreed = 0
  /** Roots at the sizes that will be asked for. */
  readonly #roots = new Map<number, Uint8Array>()
  readonly #wanted: ReadonlySet<number>

  /** @param sizes of the checkpoints that it will be held against: their roots cost nothing on the way */
  constructor(sizes: Iterable<number> = []) {
    this.#wanted = new Set(sizes)
  }

  get size(): number {
    return this.#range.size
  }

  get root(): Uint8Array {
    return rangeRoot(this.#range)
  }

  /** Takes the next stored entry. @returns it, if it can be read */
  take(index: number, bytes: Uint8Array): AuditEntry | undefined {
    const expected = this.#leaves.length
    if (index > expected) {
      const last = index - 1
      const which = last === expected ? `entry ${expected} is` : `entries ${expected} to ${last} are`
      this.#report('deleted', expected, `${which} not there`)
      while (this.#leaves.length < index) this.#push(noEntry)
      this.#isInPlace = false
    }
    const entry = this.#read(index, bytes)
    if (entry !== undefined) this.#checkPlace(index, entry)
    this.#isInPlace = entry?.seq === index
    this.#push(leafHash(bytes))
    return entry
  }

  #read(index: number, bytes: Uint8Array): AuditEntry | undefined {
    try {
      return parseEntry(bytes)
    } catch (error) {
      if (!(error instanceof MemCubeError)) throw error
      this.#report('edited', index, `entry ${index} cannot be read: ${error.message}`)
      return undefined
    }
  }

  #checkPlace(index: number, { seq, prev }: AuditEntry): void {
    if (seq !== index) {
      this.#report('reordered', index, `entry ${index} was written as entry ${seq}`)
      return
    }
    const before = this.#leaves[index - 1] ?? noEntry
    if (!this.#isInPlace || bytesEqual(prev, before)) return
    const changed = Math.max(0, index - 1)
    this.#report(
      'edited',
      changed,
      `entry ${changed} is not the one that entry ${changed + 1} was written after`,
    )
  }

  /** What the home keeps beside the entries, written in the batch of each. */
  compareState(state: CompactRange | undefined): void {
    if (state === undefined) {
      if (this.size > 0) this.#report('rewritten', 0, 'what the home knows of its log is gone')
      return
    }
    if (state.size > this.size)
      this.#report('truncated', this.size, `the log had ${state.size} entries; ${this.size} are left`)
    else if (state.size < this.size)
      this.#report('added', state.size, `the log had ${state.size} entries; ${this.size} are there`)
    else if (this.problems.length === 0) this.#compareSubtrees(state)
  }

  #compareSubtrees({ hashes }: CompactRange): void {
    let from = 0
    let width = 1
    while (width * 2 <= this.size) width *= 2
    for (const hash of hashes) {
      while (from + width > this.size) width /= 2
      if (!bytesEqual(hash, rootOf(this.#leaves, from, from + width))) {
        this.#report(
          'rewritten',
          from,
          `entries ${from} to ${from + width - 1} are not those that were written`,
        )
        return
      }
      from += width
    }
  }

  /** What the log said of itself before; earlier ones first. */
  compareCheckpoint({ size, root }: Checkpoint): void {
    if (size > this.size) {
      this.#report('truncated', this.size, `a checkpoint has ${size} entries; ${this.size} are left`)
    } else if (bytesEqual(this.#rootAt(size), root)) {
      this.#agreed = Math.max(this.#agreed, size)
    } else if (!this.problems.some(({ index }) => index < size)) {
      // What the entries show of themselves explains the root, and says more.
      const first = Math.min(this.#agreed, size)
      this.#report(
        'rewritten',
        first,
        `of the entries ${first} to ${size - 1} some are not those of the checkpoint of ${size}`,
      )
    }
  }

  #rootAt(size: number): Uint8Array {
    return this.#roots.get(size) ?? rootOf(this.#leaves, 0, size)
  }

  /** A commit that this home signed and no entry tells of. */
  reportMissing(commit: string): void {
    this.#report('missing', this.size, `no entry tells of the commit ${commit}`)
  }

  /** One problem for each index and kind. */
  #report(kind: AuditProblemKind, index: number, message: string): void {
    const isKnown = this.problems.some(
      (one) => one.index === index && (one.kind === kind || kind === 'edited') && kind !== 'missing',
    )
    if (!isKnown) this.problems.push({ kind, index, message })
  }

  #push(hash: Uint8Array): void {
    this.#leaves.push(hash)
    this.#range = appendLeaf(this.#range, hash)
    if (this.#wanted.has(this.size)) this.#roots.set(this.size, this.root)
  }
}
