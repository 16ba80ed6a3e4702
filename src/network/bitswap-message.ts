/**
 * A message of bitswap as bytes, with no more wants than are worth reading. Done before it is decoded, because the library makes
 * an object of each want before it looks at how many there are. Pure; @helia/bitswap `message.proto`.
 */
import { keepFields, withLength } from './protobuf-fields.ts'

/** Wants kept of one message; the library keeps as many of a peer in all, and so does Kubo. */
export const MAX_WANTS = 1_024

/** Fields of `Message` and of `Wantlist`. */
const WANTLIST = 1
const ENTRIES = 1

/** @returns the message, or a shorter copy, and the wants in it; undefined when it is no protobuf */
export function boundBitswapMessage(bytes: Uint8Array): { bytes: Uint8Array; wants: number } | undefined {
  let wants = 0
  const short = keepFields(bytes, ({ number, body }) => {
    if (number !== WANTLIST || body === undefined) return true
    const list = bytes.subarray(...body)
    const kept = keepFields(list, (field) => field.number !== ENTRIES || ++wants <= MAX_WANTS)
    return kept === undefined || kept === list ? kept !== undefined : withLength(number, kept)
  })
  return short === undefined ? undefined : { bytes: short, wants: Math.min(wants, MAX_WANTS) }
}
