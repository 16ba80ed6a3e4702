/** The log of a process that stays: lines of JSON on stderr. */
import { pino, type Logger } from 'pino'
import { MemCubeError } from '../../core/errors.ts'

const levels = ['debug', 'info', 'warn', 'error']

/** @throws ERR_USAGE for a level that there is not */
export function createLog(level = 'warn'): Logger {
  if (!levels.includes(level)) {
    throw new MemCubeError('ERR_USAGE', `there is no log level "${level}"`, {
      hint: `use one of: ${levels.join(', ')}`,
    })
  }
  return pino(
    { level, serializers: { error: pino.stdSerializers.err } },
    pino.destination({ dest: 2, sync: true }),
  )
}
