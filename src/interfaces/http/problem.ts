/** Errors as the API tells them: the codes of the command line, and an HTTP status that fits. */
import { knownError } from '../known-error.ts'

/** As `/v1/call` tells it. */
interface Problem {
  code: string
  message: string
  hint: string | null
}

/** RFC 9457, with the code and the hint of the command line. */
export interface ProblemDetails {
  /** `urn:memcube:problem:CODE` */
  type: string
  title: string
  status: number
  detail: string
  code: string
  hint: string | null
}

export const problemType = 'application/problem+json'

/** Of each code its status, and a title that is the same for every problem of it: those of protocols/errors.md. */
export const kinds: Readonly<Record<string, readonly [status: number, title: string]>> = {
  ERR_USAGE: [400, 'no such call, or one that is used wrongly'],
  ERR_INVALID_INPUT: [400, 'what was given does not fit'],
  ERR_DENIED: [403, 'policy, trust, ownership or permissions say no'],
  ERR_NOT_FOUND: [404, 'there is no such thing here'],
  ERR_CONFLICT: [409, 'it contradicts what is there'],
  ERR_LIMIT: [413, 'more than is allowed'],
  ERR_UNVERIFIABLE: [422, 'a hash, a signature, a shape or a closure does not hold'],
  ERR_INCOMPATIBLE: [422, 'another network, protocol or format version'],
  ERR_ROLLBACK: [422, 'older than what was accepted before'],
  ERR_CORRUPT: [422, 'what this node stored is damaged'],
  ERR_HOME_IN_USE: [422, 'another process owns the home'],
  // What the call depends on did not answer: other nodes, which are no fault of this server.
  ERR_UNREACHABLE: [424, 'no other node could be reached'],
  ERR_TIMEOUT: [424, 'another node did not answer in time'],
  ERR_ABORTED: [499, 'the operation was ended'],
  ERR_INTERNAL: [500, 'a mistake of memcube'],
  ERR_DISK_FULL: [507, 'the disk takes no more'],
}

export const problemCodes: readonly string[] = Object.keys(kinds)

export function statusOf(code: string): number {
  return kinds[code]?.[0] ?? 422
}

export function detailsOf({ code, message, hint }: Problem, status: number): ProblemDetails {
  const title = kinds[code]?.[1] ?? 'it was refused'
  return { type: `urn:memcube:problem:${code}`, title, status, detail: message, code, hint }
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

/** The status that an error names itself, where it is one of a refusal; else that of its code. */
export function statusFor(error: unknown, { code }: Problem): number {
  const { statusCode = 500 } = error as { statusCode?: number }
  return statusCode < 500 ? statusCode : statusOf(code)
}
