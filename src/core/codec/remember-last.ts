/** What was made of bytes last. For bytes that are read again and again; their copies are other bytes. */
import { Latest } from '../latest/index.ts'

/** Larger ones are worth the work. A guess. */
const maxBytes = 16 * 1024

/**
 * A function that gives what it gave before for the same array. Nobody writes into the array, nor into what it was made into.
 * @param most arrays that are remembered, with what was made of them: the newest
 */
export function rememberLast<T>(make: (bytes: Uint8Array) => T, most: number): (bytes: Uint8Array) => T {
  const known = new Latest<Uint8Array, T>(most)
  return (bytes) => {
    const before = known.get(bytes)
    if (before !== undefined) return before
    const made = make(bytes)
    if (bytes.length <= maxBytes) known.keep(bytes, made)
    return made
  }
}
