import { MemCubeError, type ErrorDetails } from '../core/errors.ts'

/** What the recall index throws: a question that cannot be answered, or an index that cannot be opened. */
export class RecallError extends MemCubeError {
  override name = 'RecallError'

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(code, message, details)
  }
}
