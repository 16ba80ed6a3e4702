/** LevelDB's errors as ours. */
import { StorageError } from './storage-error.ts'

/** File system errors that mean the disk did not take a write. */
const writeFaults = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG', 'EMFILE', 'ENFILE'])

const fullDiskHint =
  'free some space; memories can be read meanwhile, and writing goes on by itself once the disk takes it'

/** What LevelDB's words mean while opening or reading; the first that fits. LevelDB has no codes for these. */
const meanings: readonly { words: RegExp; code: string; hint: string }[] = [
  { words: /no space left|quota exceeded/i, code: 'ERR_DISK_FULL', hint: 'free some space and try again' },
  {
    words: /permission denied|not permitted|read-only file system/i,
    code: 'ERR_DENIED',
    hint: 'run memcube as the owner of the home, on a disk that can be written',
  },
  {
    words: /too many open files/i,
    code: 'ERR_INTERNAL',
    hint: 'allow the process more open files: `ulimit -n 4096`',
  },
  {
    words: /corruption|io error|does not exist/i,
    code: 'ERR_CORRUPT',
    hint: 'run `memcube doctor`; a backup, or the peers that hold the cubes, can replace what is lost',
  },
]

/** True for an error after which the database's log may end in half a record. */
export function isWriteFault(error: unknown): boolean {
  return chain(error).some(
    ({ code }) => code === 'LEVEL_IO_ERROR' || (code !== undefined && writeFaults.has(code)),
  )
}

/** ERR_DISK_FULL: the disk refused a write; says which way. */
export function diskFull(error: unknown): StorageError {
  return new StorageError(
    'ERR_DISK_FULL',
    `the disk does not take writes (${faultReason(error)}); the store is read-only and nothing of this write was kept`,
    {
      cause: error,
      hint: fullDiskHint,
    },
  )
}

/** What the system said when it refused a write. */
export function faultReason(error: unknown): string {
  return (
    chain(error)
      .map(reasonOf)
      .find((text) => text !== undefined) ?? 'the write failed'
  )
}

/** An error of LevelDB, met while opening or reading, as a StorageError; one that is ours already is kept. */
export function fromLevelError(error: unknown, what: string): StorageError {
  if (error instanceof StorageError) return error
  const errors = chain(error)
  const last = errors.at(-1)?.message ?? String(error)
  if (errors.some(({ code }) => code === 'LEVEL_LOCKED'))
    return new StorageError('ERR_HOME_IN_USE', `${what}: another process uses it`, { cause: error })
  const { code = 'ERR_INTERNAL', hint } =
    meanings.find(({ words }) => errors.some(({ message }) => words.test(message))) ?? {}
  return new StorageError(code, `${what}: ${last}`, { cause: error, ...(hint !== undefined && { hint }) })
}

/** Waits for a read; an error of the database becomes ours. @throws {StorageError} ERR_CORRUPT, ERR_INTERNAL */
export async function reading<T>(result: Promise<T>): Promise<T> {
  try {
    return await result
  } catch (error) {
    throw fromLevelError(error, 'the store could not be read')
  }
}

interface ErrorLike {
  code?: string
  message: string
}

/** The error and its causes, outermost first. */
function chain(error: unknown): ErrorLike[] {
  const found: ErrorLike[] = []
  for (let at: unknown = error; at instanceof Error && found.length < 8; at = at.cause) found.push(at)
  return found
}

/** What the system said: the words after the path in LevelDB's message, or the message of a file operation. */
function reasonOf({ code, message }: ErrorLike): string | undefined {
  if (code === 'LEVEL_IO_ERROR') return message.slice(message.lastIndexOf(': ') + 1).trim()
  return code !== undefined && writeFaults.has(code) ? message : undefined
}
