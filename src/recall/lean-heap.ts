/**
 * How much garbage V8 keeps before it looks for it. By default a heap grows to four times of what is alive in it, and to three new
 * spaces of 16 MiB in each thread: of 36 MiB that were alive while 25,000 memories were indexed it made 400 MiB.
 */
import { setFlagsFromString } from 'node:v8'

/** Of a thread that indexes: three spaces of 8 MiB. Guess. */
export const youngMiB = 24

/** Percent of what is alive. An import of 25,000 memories with an open index takes 473 MiB at most; it took 733 (one run, shared machine). */
const growingPercent = 40

export function keepHeapLean(): void {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`)
}
