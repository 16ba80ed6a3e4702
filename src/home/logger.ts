/** The subset of pino's logger that the node uses. */
export interface Logger {
  /** For lines that are many and only wanted when something is looked for. */
  trace?(fields: object, message: string): void
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  isLevelEnabled?(level: string): boolean
  /** A log of the same kind for a part of the program. */
  component?(name: string): Logger
}
