import type { CallOptions } from '../home/index.ts'
import type { PullProgress } from '../protocols/index.ts'

/** Tells how far a pull has come, counted in blocks. */
export function inBlocks(options: Pick<CallOptions, 'progress'>): (now: PullProgress) => void {
  return ({ phase, done, total }) =>
    options.progress({ phase, done, unit: 'blocks', ...(total !== undefined && { total }) })
}
