/** Whoever reads frame after frame gives up the turn now and then; see `core/turns`. */
import { createTurns } from '../core/turns/index.ts'

export const turns = createTurns({
  nowMs: () => performance.now(),
  inNextTurn: (run) => void setImmediate(run),
})
