/** Errors of the network layer. Codes are catalogued in `protocols/errors.md`. */
import { MemCubeError } from '../core/errors.ts'
import { isDeadline } from '../core/signals/index.ts'

export class NetworkError extends MemCubeError {
  override name = 'NetworkError'
}

/** The reason of an aborted signal as an error of this layer: a deadline is `ERR_TIMEOUT`, anything else `ERR_ABORTED`. */
export function abortedError(signal: AbortSignal, doing: string): NetworkError {
  const cause: unknown = signal.reason
  return isDeadline(cause)
    ? new NetworkError('ERR_TIMEOUT', `${doing} took longer than its deadline`, { cause })
    : new NetworkError('ERR_ABORTED', `${doing} was cancelled`, { cause })
}

/**
 * A peer, or the way to it, ended a stream before all was said. `ERR_ABORTED` is of who asked: here nobody gave anything up.
 * @param what happened, as a sentence without its full stop
 */
export function cutError(what: string, cause?: unknown): NetworkError {
  return new NetworkError('ERR_UNREACHABLE', what, {
    ...(cause !== undefined && { cause }),
    hint: 'repeat it; where it ends like that again, ask another node, or look at the log of that one',
  })
}
