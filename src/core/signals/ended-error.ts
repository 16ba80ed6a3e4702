/** What ended an operation, as an error of ours: the platform names a deadline and a giving up by errors without a code. Pure. */
import { MemCubeError } from '../errors.ts'

const REPEAT = 'repeat it; `memcube doctor` looks for reasons'

/** Whether a reason is a deadline: that of `AbortSignal.timeout`, one of ours, or what timers and streams wrap around either. */
export function isDeadline(reason: unknown): boolean {
  if (reason instanceof MemCubeError) return reason.code === 'ERR_TIMEOUT'
  if (!(reason instanceof Error)) return false
  return reason.name === 'TimeoutError' || (reason.name === 'AbortError' && isDeadline(reason.cause))
}

/** The code of the end of a signal that was aborted. */
export function codeOfEnd({ reason }: AbortSignal): 'ERR_TIMEOUT' | 'ERR_ABORTED' {
  return isDeadline(reason) ? 'ERR_TIMEOUT' : 'ERR_ABORTED'
}

/**
 * ERR_TIMEOUT or ERR_ABORTED for the end of a deadline or of an operation that was given up; undefined for any other error, and for
 * one of ours.
 * @param doing what was waited for, as the subject of a sentence: "the call pull"
 * @param signal that of who asked: while it is not aborted, something within the operation was the end, and ERR_TIMEOUT is its code
 */
export function endedError(error: unknown, doing: string, signal?: AbortSignal): MemCubeError | undefined {
  if (error instanceof MemCubeError) return undefined
  const given = signal?.aborted === true ? (signal.reason as unknown) : undefined
  const isOfCaller = given !== undefined && error === given
  if (!isOfCaller && !(error instanceof Error && endNames.has(error.name))) return undefined
  const reason = given ?? (error as Error).cause
  if (reason instanceof MemCubeError) return reason
  const late = isDeadline(error) || isDeadline(reason) ? 'took longer than its deadline' : endedWithin(signal)
  return late === undefined
    ? new MemCubeError('ERR_ABORTED', `${doing} was interrupted; nothing was left half done`, {
        cause: error,
      })
    : new MemCubeError('ERR_TIMEOUT', `${doing} ${late}`, { cause: error, hint: REPEAT })
}

/** Libraries end with an AbortError that has no reason, at a deadline and when they stop alike. */
function endedWithin(signal: AbortSignal | undefined): string | undefined {
  if (signal?.aborted !== false) return undefined
  return 'ended before it was done: something in it had waited too long, or the node is stopping'
}

const endNames: ReadonlySet<string> = new Set(['AbortError', 'TimeoutError'])
