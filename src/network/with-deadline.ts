import { anySignal } from '../core/signals/index.ts'

/** A dial or the opening of a stream may take this long unless the caller's signal ends it earlier; libp2p's own default. */
const DIAL_TIMEOUT_MS = 10_000

export function withDeadline(signal: AbortSignal | undefined): AbortSignal {
  const deadline = AbortSignal.timeout(DIAL_TIMEOUT_MS)
  return signal === undefined ? deadline : anySignal([signal, deadline])
}
