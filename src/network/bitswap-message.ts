/**
 * A message of bitswap as bytes, with no more wants than are worth reading. Done before it is decoded, because the library makes
 * an object of each want before it looks at how many there are. Pure; @helia/bitswap `message.proto`.
 */
import { keepFields, lengthOfFields, withLength } from './protobuf-fields.ts'

/** Wants kept of one message; the library keeps as many of a peer in all, and so does Kubo. */
export const MAX_WANTS = 1_024
/** Blocks, and words on whether blocks are here, of one message. A guess: eight answers to as many wants as are read. */
const MAX_FIELDS = 8 * MAX_WANTS

/** The field of `Message` that lists wants, each a field of it. */
const WANTLIST = 1

/** @returns the message, or a shorter copy, and the wants in it; undefined when it is no protobuf, or of too many fields */
export function boundBitswapMessage(bytes: Uint8Array): { bytes: Uint8Array; wants: number } | undefined {
  const whole = lengthOfFields(bytes, MAX_FIELDS)
  if (whole?.end !== bytes.length) return undefined
  let wants = 0
  const short = keepFields(bytes, ({ number, body }) => {
    if (number !== WANTLIST || body === undefined) return true
    const list = bytes.subarray(...body)
    // What comes after is not even looked at: 4 MiB are 100,000 wants.
    const kept = lengthOfFields(list, MAX_WANTS - wants)
    if (kept === undefined) return false
    wants += kept.fields
    return kept.end === list.length ? true : withLength(number, list.subarray(0, kept.end))
  })
  return short === undefined ? undefined : { bytes: short, wants }
}
