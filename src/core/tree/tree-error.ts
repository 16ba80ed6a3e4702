import { MemCubeError, type ErrorDetails } from '../errors.ts'

/**
 * A tree that cannot be trusted, read or written: `ERR_UNVERIFIABLE` for a node that breaks the format,
 * `ERR_NOT_FOUND` for a node that the reader does not have, `ERR_INVALID_INPUT` and `ERR_LIMIT` for what a caller asked.
 */
export class TreeError extends MemCubeError {
  override name = 'TreeError'

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, message, details)
  }
}

/** The error for bytes that are not a valid node, or not valid at this place. */
export function unverifiable(what: string, cause?: unknown): TreeError {
  return new TreeError('ERR_UNVERIFIABLE', `tree node refused: ${what}`, { cause })
}
