/** Errors of the file system as ours, for the files of a home beside the database. */
import { MemCubeError } from '../core/errors.ts'
import { StorageError } from './storage-error.ts'

interface Meaning {
  code: string
  hint: string
}

const full: Meaning = { code: 'ERR_DISK_FULL', hint: 'free some space and try again' }
const denied: Meaning = {
  code: 'ERR_DENIED',
  hint: 'run memcube as the owner of the home, on a disk that can be written',
}
const tooManyFiles: Meaning = {
  code: 'ERR_INTERNAL',
  hint: 'allow the process more open files: `ulimit -n 4096`',
}

const meanings: Readonly<Record<string, Meaning>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  EIO: { code: 'ERR_CORRUPT', hint: 'look at the disk: the system could not read or write it' },
}

/**
 * Does something with files; an error of the system becomes ours, every other stays what it is.
 * @param what what could not be done, the beginning of a sentence
 * @throws {StorageError} ERR_DISK_FULL, ERR_DENIED, ERR_CORRUPT, ERR_INTERNAL
 */
export async function withFiles<T>(what: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    throw fromFileError(error, what)
  }
}

/** As `withFiles`, for an error that was caught already. */
export function fromFileError(error: unknown, what: string): unknown {
  if (error instanceof MemCubeError) return error
  const { code: systemCode, syscall, message } = error as NodeJS.ErrnoException
  const meaning = meanings[systemCode ?? '']
  if (meaning === undefined && syscall === undefined) return error
  const { code, hint } = meaning ?? {
    code: 'ERR_DENIED',
    hint: 'look at what the system says, and try again',
  }
  return new StorageError(code, `${what}: ${message}`, { cause: error, hint })
}
