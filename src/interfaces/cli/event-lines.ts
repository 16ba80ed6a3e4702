/** Lines for a reader who may be slow, or gone: what waits for one is bounded, and what was left out is counted. */
import { jsonLine } from './terminal-text.ts'

/** As for readers of `/v1/events`. A guess. */
const maxWaitingBytes = 1024 * 1024

export type LineStream = Pick<NodeJS.WriteStream, 'write' | 'writableLength' | 'destroyed'>

/**
 * Writes one JSON document a line. While more than 1 MiB waits, lines are left out; once there is room again, a line
 * `{"event":"missed","count":N}` stands where they would have been.
 */
export function eventLines(stream: LineStream, maxBytes = maxWaitingBytes): (value: unknown) => void {
  let missed = 0
  return (value) => {
    if (stream.destroyed) return
    if (stream.writableLength > maxBytes) {
      missed++
      return
    }
    if (missed > 0) stream.write(`${jsonLine({ event: 'missed', count: missed })}\n`)
    missed = 0
    stream.write(`${jsonLine(value)}\n`)
  }
}
