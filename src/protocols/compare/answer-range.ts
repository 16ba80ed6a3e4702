// What is said of a range: nothing where both sides add up to the same, the cubes where they are few, and else the parts that it
// falls into. Nothing is remembered between two questions. Pure. Spec: protocols/sync/spec.md, "Compare".
import { COMPARE_LIMITS } from './limits.ts'
import { isSameSum, type Bounds, type CubeState, type RangeSet, type Sum } from './range-set.ts'

/** A range, and what it adds up to at whoever asks. */
export interface AskedRange extends Bounds, Sum {}

/** A part of a range: from the end of the part before it up to `to`; the last one ends where the range does. */
export interface Part extends Sum {
  to?: string
}

/** Neither where both sides add up to the same; never both. */
export interface RangeAnswer {
  parts?: readonly Part[]
  cubes?: readonly CubeState[]
}

export function answerRange(set: RangeSet, asked: AskedRange): RangeAnswer {
  const [first, end] = set.span(asked)
  if (isSameSum(set.sumOf(first, end), asked)) return {}
  if (end - first <= COMPARE_LIMITS.maxListed) return { cubes: set.entries.slice(first, end) }
  return { parts: partsOf(set, first, end) }
}

/** Of equal size, whatever their ids are: nobody can choose ids that crowd into one. */
function partsOf(set: RangeSet, first: number, end: number): Part[] {
  const count = end - first
  const parts = Math.min(COMPARE_LIMITS.maxParts, Math.ceil(count / COMPARE_LIMITS.leastPart))
  const starts = Array.from({ length: parts }, (_, i) => first + Math.floor((i * count) / parts))
  return starts.map((start, i) => {
    const next = starts[i + 1]
    if (next === undefined) return set.sumOf(start, end)
    return {
      to: shortestBetween(set.entries[next - 1]!.id, set.entries[next]!.id),
      ...set.sumOf(start, next),
    }
  })
}

/** The shortest bytes that are after `before` and not after `id`. */
function shortestBetween(before: string, id: string): string {
  let length = 2
  while (id.slice(0, length) <= before) length += 2
  return id.slice(0, length)
}
