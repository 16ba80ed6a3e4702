/** Which levels and components a log has, as one text. Pure. */
import { MemCubeError } from '../core/errors.ts'

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'silent']
/** What writes lines: use cases and upkeep, connections, what is said to peers, the local API. */
const components = ['node', 'network', 'protocols', 'http']
export const defaultLogLevel = 'warn'

interface Levels {
  all: string
  of: ReadonlyMap<string, string>
}

/** @param text a level, or levels of components: `debug`, `warn,network=trace` @throws ERR_USAGE for one that there is not */
export function parseLogLevels(text: string): Levels {
  let all = defaultLogLevel
  const of = new Map<string, string>()
  for (const part of text.split(',')) {
    const [first = '', level] = part.trim().split('=', 2)
    if (level === undefined) all = checkLevel(first)
    else if (components.includes(first)) of.set(first, checkLevel(level))
    else
      throw new MemCubeError('ERR_USAGE', `expected a component of the log, got "${first}"`, {
        hint: `use one of: ${components.join(', ')}`,
      })
  }
  return { all, of }
}

function checkLevel(level: string): string {
  if (levels.includes(level)) return level
  throw new MemCubeError('ERR_USAGE', `expected a log level, got "${level}"`, {
    hint: `use one of: ${levels.join(', ')}`,
  })
}
