/**
 * A lock that one process has and the system takes back when that process is gone, however it went. It is SQLite's lock on
 * an empty file: the one lock that Node brings along on every system. Nothing is ever written into the file, and nobody may
 * open it by other means: on Unix a process loses its locks on a file with the first descriptor of it that it closes.
 */
import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { DatabaseSync } from 'node:sqlite'
import { StorageError } from './storage-error.ts'

export interface Lock {
  /** Idempotent. */
  release(): void
}

/** SQLITE_BUSY and SQLITE_LOCKED. */
const busy = [5, 6]

/**
 * Asks once and waits for nobody. The folder has to be there.
 * @returns undefined while somebody has it, this process included
 * @throws what the system says; {StorageError} ERR_DENIED where nothing can be locked
 */
export function takeLock(path: string): Lock | undefined {
  createUnlessThere(path)
  const { DatabaseSync } = loadSqlite()
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path)
    // With its journal in memory no file appears beside it. The transaction is never ended: it is the lock.
    database.exec('pragma journal_mode = memory; begin exclusive')
  } catch (cause) {
    database?.close()
    const { errcode = 0 } = cause as { errcode?: number }
    if (busy.includes(errcode & 0xff)) return undefined
    throw new StorageError('ERR_DENIED', `${path} cannot be locked: ${(cause as Error).message}`, {
      cause,
      hint: 'run memcube as the owner of the folder, on a disk that can be written and knows locks',
    })
  }
  const held = database
  return {
    release() {
      if (held.isOpen) held.close()
    },
  }
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
