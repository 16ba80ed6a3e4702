/**
 * Opens the index's database only if it can be trusted. A clean close leaves the file's SHA-256 beside it; after a crash
 * SQLite checks itself. Whatever fails is deleted: the index is a cache, and empty cursors make the node
 * index again.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { MemCubeError } from '../../core/errors.ts'
import { lockIndex, openDatabase } from './database.ts'
import { AWAY_TABLES } from './away-store.ts'
import { keepCounts, removeCounts, type IndexCounts } from '../sealed-counts.ts'
import { DATABASE, DIGEST, writeWhole } from './index-names.ts'
import { AWAY_VERSION, INDEX_VERSION } from './index-version.ts'
import { SCHEMA } from './schema.ts'

const LOCK = 'lock'
const READ_BYTES = 1024 * 1024

interface IndexFile {
  database: DatabaseSync
  /** Whether an index was there and had to be thrown away. */
  discarded: boolean
  /** Writes the file anew without what was deleted from it; no transaction may be open. */
  vacuum(): void
  /** Which programs may read it: see `schema.ts`; 0 is none, and the next opening makes another. */
  setVersion(version: number): void
  /** Call before the first write: from now on the file differs from its digest. */
  beginWriting(): void
  /** @param counts of what is in it, where nothing waits */
  close(counts?: IndexCounts): void
}

/** @throws {RecallError} ERR_HOME_IN_USE when another process has it open. */
export function openIndexFile(folder: string): IndexFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = lockIndex(join(folder, LOCK))
  try {
    const file = openLocked(folder)
    return { ...file, close: (counts) => (file.close(counts), lock.release()) }
  } catch (error) {
    lock.release()
    throw error
  }
}

function openLocked(folder: string): IndexFile {
  const existed = existsSync(join(folder, DATABASE))
  const trusted = existed ? openTrusted(folder) : undefined
  if (trusted) return withAwayTables(indexFile(folder, trusted, false))
  discard(folder)
  const database = openDatabase(join(folder, DATABASE))
  database.exec(`begin;${SCHEMA};commit`)
  database.exec(`pragma user_version = ${INDEX_VERSION}`)
  return indexFile(folder, database, existed)
}

/** An index that was made before there were servers has none of their tables. */
function withAwayTables(file: IndexFile): IndexFile {
  const known = "select 1 from sqlite_master where type = 'table' and name = 'away_vectors'"
  if (file.database.prepare(known).get() !== undefined) return file
  file.beginWriting()
  file.database.exec(`begin;${AWAY_TABLES}commit`)
  return file
}

function indexFile(folder: string, database: DatabaseSync, discarded: boolean): IndexFile {
  const digest = join(folder, DIGEST)
  let dirty = !existsSync(digest)
  if (dirty) removeCounts(folder)
  return {
    database,
    discarded,
    beginWriting() {
      if (dirty) return
      dirty = true
      removeCounts(folder)
      rmSync(digest, { force: true })
    },
    setVersion(version) {
      database.exec(`pragma user_version = ${version}`)
    },
    vacuum() {
      database.exec('vacuum')
      database.exec('pragma wal_checkpoint(truncate)')
    },
    close(counts) {
      database.exec('pragma wal_checkpoint(truncate)')
      database.close()
      if (dirty) writeWhole(digest, fileDigest(join(folder, DATABASE)))
      if (counts === undefined) removeCounts(folder)
      else keepCounts(folder, counts)
    },
  }
}

function openTrusted(folder: string): DatabaseSync | undefined {
  const path = join(folder, DATABASE)
  // A log beside the file means that it was not closed, whatever digest lies there.
  const sealed = existsSync(join(folder, DIGEST)) && !existsSync(`${path}-wal`)
  if (sealed && readFileSync(join(folder, DIGEST), 'utf8') !== fileDigest(path)) return undefined
  if (!sealed) rmSync(join(folder, DIGEST), { force: true })
  let database: DatabaseSync | undefined
  try {
    database = openDatabase(path)
    if (isSound(database, sealed)) return database
  } catch (error) {
    if (error instanceof MemCubeError) throw error
  }
  database?.close()
  return undefined
}

function isSound(database: DatabaseSync, sealed: boolean): boolean {
  const { user_version: version } = database.prepare('pragma user_version').get() as { user_version: number }
  if (version !== INDEX_VERSION && version !== AWAY_VERSION) return false
  if (sealed) return true
  const { quick_check: verdict } = database.prepare('pragma quick_check(1)').get() as { quick_check: string }
  return verdict === 'ok'
}

function discard(folder: string): void {
  removeCounts(folder)
  for (const name of [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`, `${DATABASE}-journal`, DIGEST]) {
    rmSync(join(folder, name), { force: true })
  }
}

function fileDigest(path: string): string {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  const file = openSync(path, 'r')
  try {
    for (let read = 0; (read = readSync(file, buffer)) > 0;) hash.update(buffer.subarray(0, read))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}
