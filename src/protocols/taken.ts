/** What waits to be written to a peer waits in memory here: who asks and does not read is not answered further. */
import { raceSignal } from 'race-signal'
import type { Channel } from '../network/index.ts'
import { ProtocolError } from './errors.ts'

/** @param sending resolves once all frames were taken; never rejects @returns false where the signal ended before */
export function isTaken(sending: Promise<void>, signal: AbortSignal): Promise<boolean> {
  return raceSignal(sending, signal).then(
    () => true,
    () => false,
  )
}

/** Closes once the peer has taken what is left; what it does not take within so many milliseconds is dropped. */
export async function closeWhenTaken(
  channel: Pick<Channel, 'close' | 'abort'>,
  sending: Promise<void>,
  withinMs: number,
): Promise<void> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), withinMs)
  const isDone = await isTaken(sending, late.signal)
  clearTimeout(timer)
  if (isDone) await channel.close()
  else channel.abort(new ProtocolError('ERR_ABORTED', 'the peer went away before it had everything'))
}
