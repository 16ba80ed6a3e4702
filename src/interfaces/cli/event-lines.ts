/** Lines for a reader who may be slow, or gone: what waits for one is bounded, and what was left out is counted. */
import { jsonLine } from './terminal-text.ts'

/** As for readers of `/v1/events`. A guess. */
const maxWaitingBytes = 1024 * 1024

/** The part of a stream that is used. */
interface LineStream {
  readonly writableLength: number
  readonly destroyed: boolean
  write(text: string): unknown
}

/**
 * Writes lines. While more than 1 MiB waits, lines are left out; once there is room again, a line that tells how many stands
 * where they would have been.
 */
export function boundedLines(
  stream: LineStream,
  missedLine: (count: number) => string,
  maxBytes = maxWaitingBytes,
): (line: string) => void {
  let missed = 0
  return (line) => {
    if (stream.destroyed) return
    if (stream.writableLength > maxBytes) {
      missed++
      return
    }
    if (missed > 0) stream.write(missedLine(missed))
    missed = 0
    stream.write(line)
  }
}

/** One JSON document a line; `{"event":"missed","count":N}` for those that were left out. */
export function eventLines(stream: LineStream, maxBytes = maxWaitingBytes): (value: unknown) => void {
  const write = boundedLines(stream, (count) => `${jsonLine({ event: 'missed', count })}\n`, maxBytes)
  return (value) => write(`${jsonLine(value)}\n`)
}
