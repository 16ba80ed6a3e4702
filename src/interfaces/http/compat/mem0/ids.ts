/** Mem0's ids and the keys of a cube: `mem0/ID`, where `memcube import` puts memories of Mem0 too. Pure. */

export const keyPrefix = 'mem0/'
const idPattern = /^[\w.~-]{1,200}$/
/** Bits 64 and 65 of a UUID say which kind it is. */
const variant = 0x80

/** Undefined for what was never an id here: nothing is under it. */
export function keyOf(id: string): string | undefined {
  return idPattern.test(id) && id !== '.' && id !== '..' ? keyPrefix + id : undefined
}

/** Undefined for a key that is no memory of Mem0, such as a relation of its graph. */
export function idOf(key: string): string | undefined {
  const id = key.startsWith(keyPrefix) ? key.slice(keyPrefix.length) : ''
  return keyOf(id) === undefined ? undefined : id
}

/**
 * A UUID of version 7 (RFC 9562): ids sort as they were made, so the newest come first by reading keys backwards.
 * @param at which one of those made in one request @param random 8 bytes
 */
export function newId(nowMs: number, at: number, random: Uint8Array): string {
  const time = nowMs.toString(16).padStart(12, '0')
  const order = (at & 0xfff).toString(16).padStart(3, '0')
  const tail = Buffer.from(random)
  tail[0] = ((tail[0] ?? 0) & 0x3f) | variant
  const rest = tail.toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${rest.slice(0, 4)}-${rest.slice(4)}`
}
