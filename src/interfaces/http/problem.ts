/** Errors as the API tells them: the codes of the command line, and an HTTP status that fits. */
import { knownError } from '../known-error.ts'

export interface Problem {
  code: string
  message: string
  hint: string | null
}

const statuses: Readonly<Record<string, number>> = {
  ERR_USAGE: 400,
  ERR_INVALID_INPUT: 400,
  ERR_DENIED: 403,
  ERR_NOT_FOUND: 404,
  ERR_CONFLICT: 409,
  ERR_LIMIT: 413,
  ERR_UNVERIFIABLE: 422,
  ERR_INCOMPATIBLE: 422,
  ERR_ROLLBACK: 422,
  // What the call depends on did not answer: other nodes, which are no fault of this server.
  ERR_UNREACHABLE: 424,
  ERR_TIMEOUT: 424,
  ERR_ABORTED: 499,
  ERR_INTERNAL: 500,
  ERR_DISK_FULL: 507,
}

export function statusOf(code: string): number {
  return statuses[code] ?? 422
}

/** What to say of an error. Of one that is not ours only that it happened: details are for the log. */
export function problemOf(error: unknown): Problem {
  const known = knownError(error)
  if (known !== undefined) return { code: known.code, message: known.message, hint: known.hint ?? null }
  const { statusCode, message } = error as { statusCode?: number; message?: string }
  // What fastify itself refuses: malformed JSON, a body that is too large, a media type that it does not read.
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return {
      code: statusCode === 413 ? 'ERR_LIMIT' : 'ERR_INVALID_INPUT',
      message: message ?? 'a request that cannot be read',
      hint: 'send one JSON object as application/json',
    }
  }
  return {
    code: 'ERR_INTERNAL',
    message: 'something went wrong that should not have',
    hint: 'see the log of the daemon, and report it',
  }
}
