/** The log of a process that stays: lines of JSON on stderr or in a file, a level for each component, and no secret in it. */
import { pino, type DestinationStream, type Logger as Pino } from 'pino'
import { MemCubeError } from '../../core/errors.ts'
import type { Logger } from '../../node/index.ts'
import { boundedLines } from './event-lines.ts'
import { openLogFile } from './log-file.ts'
import { redactedPaths, redactLine, withoutBytes } from './redact-log.ts'

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'silent']
/** What writes lines: use cases and upkeep, connections, what is said to peers, the local API. */
const components = ['node', 'network', 'protocols', 'http']
const defaultLevel = 'warn'

export interface Log extends Logger {
  fatal(fields: object, message: string): void
}

interface Levels {
  all: string
  of: ReadonlyMap<string, string>
}

/**
 * @param wanted a level, or levels of components: `debug`, `warn,network=trace`
 * @param file appended to and rotated; stderr when not given
 * @throws ERR_USAGE for a level or a component that there is not
 */
export function createLog(wanted: string = defaultLevel, file?: string): Log {
  const { all, of } = parseLevels(wanted)
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

function parseLevels(text: string): Levels {
  let all = defaultLevel
  const of = new Map<string, string>()
  for (const part of text.split(',')) {
    const [first = '', level] = part.trim().split('=', 2)
    if (level === undefined) all = checkLevel(first)
    else if (components.includes(first)) of.set(first, checkLevel(level))
    else
      throw new MemCubeError('ERR_USAGE', `there is no component "${first}" in the log`, {
        hint: `use one of: ${components.join(', ')}`,
      })
  }
  return { all, of }
}

function checkLevel(level: string): string {
  if (levels.includes(level)) return level
  throw new MemCubeError('ERR_USAGE', `there is no log level "${level}"`, {
    hint: `use one of: ${levels.join(', ')}`,
  })
}
