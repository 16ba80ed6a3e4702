import { MemCubeError, type ErrorDetails } from '../errors.ts'

/** A history that cannot be merged: `ERR_NOT_FOUND` for a commit that is not here, `ERR_UNVERIFIABLE` for one that breaks the rules. */
export class MergeError extends MemCubeError {
  override name = 'MergeError'

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, message, details)
  }
}
