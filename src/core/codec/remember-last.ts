/** What was made of bytes last. For bytes that are read again and again; their copies are other bytes. */

/** Larger ones are worth the work. A guess. */
const maxBytes = 16 * 1024

/**
 * A function that gives what it gave before for the same array. Nobody writes into the array, nor into what it was made into.
 * @param most arrays that are remembered, with what was made of them: the newest
 */
export function rememberLast<T>(make: (bytes: Uint8Array) => T, most: number): (bytes: Uint8Array) => T {
  const known = new Map<Uint8Array, T>()
  return (bytes) => {
    const before = known.get(bytes)
    if (before !== undefined) return before
    const made = make(bytes)
    if (bytes.length > maxBytes) return made
    known.set(bytes, made)
    if (known.size > most) known.delete(known.keys().next().value as Uint8Array)
    return made
  }
}
