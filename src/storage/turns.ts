/** Whoever reads on and on from the store gives up the turn now and then; see `core/turns.ts`. */
import { createTurns } from '../core/turns.ts'

export const turns = createTurns({
  nowMs: () => performance.now(),
  inNextTurn: (run) => void setImmediate(run),
})
