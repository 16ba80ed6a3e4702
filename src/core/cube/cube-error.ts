import { MemCubeError } from '../errors.ts'

/** A record of a cube that is not what its kind demands: ERR_UNVERIFIABLE, ERR_LIMIT, ERR_INVALID_INPUT. */
export class CubeError extends MemCubeError {
  override name = 'CubeError'
}
