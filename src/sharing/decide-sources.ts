/**
 * What becomes of a pull whose source is slow, where others have the same. Sources are raced: who is slow goes on beside the
 * next one, until somebody is fast or too many run. Pure.
 */

/** Sources that give one commit at once. Each may have its credit in flight, 4 MiB. A guess. */
export const MAX_RACING = 3

/** A source that gives the commit now. */
export interface Racing {
  peerId: string
  /** What came from it of late. */
  recentBytes: number
  /** How it was when it was last looked at: undefined before that. */
  isSlow: boolean | undefined
}

export interface SourceStep {
  /** It is not asked any more; what came from it stays. */
  leave?: string
  /** So many of the next ones are asked too. */
  begin: number
}

/** @param told that of which a slow or a fast time has just ended @param waiting how many more could be asked */
export function decideSources(told: string, racing: readonly Racing[], waiting: number): SourceStep {
  const one = racing.find(({ peerId }) => peerId === told)
  if (one?.isSlow !== true) return { begin: 0, ...slowOf(racing, one) }
  // Left for a faster one, which brings the rest.
  if (racing.some(({ isSlow }) => isSlow === false)) return { leave: told, begin: 0 }
  // Who has not been looked at yet is given its time.
  const known = racing.filter(({ isSlow }) => isSlow !== undefined)
  const worst = known.reduce((a, b) => (b.recentBytes < a.recentBytes ? b : a)).peerId
  // All that may: where one is slow on purpose the next one often is too, and each would cost its time.
  const room = Math.min(waiting, MAX_RACING - racing.length)
  if (waiting > 0) return room > 0 ? { begin: room } : { leave: worst, begin: 1 }
  // All were tried: it may be the line of this node that is slow, which then brings everything once.
  return racing.length > 1 && known.length === racing.length ? { leave: worst, begin: 0 } : { begin: 0 }
}

/** Beside one that is fast, the slow one that gave least is of no use. */
function slowOf(racing: readonly Racing[], fast: Racing | undefined): { leave?: string } {
  if (fast?.isSlow !== false) return {}
  const slow = racing
    .filter(({ isSlow }) => isSlow === true)
    .toSorted((a, b) => a.recentBytes - b.recentBytes)
  return slow[0] === undefined ? {} : { leave: slow[0].peerId }
}
