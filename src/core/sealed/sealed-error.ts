import { MemCubeError } from '../errors.ts'

/** What is sealed and cannot be opened: ERR_DENIED without the key of its epoch, ERR_UNVERIFIABLE, ERR_LIMIT, ERR_INVALID_INPUT. */
export class SealedError extends MemCubeError {
  override name = 'SealedError'
}
