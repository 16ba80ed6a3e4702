import { ProtocolError } from '../errors.ts'

/**
 * The commit itself is false, whoever sent it: its author signed something that is not a cube. What was staged of it
 * is worth nothing. (A `ProtocolError` that is none of these blames the peer that sent the pack.)
 */
export class FalseCommitError extends ProtocolError {
  constructor(message: string, cause?: unknown) {
    super('ERR_UNVERIFIABLE', message, {
      cause,
      refusal: { class: 'unverifiable', code: 'ERR_UNVERIFIABLE', message },
    })
  }
}
