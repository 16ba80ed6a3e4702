import type { KeyRange } from './database.ts'
import { keyAfter } from './key-space.ts'
import { reading } from './level-errors.ts'

/**
 * A range page by page. Each page is a read of its own, so a slow consumer holds no snapshot open, and what is written
 * behind the place reached is not seen.
 */
export async function* pages<T>(
  read: (range: KeyRange, limit: number) => Promise<T[]>,
  keyOf: (item: T) => Uint8Array,
  range: KeyRange,
  limit: number,
): AsyncGenerator<T[]> {
  let { gte } = range
  for (;;) {
    const page = await reading(read({ gte, lt: range.lt }, limit))
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    gte = keyAfter(keyOf(last))
  }
}
