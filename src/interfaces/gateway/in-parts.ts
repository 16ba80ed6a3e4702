/** An answer in parts: how fast it is taken is seen by the part. Pure. */
import { Readable } from 'node:stream'

/** Of what is written at once it is seen only that all of it was taken: a slow line would look like one that takes nothing. Guess. */
const partBytes = 32 * 1024

/** Undefined for what is one part, or a stream already. */
export function inParts(payload: unknown): { length: number; stream: Readable } | undefined {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return undefined
  if (payload.length <= partBytes) return undefined
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  return { length: bytes.length, stream: Readable.from(partsOf(bytes), { objectMode: false }) }
}

function* partsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes)
}
