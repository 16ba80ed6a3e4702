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
 * The same where the peer is why: it refused, or was not heard to the end. A peer speaks of what was asked of it, never of this
 * node: `ERR_ABORTED`, `ERR_CORRUPT`, `ERR_INTERNAL`, a code that is not listed and all others that tell of whoever reads them are taken
 * as what the class of the refusal means. Spec: protocols/README.md, "Refusals".
 */
export function errorOfPeer(refusal: Refusal): ProtocolError {
  const { code: said, message } = refusal
  const code = codesOfPeers.has(said) ? said : CODE_OF_CLASS[refusal.class]
  const hint = code === 'ERR_UNREACHABLE' ? 'repeat it later, or ask another node' : undefined
  const what = code === said ? message : `the peer ended it: ${message}`
  return new ProtocolError(code, what, { refusal, ...(hint !== undefined && { hint }) })
}

/** What a peer may say of a question of ours. */
const codesOfPeers: ReadonlySet<string> = new Set([
  'ERR_INCOMPATIBLE',
  'ERR_UNVERIFIABLE',
  'ERR_DENIED',
  'ERR_NOT_FOUND',
  'ERR_LIMIT',
  'ERR_TIMEOUT',
  'ERR_UNREACHABLE',
])

const CODE_OF_CLASS: Readonly<Record<RefusalClass, string>> = Object.freeze({
  incompatible: 'ERR_INCOMPATIBLE',
  unverifiable: 'ERR_UNVERIFIABLE',
  transient: 'ERR_UNREACHABLE',
  denied: 'ERR_DENIED',
  limit: 'ERR_LIMIT',
})

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
