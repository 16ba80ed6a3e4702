import { MemCubeError, type ErrorDetails } from '../core/errors.ts'

/** An error of the node's use cases; codes are those of `protocols/errors.md`. */
export class NodeError extends MemCubeError {
  override name = 'NodeError'
}

/** ERR_INVALID_INPUT: what was expected, what came, and what to do. */
export function invalidInput(
  message: string,
  hint: string,
  details: Omit<ErrorDetails, 'hint'> = {},
): NodeError {
  return new NodeError('ERR_INVALID_INPUT', message, { ...details, hint })
}

/** ERR_NOT_FOUND: what was looked for and where. */
export function notFound(message: string, hint: string): NodeError {
  return new NodeError('ERR_NOT_FOUND', message, { hint })
}
