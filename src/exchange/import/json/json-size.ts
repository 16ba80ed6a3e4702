/** How many values a JSON text holds and how deep it nests, counted before it is parsed: two bytes can cost a hundred. Pure. */
const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

/** At least the values that `JSON.parse` makes of these bytes, names of properties not counted; nothing else is checked. */
export function jsonSize(bytes: Uint8Array): { values: number; depth: number } {
  let values = 1
  let depth = 0
  let deepest = 0
  let isText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (isText) {
      if (byte === backslash) at++
      else if (byte === quote) isText = false
    } else if (byte === quote) isText = true
    else if (byte === comma) values++
    else if (opening.has(byte)) {
      values++
      deepest = Math.max(deepest, ++depth)
    } else if (closing.has(byte)) depth--
  }
  return { values, depth: deepest }
}
