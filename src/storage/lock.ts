/**
 * A lock that one process has and the system takes back when that process is gone, however it went. It is SQLite's lock on
 * an empty file: the one lock that Node brings along on every system. Nothing is ever written into the file, and nobody may
 * open it by other means: on Unix a process loses its locks on a file with the first descriptor of it that it closes.
 */
import { closeSync, constants, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { StorageError } from './storage-error.ts'

export interface Lock {
  /** Idempotent. */
  release(): void
}

/** SQLITE_BUSY and SQLITE_LOCKED. */
const busy = [5, 6]
/** SQLITE_CORRUPT and SQLITE_NOTADB: something was written into the file. */
const garbled = [11, 26]

/**
 * Asks once and waits for nobody. The folder has to be there.
 * @returns undefined while somebody has it, this process included
 * @throws what the system says; {StorageError} ERR_DENIED where nothing can be locked
 */
export function takeLock(path: string): Lock | undefined {
  createUnlessThere(path)
  try {
    return tryLock(path)
  } catch (first) {
    try {
      if (!garbled.includes(codeOf(first))) throw first
      // Nobody has it: SQLite asks for the lock before it looks into the file.
      emptyInPlace(path)
      return tryLock(path)
    } catch (cause) {
      throw new StorageError('ERR_DENIED', `${path} cannot be locked: ${(cause as Error).message}`, {
        cause,
        hint: 'run memcube as the owner of the folder, on a disk that can be written and knows locks',
      })
    }
  }
}

function tryLock(path: string): Lock | undefined {
  const { DatabaseSync } = loadSqlite()
  const database = new DatabaseSync(path)
  try {
    // With its journal in memory no file appears beside it. The transaction is never ended: it is the lock.
    database.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    database.close()
    if (busy.includes(codeOf(error))) return undefined
    throw error
  }
  return {
    release() {
      if (database.isOpen) database.close()
    },
  }
}

function codeOf(error: unknown): number {
  const { errcode = 0 } = error as { errcode?: number }
  return errcode & 0xff
}

/** In place: who waits for it has this file open. What a link leads to is nothing of ours. */
function emptyInPlace(path: string): void {
  closeSync(openSync(path, constants.O_WRONLY | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0)))
}

/** Made only where nobody can have it yet: a descriptor of a lock that this process has must not be closed. */
function createUnlessThere(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Older Node 22 warns that SQLite is experimental each time it is loaded; that one warning is kept from the user. */
function loadSqlite(): typeof import('node:sqlite') {
  const emit = process.emitWarning
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).startsWith('SQLite is an experimental feature')) return
    Reflect.apply(emit, process, [warning, ...rest])
  }
  try {
    return createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite')
  } finally {
    process.emitWarning = emit
  }
}
