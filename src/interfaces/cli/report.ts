/** Every error as a sentence, what to do about it, and an exit code. Never a stack trace, unless asked for. */
import { MemCubeError } from '../../core/errors.ts'
import { exitCodeOf } from './exit-codes.ts'
import type { Output } from './output.ts'

export interface ReportOptions {
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
  if (debug && error instanceof Error) out.note(String(error.stack))
  return exitCodeOf(code)
}

function toMemCubeError(error: unknown): MemCubeError {
  if (error instanceof MemCubeError) return error
  const { name, message, code } = (
    error instanceof Error ? error : new Error(String(error))
  ) as NodeJS.ErrnoException
  if (name === 'AbortError') return new MemCubeError('ERR_ABORTED', 'interrupted; nothing was left half done')
  const hint = systemHints[code ?? '']
  if (hint !== undefined)
    return new MemCubeError(code === 'ENOSPC' ? 'ERR_DISK_FULL' : 'ERR_DENIED', message, { hint })
  return new MemCubeError('ERR_INTERNAL', message === '' ? name : message, {
    cause: error,
    hint: 'this is a mistake in memcube; set MEMCUBE_DEBUG=1 to see where, and report it',
  })
}

/** What the system refuses and the user can change. */
const systemHints: Readonly<Record<string, string>> = {
  EACCES: 'look at who owns it and at its permissions',
  EPERM: 'look at who owns it and at its permissions',
  EROFS: 'that disk is mounted read-only; choose another place',
  ENOSPC: 'free some space and repeat the command',
  EDQUOT: 'free some of your quota and repeat the command',
}
