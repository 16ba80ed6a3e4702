// Cubes and their states in the order of their ids, and what any range of them adds up to. The sum is modulo 2^256 over the states:
// taken from a table, so that a range costs two look-ups however large it is, and whoever asks for many makes no work.
// Pure. Spec: protocols/sync/spec.md, "Compare".
import { bytesEqual } from '../../core/codec/index.ts'
import { atOnce, type Steps } from '../../core/turns/index.ts'

/** What a set, or a range of it, adds up to. */
export interface Sum {
  count: number
  /** 32 bytes, the highest first. */
  sum: Uint8Array
}

/** From `from` on, up to but not with `to`; open where one is absent. Both hex of 1 to 32 bytes. */
export interface Bounds {
  from?: string
  to?: string
}

/** A cube, by the hex of its digest, and its state between two peers. */
export interface CubeState {
  id: string
  state: Uint8Array
}

const MODULUS_MASK = (1n << 256n) - 1n

export class RangeSet {
  readonly entries: readonly CubeState[]
  /** Sums of the first 0, 1, 2, ... states. */
  readonly #sums: readonly bigint[]

  private constructor(entries: readonly CubeState[], sums: readonly bigint[]) {
    this.entries = entries
    this.#sums = sums
  }

  /** @param entries each id once, in any order */
  static of(entries: readonly CubeState[]): RangeSet {
    return atOnce(RangeSet.steps(entries))
  }

  /** The same, a step for each entry. */
  static *steps(entries: readonly CubeState[]): Steps<RangeSet> {
    const sums = [0n]
    const sorted = sort(entries)
    for (const { state } of sorted) {
      sums.push(sums.at(-1)! + asNumber(state))
      yield
    }
    return new RangeSet(sorted, sums)
  }

  /** Indexes of the first in a range and of the first behind it. */
  span({ from, to }: Bounds): [first: number, end: number] {
    const first = from === undefined ? 0 : this.#indexOf(from)
    return [first, to === undefined ? this.entries.length : Math.max(first, this.#indexOf(to))]
  }

  sumOf(first: number, end: number): Sum {
    const sum = (this.#sums[end]! - this.#sums[first]!) & MODULUS_MASK
    return {
      count: end - first,
      sum: Uint8Array.from(Buffer.from(sum.toString(16).padStart(64, '0'), 'hex')),
    }
  }

  sumWithin(bounds: Bounds): Sum {
    return this.sumOf(...this.span(bounds))
  }

  /** The first place whose id is not before `bound`. */
  #indexOf(bound: string): number {
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.entries[middle]!.id < bound) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** In one turn, unlike the rest: at most 16,384 of them. */
function sort(entries: readonly CubeState[]): CubeState[] {
  return [...entries].sort((a, b) => (a.id < b.id ? -1 : 1))
}

export function isSameSum(a: Sum, b: Sum): boolean {
  return a.count === b.count && bytesEqual(a.sum, b.sum)
}

function asNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`)
}
