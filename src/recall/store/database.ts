/** One place that loads `node:sqlite` and opens the index's file. */
import { closeSync, constants, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { DatabaseSync } from 'node:sqlite'
import { RecallError } from '../errors.ts'

/**
 * The write-ahead log makes a commit one append without a sync; a lost tail only moves cursors back. At 16 MiB it goes into the
 * database: that of a first index of 100,000 memories grew to 811 MB.
 */
const SETTINGS = `
pragma locking_mode = exclusive;
pragma journal_mode = wal;
pragma synchronous = normal;
pragma wal_autocheckpoint = 4096;
pragma temp_store = memory;
pragma cache_size = -8192;
`

/**
 * Takes the lock of an index: before anything of it is looked at, mended or thrown away. The system takes it back when the
 * process is gone. It is SQLite's lock on an empty file, in which nothing is ever written.
 * @throws {RecallError} ERR_HOME_IN_USE when another process has it.
 */
export function lockIndex(path: string): { release(): void } {
  try {
    return takeLock(path)
  } catch (cause) {
    if (isBusy(cause)) throw inUse(path, cause)
    if (!isNoDatabase(cause)) throw cause
    // Something was written into the file. Nobody has the lock, or SQLite had said so before it looked: it is emptied in place.
    emptyInPlace(path)
    return takeLock(path)
  }
}

/** What a link leads to is nothing of ours. */
function emptyInPlace(path: string): void {
  closeSync(openSync(path, constants.O_WRONLY | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0)))
}

function takeLock(path: string): { release(): void } {
  const { DatabaseSync } = loadSqlite()
  const database = new DatabaseSync(path)
  try {
    // With its journal in memory no file appears beside it. The transaction is never ended: it is the lock.
    database.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    database.close()
    throw error
  }
  return { release: () => database.close() }
}

/** @throws {RecallError} ERR_HOME_IN_USE when another process holds the file. */
export function openDatabase(path: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite()
  const database = new DatabaseSync(path)
  try {
    database.exec(SETTINGS)
    // Takes the exclusive lock now, not at the first write.
    database.exec('begin immediate; commit')
    return database
  } catch (cause) {
    database.close()
    if (!isBusy(cause)) throw cause
    throw inUse(path, cause)
  }
}

function inUse(path: string, cause: unknown): RecallError {
  return new RecallError('ERR_HOME_IN_USE', `the recall index ${path} is open in another process`, {
    hint: 'Stop the other memcube of this home, or talk to its daemon.',
    cause,
  })
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

/** SQLITE_BUSY and SQLITE_LOCKED: somebody else's file, not a broken one. */
function isBusy(error: unknown): boolean {
  return [5, 6].includes(sqliteCode(error))
}

/** SQLITE_NOTADB. */
function isNoDatabase(error: unknown): boolean {
  return sqliteCode(error) === 26
}

function sqliteCode(error: unknown): number {
  const code = (error as { errcode?: unknown } | null)?.errcode
  return typeof code === 'number' ? code & 0xff : 0
}
