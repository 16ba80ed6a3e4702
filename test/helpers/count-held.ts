import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collections after which what is still there counts as held: weak references are let go between turns of the loop. */
const COLLECTIONS = 10

/** How many of these objects are still there once garbage was collected. */
export async function countHeld(refs: readonly WeakRef<object>[]): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let held = refs.length
  for (let round = 0; round < COLLECTIONS && held > 0; round++) {
    await nextTurn()
    collect()
    held = refs.filter((ref) => ref.deref() !== undefined).length
  }
  return held
}
