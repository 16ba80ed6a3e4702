/**
 * Which cubes give way to a pull: of those that may, the ones that were recalled or read least recently, and those that are
 * here for a seed after all others. Pure.
 */

export interface HeldCube {
  cube: string
  bytes: number
  /** Milliseconds since the Unix epoch of the last recall or read. */
  usedMs: number
  evictable: boolean
  /** The owner asked for it to be mirrored: it goes last. */
  isSeeded?: boolean
}

export interface Room {
  /** Bytes that are wanted besides. */
  needed: number
  max: number
  held: readonly HeldCube[]
}

type EvictionPlan =
  | { type: 'fits'; evict: string[] }
  /** Nothing is evicted for what does not fit even then. */
  | { type: 'refused'; used: number; freeable: number }

export function planEviction({ needed, max, held }: Room): EvictionPlan {
  const used = held.reduce((sum, { bytes }) => sum + bytes, 0)
  const mayGo = held
    .filter(({ evictable }) => evictable)
    .sort(
      (a, b) =>
        Number(a.isSeeded ?? false) - Number(b.isSeeded ?? false) ||
        a.usedMs - b.usedMs ||
        (a.cube < b.cube ? -1 : 1),
    )
  const freeable = mayGo.reduce((sum, { bytes }) => sum + bytes, 0)
  if (used - freeable + needed > max) return { type: 'refused', used, freeable }
  const evict: string[] = []
  let left = used
  for (const { cube, bytes } of mayGo) {
    if (left + needed <= max) break
    evict.push(cube)
    left -= bytes
  }
  return { type: 'fits', evict }
}
