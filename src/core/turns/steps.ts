/** Work in steps, which says nothing of turns itself: done at once, or so that others have theirs between two steps. */
import type { Turns } from './create-turns.ts'

export type Steps<T> = Generator<void, T, void>

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

export async function inTurns<T>(steps: Steps<T>, turns: Turns): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (turns.isOver()) await turns.next()
  }
}
