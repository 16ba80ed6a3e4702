/** A chunk may be as large as a frame: what is in it is proven in parts, so that others have their turn between them. Pure. */
import type { ServerMessage } from './messages.ts'

/** Bytes of a pack that are proven at once: some 60 commits of 0.1 ms each (measured). */
export const PART_BYTES = 16 * 1024

/** The message, or several that say the same. */
export function* chunkParts(message: ServerMessage): Generator<ServerMessage> {
  if (message.type !== 'chunk' || message.bytes.length <= PART_BYTES) return yield message
  for (let at = 0; at < message.bytes.length; at += PART_BYTES)
    yield { type: 'chunk', bytes: message.bytes.subarray(at, at + PART_BYTES) }
}
