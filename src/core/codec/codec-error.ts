import { MemCubeError } from '../errors.ts'

/** Bytes or values that the codec refuses: ERR_UNVERIFIABLE, ERR_LIMIT or ERR_INVALID_INPUT. */
export class CodecError extends MemCubeError {
  override name = 'CodecError'
}
