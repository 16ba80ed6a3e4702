import type { Reads } from '../../cubes/index.ts'
import type { Chance, Clock, Locks } from '../../home/index.ts'
import { collectGarbage, type Collected, type CollectOptions } from './collect.ts'

/** Runs collections of a home one after another; who comes while one runs waits for it, and then runs his own. */
export interface Collector {
  run(node: Reads & Clock & Chance & Locks, options: CollectOptions): Promise<Collected>
}

export function createCollector(): Collector {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(node, options) {
      const run = last.then(() => {
        options.signal.throwIfAborted()
        return collectGarbage(node, options)
      })
      last = run.catch(() => undefined)
      return run
    },
  }
}
