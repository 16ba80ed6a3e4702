import { MemCubeError } from '../errors.ts'

/** A log, proof or note that does not hold: `ERR_UNVERIFIABLE`; one that cannot be written: `ERR_INVALID_INPUT`. */
export class AuditError extends MemCubeError {
  override name = 'AuditError'
}
