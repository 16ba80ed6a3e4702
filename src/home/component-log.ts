import type { Logger } from './logger.ts'

/** The log of one component, whose lines are marked and may have a level of their own. */
export function componentLog(log: Logger, name: string): Logger {
  return log.component?.(name) ?? log
}
