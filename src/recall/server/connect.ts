/** The server that a target names. A driver is loaded when a home asks for its server, and never before. */
import { RecallError } from '../errors.ts'
import type { RecallServer } from './interface.ts'
import { connectPostgres } from './postgres.ts'
import { parseRecallTarget } from './target.ts'

/** @throws {RecallError} ERR_INVALID_INPUT */
export function connectRecall(
  target: string,
  password: string | undefined,
  broken: () => void,
): RecallServer {
  const postgres = parseRecallTarget(target)
  if (postgres === undefined) throw new RecallError('ERR_INVALID_INPUT', `${target} is no server`)
  return connectPostgres(postgres, password, broken)
}
