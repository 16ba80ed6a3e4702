/** Turns what libp2p throws on a dial or on opening a stream into a sentence that a person can act on. */
import { isDeadline } from '../core/signals/index.ts'
import { printable } from './addresses.ts'
import { abortedError, NetworkError } from './network-error.ts'

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the name is not known',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'the connection was reset',
  TimeoutError: 'no answer in time',
  AbortError: 'no answer in time',
  NoValidAddressesError: 'no address is known, or none is of a kind that this node can dial',
}

const CHECK_HINT = 'check that the other daemon runs and that `memcube status` there shows this address'

/** @param tried what was dialled, for the message; @param cause what libp2p threw; @param profile named in the hint */
export function dialError(
  tried: string,
  cause: unknown,
  profile: string,
  signal?: AbortSignal,
): NetworkError {
  const what = printable(tried)
  const errors = flatten(cause)
  const names = errors.map(({ name }) => name)
  if (names.includes('DialDeniedError')) {
    return new NetworkError('ERR_DENIED', `this node may not connect to ${what}`, {
      cause,
      hint: `profile ${profile} does not dial such addresses, or the peer is blocked or not a member`,
    })
  }
  if (errors.some(isWrongPeer)) {
    return new NetworkError('ERR_UNREACHABLE', `another node than expected answers at ${what}`, {
      cause,
      hint: CHECK_HINT,
    })
  }
  if (errors.some(({ message }) => /dial self/.test(message))) {
    return new NetworkError('ERR_INVALID_INPUT', `${what} is the address of this node itself`, {
      cause,
      hint: 'give the address of another node',
    })
  }
  if (signal?.aborted && !isDeadline(signal.reason)) return abortedError(signal, `connecting to ${what}`)
  // A dial that was cut off reports whatever it was waiting for; the deadline is the reason.
  const reasons = signal?.aborted ? 'no answer in time' : [...new Set(errors.map(reason))].join('; ')
  return new NetworkError('ERR_UNREACHABLE', `could not reach ${what}: ${reasons}`, {
    cause,
    hint: CHECK_HINT,
  })
}

/** @param protocol what was asked for */
export function openError(
  peerId: string,
  protocol: string,
  cause: unknown,
  profile: string,
  signal?: AbortSignal,
): NetworkError {
  if (cause instanceof Error && cause.name === 'UnsupportedProtocolError') {
    return new NetworkError('ERR_INCOMPATIBLE', `peer ${peerId} does not speak ${protocol}`, {
      cause,
      hint: 'it may run another version of memcube, or something else',
    })
  }
  return dialError(peerId, cause, profile, signal)
}

function flatten(cause: unknown): Error[] {
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.flatMap(flatten)
  // libp2p throws the event by which a stream closed; it says why where somebody broke it off.
  if (cause instanceof Event)
    return flatten((cause as { error?: unknown }).error ?? new Error('the connection ended'))
  return [cause instanceof Error ? cause : new Error(String(cause))]
}

function isWrongPeer({ name, message }: Error): boolean {
  return name === 'UnexpectedPeerError' || message.includes('does not match expected remote')
}

function reason(error: Error): string {
  const code =
    'code' in error ? String(error.code) : (/\bE[A-Z]{4,}\b/.exec(error.message)?.[0] ?? error.name)
  return REASONS[code] ?? REASONS[error.name] ?? printable(error.message)
}

export function startError({ listen }: { listen: readonly string[] }, cause: unknown): NetworkError {
  return new NetworkError('ERR_CONFLICT', `could not listen on ${listen.join(', ')}`, {
    cause,
    hint: 'another program may hold the port; choose another, or 0 for any',
  })
}
