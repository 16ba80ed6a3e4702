/** LevelDB's errors as ours. */
import { StorageError } from './storage-error.ts'

/** File system errors that mean the disk did not take a write. */
const writeFaults = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG', 'EMFILE', 'ENFILE'])

const fullDiskHint = 'free some space; memories can be read meanwhile, and writing goes on by itself once the disk takes it'

/** True for an error after which the database's log may end in half a record. */
export function isWriteFault(error: unknown): boolean {
  return chain(error).some(({ code }) => code === 'LEVEL_IO_ERROR' || (code !== undefined && writeFaults.has(code)))
}

/** ERR_DISK_FULL: the disk refused a write; says which way. */
export function diskFull(error: unknown): StorageError {
  const reason = chain(error).map(reasonOf).find((text) => text !== undefined) ?? 'the write failed'
  return new StorageError('ERR_DISK_FULL', `the disk does not take writes (${reason}); the store is read-only and nothing of this write was kept`, {
    cause: error,
    hint: fullDiskHint,
  })
}

/** An error of LevelDB as a StorageError; one that is ours already is kept. */
export function fromLevelError(error: unknown, what: string): StorageError {
  if (error instanceof StorageError) return error
  const codes = chain(error).map(({ code }) => code)
  if (codes.includes('LEVEL_LOCKED')) return new StorageError('ERR_HOME_IN_USE', `${what}: another process uses it`, { cause: error })
  const corrupt = codes.includes('LEVEL_CORRUPTION') || chain(error).some(({ message }) => /corruption|does not exist/i.test(message))
  if (corrupt) {
    return new StorageError('ERR_CORRUPT', `${what}: its files are damaged (${lastMessage(error)})`, {
      cause: error,
      hint: 'run `memcube doctor`; a backup or the peers that hold the cubes can replace what is lost',
    })
  }
  if (isWriteFault(error)) return new StorageError('ERR_DISK_FULL', `${what}: ${lastMessage(error)}`, { cause: error, hint: fullDiskHint })
  return new StorageError('ERR_INTERNAL', `${what}: ${lastMessage(error)}`, { cause: error })
}

interface ErrorLike {
  code?: string
  message: string
}

/** The error and its causes, outermost first. */
function chain(error: unknown): ErrorLike[] {
  const found: ErrorLike[] = []
  for (let at: unknown = error; at instanceof Error && found.length < 8; at = at.cause) found.push(at as ErrorLike)
  return found
}

function lastMessage(error: unknown): string {
  return chain(error).at(-1)?.message ?? String(error)
}

/** What the system said: the words after the path in LevelDB's message, or the code of a file operation. */
function reasonOf({ code, message }: ErrorLike): string | undefined {
  if (code === 'LEVEL_IO_ERROR') return message.slice(message.lastIndexOf(': ') + 1).trim()
  return code !== undefined && writeFaults.has(code) ? message : undefined
}

/** Waits for a read; an error of the database becomes ours. @throws {StorageError} ERR_CORRUPT, ERR_INTERNAL */
export async function reading<T>(result: Promise<T>): Promise<T> {
  try {
    return await result
  } catch (error) {
    throw fromLevelError(error, 'the store could not be read')
  }
}
