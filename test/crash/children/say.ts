/**
 * How a process that is killed tells what it does: one line at a time, on a pipe of its own. The call returns when the line is in the
 * pipe, whole, however long the other side does not read. Standard output is no such pipe: whoever touches `process.stdout`, as
 * libraries do, makes it non-blocking, and then a full pipe throws EAGAIN or takes half a line.
 */
import { writeSync } from 'node:fs'

/** Its place in `stdio` of the parent. */
export const TOLD_FD = 3

export function say(what: unknown): void {
  let rest = Buffer.from(`${JSON.stringify(what)}\n`)
  while (rest.length > 0) rest = rest.subarray(writeSync(TOLD_FD, rest))
}
