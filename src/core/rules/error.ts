import { MemCubeError } from '../errors.ts'

/** A policy that cannot be read or is too costly, or one that says no. */
export class PolicyError extends MemCubeError {
  override name = 'PolicyError'
}
