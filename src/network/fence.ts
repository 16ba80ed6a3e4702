/**
 * The fence of a swarm: both ends of a connection must hold the same secret prologue, or their Noise handshake fails (Noise,
 * revision 34, section 6). It can be changed while a host runs.
 *
 * What a prologue does not do, by the same section: it is bound to the handshake, not mixed into the keys. Whoever dials
 * with another one, and ignores that nothing verifies, can read which peer id answers. Who may enter is decided by the roster.
 */
import { NetworkError } from './network-error.ts'

/** What HKDF-SHA256 gives for one epoch. */
const PROLOGUE_BYTES = 32

/** The prologue of one epoch, and a signal that is aborted when another one takes its place. */
export interface FenceEpoch {
  readonly prologue: Uint8Array
  readonly over: AbortSignal
}

export interface Fence {
  /** The prologue in force. */
  readonly current: FenceEpoch
  /**
   * Puts another prologue in force, at once: handshakes under the old one that are not finished fail. Connections that are
   * open stay; `enforceRoster` of the host closes those of peers that are no longer admitted.
   * @throws {NetworkError} ERR_USAGE
   */
  switchTo(prologue: Uint8Array): void
}

/**
 * @param prologue 32 secret bytes, derived from the secret of the epoch
 * @throws {NetworkError} ERR_USAGE
 */
export function createFence(prologue: Uint8Array): Fence {
  let ends = new AbortController()
  let current: FenceEpoch = { prologue: checked(prologue), over: ends.signal }
  return {
    get current() {
      return current
    },
    switchTo(next) {
      const former = ends
      const bytes = checked(next)
      ends = new AbortController()
      current = { prologue: bytes, over: ends.signal }
      former.abort(new NetworkError('ERR_DENIED', 'the epoch of the swarm has changed'))
    },
  }
}

/** Why these bytes cannot be a fence, or undefined. */
export function prologueProblem(prologue: Uint8Array): string | undefined {
  if (prologue.length !== PROLOGUE_BYTES)
    return `expected a fence of ${PROLOGUE_BYTES} bytes, got ${prologue.length}`
  if (prologue.every((byte) => byte === prologue[0])) return 'the bytes of the fence are all the same'
  return undefined
}

function checked(prologue: Uint8Array): Uint8Array {
  const problem = prologueProblem(prologue)
  if (problem !== undefined)
    throw new NetworkError('ERR_USAGE', problem, { hint: 'derive it from the secret of the epoch' })
  return prologue.slice()
}
