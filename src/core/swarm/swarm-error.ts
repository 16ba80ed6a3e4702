import { MemCubeError } from '../errors.ts'

/** A record, key or message of a swarm that is not what it must be: ERR_UNVERIFIABLE, ERR_INCOMPATIBLE, ERR_DENIED, ERR_LIMIT, ERR_INVALID_INPUT. */
export class SwarmError extends MemCubeError {
  override name = 'SwarmError'
}
