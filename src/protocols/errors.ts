// What protocols throw, and the refusal that both sides of a stream log in the same words.
import { MemCubeError, type ErrorDetails } from '../core/errors.ts'

/**
 * Why a peer says no, as data: `incompatible` (another version or network), `unverifiable` (bytes that do not prove
 * themselves), `transient` (try again later), `denied` (not here, or not for you), `limit` (more than is allowed).
 */
export type RefusalClass = 'incompatible' | 'unverifiable' | 'transient' | 'denied' | 'limit'

/** A refusal as it travels. Spec: protocols/README.md, "Refusals". */
export interface Refusal {
  class: RefusalClass
  /** A code of protocols/errors.md. */
  code: string
  /** The field that the refusal is about, dotted, e.g. `versions.sync`. */
  field?: string
  /** One sentence that a person can act on. */
  message: string
}

/** A protocol that could not be followed to its end; `refusal` is what was sent to, or came from, the peer. */
export class ProtocolError extends MemCubeError {
  override name = 'ProtocolError'
  readonly refusal: Refusal | undefined

  constructor(code: string, message: string, details: ErrorDetails & { refusal?: Refusal } = {}) {
    super(code, message, details)
    this.refusal = details.refusal
  }
}

/** The error that a refusal is on the side that receives it. */
export function refusalError(refusal: Refusal, details: ErrorDetails = {}): ProtocolError {
  return new ProtocolError(refusal.code, refusal.message, { ...details, refusal })
}

/**
 * The same where the peer is why: it refused, or was not heard to the end. `ERR_ABORTED` says that who asked gave it up: a peer
 * that says so ended what somebody here still waits for.
 */
export function errorOfPeer(refusal: Refusal): ProtocolError {
  const { code, message } = refusal
  const hint = 'repeat it later, or ask another node'
  if (code === 'ERR_ABORTED')
    return new ProtocolError('ERR_UNREACHABLE', `the peer gave it up: ${message}`, { refusal, hint })
  return refusalError(refusal, code === 'ERR_UNREACHABLE' ? { hint } : {})
}

/** What to tell the peer about an error of ours: verdicts on its bytes in full, everything else in general words. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ProtocolError && error.refusal !== undefined) return error.refusal
  if (error instanceof MemCubeError) {
    const known = CLASS_OF_CODE[error.code]
    if (known !== undefined)
      return { class: known, code: error.code, message: error.message.slice(0, MAX_SENTENCE_CHARS) }
  }
  return {
    class: 'transient',
    code: 'ERR_INTERNAL',
    message: 'the peer met an error of its own; try again later',
  }
}

/** Longest sentence of a refusal. A guess: two lines of a terminal, four times. */
export const MAX_SENTENCE_CHARS = 640

const CLASS_OF_CODE: Readonly<Record<string, RefusalClass>> = Object.freeze({
  ERR_UNVERIFIABLE: 'unverifiable',
  ERR_INCOMPATIBLE: 'incompatible',
  ERR_LIMIT: 'limit',
  ERR_TIMEOUT: 'transient',
  ERR_DENIED: 'denied',
})
