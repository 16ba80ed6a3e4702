/** The log of a process that stays: lines of JSON on stderr or in a file, a level for each component, and no secret in it. */
import { pino, type DestinationStream, type Logger as Pino } from 'pino'
import { defaultLogLevel, parseLogLevels } from '../../home/log-levels.ts'
import type { Logger } from '../../node/index.ts'
import { boundedLines } from './event-lines.ts'
import { openLogFile } from './log-file.ts'
import { redactedPaths, redactLine, withoutBytes } from './redact-log.ts'

export interface Log extends Logger {
  fatal(fields: object, message: string): void
}

/**
 * @param wanted a level, or levels of components: `debug`, `warn,network=trace`
 * @param file appended to and rotated; stderr when not given
 * @throws ERR_USAGE for a level or a component that there is not
 */
export function createLog(wanted: string = defaultLogLevel, file?: string): Log {
  const { all, of } = parseLogLevels(wanted)
  const destination: DestinationStream = file === undefined ? logToStderr() : openLogFile(file)
  const root = pino(
    {
      level: all,
      serializers: { error: pino.stdSerializers.err },
      formatters: { log: withoutBytes },
      redact: { paths: redactedPaths, censor: '[redacted]' },
      hooks: { streamWrite: redactLine },
    },
    destination,
  )
  const component = (name: string): Pino => root.child({ component: name }, { level: of.get(name) ?? all })
  return Object.assign(root, { component })
}

/** A pipe whose reader is slow must not hold up what the log tells of: a write that waits would stop the whole process. */
function logToStderr(): DestinationStream {
  const missed = (count: number): string =>
    `${JSON.stringify({ level: 40, time: Date.now(), msg: `${count} lines of the log were left out: nobody read them` })}\n`
  return { write: boundedLines(process.stderr, missed) }
}
