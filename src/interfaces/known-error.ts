/** Errors as every interface tells them: ours as they are, those of the system as a sentence, anything else as a mistake. */
import { basename } from 'node:path'
import { getSystemErrorMap } from 'node:util'
import { MemCubeError } from '../core/errors.ts'
import { endedError } from '../core/signals/index.ts'

/** What the system refuses and people can change. Anything that is not here is a mistake of ours. */
const systemErrors: Readonly<Record<string, readonly [code: string, hint: string]>> = {
  ENOENT: ['ERR_NOT_FOUND', 'check the path'],
  ENOTDIR: ['ERR_INVALID_INPUT', 'a part of the path is a file; check the path'],
  EISDIR: ['ERR_INVALID_INPUT', 'name a file, not a folder'],
  ENAMETOOLONG: ['ERR_INVALID_INPUT', 'choose a shorter name'],
  ELOOP: ['ERR_INVALID_INPUT', 'the links there lead in a circle; name the place itself'],
  EEXIST: ['ERR_INVALID_INPUT', 'choose a name that is not taken'],
  EACCES: ['ERR_DENIED', 'look at who owns it and at its permissions'],
  EPERM: ['ERR_DENIED', 'look at who owns it and at its permissions'],
  EROFS: ['ERR_DENIED', 'that disk is mounted read-only; choose another place'],
  EMFILE: ['ERR_LIMIT', 'raise the limit of open files (`ulimit -n`) and repeat it'],
  ENOSPC: ['ERR_DISK_FULL', 'free some space and repeat it'],
  EDQUOT: ['ERR_DISK_FULL', 'free some of your quota and repeat it'],
}

/** The error to tell; undefined for a mistake of ours, whose details are for people who mend memcube. */
export function knownError(error: unknown): MemCubeError | undefined {
  if (error instanceof MemCubeError) return error
  if (!(error instanceof Error)) return undefined
  return endedError(error, 'what was asked') ?? missingModule(error) ?? systemError(error)
}

/**
 * Much of the program is loaded where it is first needed. A build or an upgrade puts other files in its place, and what runs
 * since before finds its own no more.
 */
function missingModule(cause: NodeJS.ErrnoException): MemCubeError | undefined {
  if (cause.code !== 'ERR_MODULE_NOT_FOUND') return undefined
  const [, missing = 'a module'] = /'([^']+)'/.exec(cause.message) ?? []
  return new MemCubeError(
    'ERR_INCOMPATIBLE',
    `memcube was replaced while it ran, and ${basename(missing)}, a part of the earlier program, is gone`,
    {
      cause,
      hint: '`memcube stop`, then start the daemon again; where that does not help, install memcube again',
    },
  )
}

function systemError(cause: NodeJS.ErrnoException): MemCubeError | undefined {
  const { code = '', errno = 0, syscall = 'use', path = 'a file', message } = cause
  if (code === 'ERR_INVALID_ARG_VALUE' && message.includes('null bytes')) {
    return new MemCubeError('ERR_INVALID_INPUT', 'a path holds a NUL character', {
      cause,
      hint: 'check the path',
    })
  }
  const known = Object.hasOwn(systemErrors, code) ? systemErrors[code] : undefined
  if (known === undefined) return undefined
  const [told, hint] = known
  const [, why = code] = getSystemErrorMap().get(errno) ?? []
  return new MemCubeError(told, `cannot ${syscall} ${path}: ${why}`, { cause, hint })
}
