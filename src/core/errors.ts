/** What every error of memcube carries: a code that scripts rely on, a sentence, and what to do next. */
export interface ErrorDetails {
  /** What the reader can do about it; shown at the command line. */
  hint?: string
  cause?: unknown
}

/** Base of all errors. `code` is listed in `protocols/errors.md`. */
export class MemCubeError extends Error {
  override name = 'MemCubeError'
  readonly code: string
  readonly hint: string | undefined

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint
  }
}

/** A text as a sentence about it shows it: of a long one the beginning, and a sign that it was cut. */
export function shortened(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  return `${text.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The code of an error, also of the platform's for a deadline and for what was given up; of anything else that of a mistake. */
export function codeOf(error: unknown): string {
  if (error instanceof MemCubeError) return error.code
  return (error instanceof Error ? codesOfPlatform.get(error.name) : undefined) ?? 'ERR_INTERNAL'
}

const codesOfPlatform: ReadonlyMap<string, string> = new Map([
  ['TimeoutError', 'ERR_TIMEOUT'],
  ['AbortError', 'ERR_ABORTED'],
])
