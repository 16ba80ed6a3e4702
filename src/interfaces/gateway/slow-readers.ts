/** Whether somebody takes his answer so slowly that he only holds a place. Pure. */

export interface ReaderLimits {
  /** Whoever takes less than this in `slowMs`, while there is something to take, loses his connection. */
  leastBytesPerSecond: number
  slowMs: number
}

/** What was seen of a reader when his time began. */
export interface Reading {
  sinceMs: number
  takenBytes: number
}

/** A reader as he is now. */
export interface Reader {
  /** Bytes that have left to him so far. */
  takenBytes: number
  /** Bytes that wait for him. */
  waitingBytes: number
}

/** @returns what to judge him by the next time; undefined for who is too slow */
export function judgeReader(
  before: Reading | undefined,
  { takenBytes, waitingBytes }: Reader,
  nowMs: number,
  { leastBytesPerSecond, slowMs }: ReaderLimits,
): Reading | undefined {
  const anew = { sinceMs: nowMs, takenBytes }
  // Where nothing waits, this node is the slow one.
  if (before === undefined || waitingBytes === 0) return anew
  if (nowMs - before.sinceMs < slowMs) return before
  const leastBytes = (leastBytesPerSecond * (nowMs - before.sinceMs)) / 1_000
  return takenBytes - before.takenBytes >= leastBytes ? anew : undefined
}
