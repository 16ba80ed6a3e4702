/**
 * What stands between damaged files and the rest of the store: opens a damaged database as far as it can be, keeps the
 * second copy of the high-water marks, and remembers what was wrong until a check has found all in order.
 */
import { join } from 'node:path'
import { decode } from '../../core/codec/index.ts'
import type { OpenDatabase, WriteOperation } from '../database.ts'
import type { HighWaterMark } from '../high-water.ts'
import type { StoreDamage } from '../interface.ts'
import { recordKey } from '../key-space.ts'
import { moveAside } from '../aside.ts'
import { checkAllRecords, createRecordReader, isSealed, putRecord, sealedValue } from '../records.ts'
import { openReopeningDatabase, type ReopeningDatabase } from '../reopening-database.ts'
import { openSecondMarks, type NamedMark, type SecondMarks } from '../second-marks.ts'
import { StorageError } from '../storage-error.ts'
import type { WriteQueue } from '../write-queue.ts'
import { openDamageNotes, type DamageNotes } from './damage-notes.ts'
import { finishMending, mendLevel, type Mended } from './mend-level.ts'

export interface Mender {
  damage(): StoreDamage[]
  note(message: string): Promise<void>
  clear(): Promise<void>
  mend(): Promise<void>
  /** These marks are in the database, synced. */
  marksWritten(marks: readonly NamedMark[]): Promise<void>
  close(): Promise<void>
}

interface OpenParts {
  location: string
  openDatabase: OpenDatabase
  /** Opens the files alone, wherever their blocks are: what is mended is files. */
  openFiles: OpenDatabase
  mend: boolean
}

interface Opened {
  database: ReopeningDatabase
  /** What was wrong and was done before the database could be opened. */
  found: string[]
}

/** The lock of the store is held. @throws {StorageError} ERR_CORRUPT when nothing can be opened, or nothing may be mended */
export async function openMended(parts: OpenParts): Promise<Opened> {
  const { location, openDatabase, mend } = parts
  await finishMending(location)
  try {
    const database = await openReopeningDatabase(location, openDatabase)
    if (!mend) return { database, found: [] }
    const lists = await orClose(database, () => listsRecords(database))
    if (lists) return { database, found: [] }
    await database.close()
  } catch (error) {
    if (!mend || !isCorrupt(error)) throw error
    return reopen(parts, error.message)
  }
  return reopen(parts, 'its tables cannot be listed')
}

/** A database that is of no use is closed, or its lock would refuse the next try. */
export async function orClose<T>(database: ReopeningDatabase, task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    await database.close()
    throw error
  }
}

async function reopen({ location, openDatabase, openFiles }: OpenParts, why: string): Promise<Opened> {
  const mended = await mendLevel(location, openFiles)
  return { database: await openReopeningDatabase(location, openDatabase), found: [describe(why, mended)] }
}

async function listsRecords(database: ReopeningDatabase): Promise<boolean> {
  try {
    for await (const _ of checkAllRecords(database));
    return true
  } catch (error) {
    if (isCorrupt(error)) return false
    throw error
  }
}

function isCorrupt(error: unknown): error is StorageError {
  return error instanceof StorageError && error.code === 'ERR_CORRUPT'
}

function describe(why: string, { aside, lostFiles, salvaged }: Mended): string {
  const lost =
    lostFiles.length === 0
      ? 'every file could be read at least in part'
      : `of ${lostFiles.join(', ')} only ${salvaged} entries could be saved`
  return `the files of the database were damaged (${why}); a mended copy took their place, and the damaged ones are kept in ${aside}; ${lost}`
}

export async function createMender(
  parts: Opened & { dir: string; location: string; queue: WriteQueue; openFiles: OpenDatabase },
): Promise<Mender> {
  const { database, found, dir, location, queue, openFiles } = parts
  const notes = await openDamageNotes(join(dir, 'damage.json'))
  const second = await openSecondMarks(join(dir, 'marks'))
  const note = (message: string): Promise<void> => notes.add({ atMs: Date.now(), message })
  for (const message of found) await note(message)
  await restoreMarks(database, queue, second, notes)
  return {
    damage: () => notes.list(),
    note,
    clear: () => notes.clear(),
    marksWritten: (marks) => second.append(marks),
    close: () => second.close(),
    async mend() {
      await queue.idle()
      let mended: Mended | undefined
      await database.reopen(async () => {
        mended = await mendLevel(location, openFiles)
      })
      if (mended !== undefined) await note(describe('fsck found them so', mended))
      await restoreMarks(database, queue, second, notes)
    },
  }
}

/** What the database has lost comes from the second copy; what the second copy lacks is written there. */
async function restoreMarks(
  database: ReopeningDatabase,
  queue: WriteQueue,
  second: SecondMarks,
  notes: DamageNotes,
): Promise<void> {
  const operations: WriteOperation[] = []
  const restored: string[] = []
  for (const [name, mark] of second.known) {
    const key = recordKey('heads', name)
    const [sealed] = await database.getMany([key]).catch(() => [undefined])
    const sound = sealed !== undefined && isSealed(key, sealed)
    if (sound && decode<HighWaterMark>(sealedValue(sealed)).seq >= mark.seq) continue
    if (sealed !== undefined && !sound) operations.push(...(await moveAside(database, key)))
    operations.push(putRecord({ space: 'heads', key: name, value: mark }))
    restored.push(name.slice(0, name.indexOf('/')))
  }
  if (operations.length > 0) {
    await queue.write(operations, { sync: true }).catch(() => undefined)
    await notes.add({
      atMs: Date.now(),
      message: `the database had lost what it knew of the newest heads of ${[...new Set(restored)].join(', ')}; that was put back from its second copy`,
    })
  }
  await appendMissing(database, second)
}

async function appendMissing(database: ReopeningDatabase, second: SecondMarks): Promise<void> {
  const missing: NamedMark[] = []
  try {
    for await (const [name, mark] of createRecordReader<HighWaterMark>(database, 'heads').readable())
      if ((second.known.get(name)?.seq ?? 0) < mark.seq) missing.push([name, mark])
  } catch (error) {
    // A table that cannot be listed: fsck says so.
    if (!isCorrupt(error)) throw error
  }
  await second.append(missing)
}
