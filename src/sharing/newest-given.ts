/**
 * The newest head whose state somebody gives. Everybody may pass on the newest head of an author, which is true, and give nothing of
 * its state: that must not hide the older one that others give.
 */
import { PolicyRefused } from '../cubes/policies/index.ts'
import { countOf } from '../home/index.ts'
import { chooseHead, type HighWater, type OfferedHead } from './choose-head.ts'

/** Heads that are tried for one pull: each may cost the time that slow peers are given. Guess. */
export const MAX_TRIED = 4

export interface Given<T> {
  given: T
  /** Why the newest one was not had, where it was not. */
  refused?: string
}

/**
 * @param first the head to begin with, of the offered ones
 * @throws what kept the first one from being had, when none of those tried is given; a refusal by the rules of the cube, and the
 *   reason of the signal, at once
 */
export async function newestGiven<T>(
  known: HighWater | undefined,
  offers: readonly OfferedHead[],
  first: OfferedHead,
  pull: (offer: OfferedHead) => Promise<T>,
  signal: AbortSignal,
): Promise<Given<T>> {
  const tried: OfferedHead[] = []
  let failure: { error: unknown } | undefined
  for (let offer = first; ;) {
    try {
      const given = await pull(offer)
      return failure === undefined ? { given } : { given, refused: notGiven(first, failure.error) }
    } catch (error) {
      signal.throwIfAborted()
      failure ??= { error }
      if (error instanceof PolicyRefused) throw error
      tried.push(offer)
      const next = chooseHead(
        known,
        offers.filter((one) => !tried.includes(one)),
      )
      if (next.type !== 'pull' || tried.length >= MAX_TRIED) throw failure.error
      offer = next.offer
    }
  }
}

function notGiven({ head, peers }: OfferedHead, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error)
  return `the head with sequence ${head.seq} is offered by ${countOf(peers.length, 'node')}, and none gives its state: ${why}`
}
