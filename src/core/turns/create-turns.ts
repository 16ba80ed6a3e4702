/**
 * When work that goes on and on gives others their turn. Reads that come from memory and promises that are there already never let
 * the event loop turn, however long a loop over them is. Pure: the clock and the loop are given.
 */

interface EventLoop {
  nowMs(): number
  /** Calls back in the next turn. */
  inNextTurn(run: () => void): void
}

/** So long a turn may take: a fifth of what a peer may make others wait, for the step that goes beyond it. */
export const mostTurnMs = 10

export interface Turns {
  /** Whether this turn has gone on for long enough; say so between two steps, and wait for `next` if it has. */
  isOver(): boolean
  /**
   * Resolves in a later turn that is not over yet. Of several that wait one goes on after another, as long as the turn lasts: all at
   * once would each take a step more. Who has waited longest is next, so that nobody who goes on and on keeps others waiting.
   */
  next(): Promise<void>
}

export function createTurns({ nowMs, inNextTurn }: EventLoop, mostMs = mostTurnMs): Turns {
  /** When somebody first asked in this turn. */
  let beganMs: number | undefined
  /** Each has a call of `goOn` that is due. */
  const waiting: (() => void)[] = []
  const isOver = (): boolean => {
    if (beganMs !== undefined) return nowMs() - beganMs >= mostMs
    beganMs = nowMs()
    inNextTurn(() => (beganMs = undefined))
    return false
  }
  const goOn = (): void => {
    if (isOver()) inNextTurn(goOn)
    else waiting.shift()?.()
  }
  return {
    isOver,
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        inNextTurn(goOn)
      }),
  }
}
