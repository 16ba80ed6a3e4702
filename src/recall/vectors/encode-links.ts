/**
 * Links as bytes: hnswlib's header, then numbers of 32 bits: how many points and links there are, entry and top level, labels,
 * starts, links; then for each point with upper levels itself, how many, and each of them with its length before it. Pure.
 */
import { HEADER_BYTES } from './hnswlib-file.ts'
import type { Links } from './links.ts'

export function encodeLinks({ header, entry, topLevel, labels, starts, lowest, upper }: Links): Uint8Array {
  const above: number[] = []
  for (const [point, levels] of upper) {
    above.push(point, levels.length)
    for (const list of levels) above.push(list.length, ...list)
  }
  const numbers = Int32Array.from([labels.length, lowest.length, entry, topLevel])
  const parts = [numbers, labels, starts, lowest, Int32Array.from(above)]
  const bytes = new Uint8Array(HEADER_BYTES + parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  bytes.set(header)
  let at = HEADER_BYTES
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
    at += part.byteLength
  }
  return bytes
}

/** @returns undefined where the numbers make no graph */
export function decodeLinks(bytes: Uint8Array): Links | undefined {
  if (bytes.length < HEADER_BYTES + 16 || (bytes.length - HEADER_BYTES) % 4 !== 0) return undefined
  // A copy: `slice` of a Buffer is none, and the numbers may lie askew.
  const numbers = new Int32Array(new Uint8Array(bytes.subarray(HEADER_BYTES)).buffer)
  const [points, links, entry, topLevel] = numbers as unknown as [number, number, number, number]
  const [labelsAt, startsAt, lowestAt] = [4, 4 + points, 4 + 2 * points + 1]
  const upperAt = lowestAt + links
  if (points < 0 || links < 0 || upperAt > numbers.length) return undefined
  const labels = numbers.slice(labelsAt, startsAt)
  const starts = numbers.slice(startsAt, lowestAt)
  const lowest = numbers.slice(lowestAt, upperAt)
  const upper = decodeUpper(numbers.subarray(upperAt), points)
  const isPoint = (point: number): boolean => point >= 0 && point < points
  const isAscending = starts.every((start, at) => start >= (at === 0 ? 0 : starts[at - 1]!) && start <= links)
  if (upper === undefined || !isAscending || !lowest.every(isPoint)) return undefined
  if (points > 0 && !isPoint(entry)) return undefined
  return {
    header: new Uint8Array(bytes.subarray(0, HEADER_BYTES)),
    entry,
    topLevel,
    labels,
    starts,
    lowest,
    upper,
  }
}

function decodeUpper(numbers: Int32Array, points: number): Map<number, Int32Array[]> | undefined {
  const upper = new Map<number, Int32Array[]>()
  let at = 0
  while (at < numbers.length) {
    const [point, levels] = [numbers[at]!, numbers[at + 1] ?? 0]
    at += 2
    const lists: Int32Array[] = []
    for (let level = 0; level < levels; level++) {
      const length = numbers[at] ?? -1
      const list = numbers.slice(at + 1, at + 1 + length)
      if (length < 0 || list.length !== length || !list.every((to) => to >= 0 && to < points))
        return undefined
      lists.push(list)
      at += 1 + length
    }
    upper.set(point, lists)
  }
  return upper
}
