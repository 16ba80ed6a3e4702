/** Every error as a sentence, what to do about it, and an exit code. Never a stack trace, unless asked for. */
import { MemCubeError } from '../../core/errors.ts'
import { knownError } from '../known-error.ts'
import { exitCodeOf } from './exit-codes.ts'
import type { Output } from './output.ts'

interface ReportOptions {
  json: boolean
  /** Show where it happened; for people who mend memcube. */
  debug: boolean
}

/** What `--json` prints of an error. */
export function errorDocument(error: unknown): { code: string; message: string; hint: string | null } {
  const { code, message, hint } = toMemCubeError(error)
  return { code, message, hint: hint ?? null }
}

/** Prints what went wrong. @returns the exit code */
export function report(error: unknown, out: Output, { json, debug }: ReportOptions): number {
  const { code, message, hint } = errorDocument(error)
  if (json) out.json({ error: { code, message, hint } })
  else {
    out.note(`error: ${message}`)
    if (hint !== null) out.note(`hint: ${hint}`)
  }
  if (debug && error instanceof Error) for (const line of String(error.stack).split('\n')) out.note(line)
  return exitCodeOf(code)
}

function toMemCubeError(error: unknown): MemCubeError {
  const known = knownError(error)
  if (known !== undefined) return known
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return new MemCubeError('ERR_INTERNAL', message === '' ? name : message, {
    cause: error,
    hint: 'this is a mistake in memcube; set MEMCUBE_DEBUG=1 to see where, and report it',
  })
}
