/** The database on disk: LevelDB through `level`, with what it needs so that a synced write keeps all writes before it. */
import { readdir } from 'node:fs/promises'
import { Level } from 'level'
import type { Database, DatabaseSnapshot, Entry } from './database.ts'
import { fromLevelError } from './level-errors.ts'
import { StorageError } from './storage-error.ts'
import { syncLogFiles } from './sync-log-files.ts'
import { turns } from './turns.ts'

type BytesLevel = Level<Uint8Array, Uint8Array>
/** What LevelDB can do and the databases of browsers, whose types `level` shares, cannot. */
interface CompactsRanges {
  compactRange(start: Uint8Array, end: Uint8Array): Promise<void>
}

/** A page of a listing holds at most four of the largest blocks, beyond its last entry. Listings leave the cache to reads. */
const pageOptions = Object.freeze({ highWaterMarkBytes: 4 * 1024 * 1024, fillCache: false })

const levelOptions = Object.freeze({
  keyEncoding: 'view',
  valueEncoding: 'view',
  // Uncompressed, a byte that flips on disk damages the one block whose hash tells; compressed, LevelDB loses the 4 KiB of
  // neighbours with it and skips them in listings. Puts are a tenth faster too (measured), files larger by what text saves.
  compression: false,
})

/**
 * So few keys are read at once and here: the way to a thread and back takes longer than the read. One block holds up the
 * rest for some microseconds, a cold one for one access to the disk. Measured: an add takes a third less time.
 */
const fewKeys = 2

/** @throws {StorageError} ERR_CORRUPT, ERR_DISK_FULL, ERR_HOME_IN_USE */
export async function openLevelDatabase(location: string): Promise<Database> {
  await refuseHeadless(location)
  const level: BytesLevel = new Level(location, levelOptions)
  try {
    await level.open()
  } catch (error) {
    throw fromLevelError(error, `the store in ${location} could not be opened`)
  }
  return createLevelDatabase(level, location)
}

/** Without its file CURRENT, LevelDB takes a folder of tables for an empty one and deletes them. */
async function refuseHeadless(location: string): Promise<void> {
  const names = await readdir(location).catch((): string[] => [])
  if (names.includes('CURRENT') || !names.some((name) => /^MANIFEST-|\.(ldb|sst|log)$/.test(name))) return
  throw new StorageError(
    'ERR_CORRUPT',
    `the store in ${location} could not be opened: its file CURRENT is missing`,
    {
      hint: 'keep the folder as it is and run `memcube doctor`; a backup, or the peers that hold the cubes, can replace what is lost',
    },
  )
}

function createLevelDatabase(level: BytesLevel, location: string): Database {
  let unsynced = false
  return {
    ...createReading(level),
    async hasMany(keys) {
      if (keys.length > fewKeys) return level.hasMany(keys)
      if (turns.isOver()) await turns.next()
      return keys.map((key) => level.getSync(key) !== undefined)
    },
    async write(operations, { sync }) {
      if (sync && unsynced) {
        await syncLogFiles(location)
        unsynced = false
      }
      if (!sync) unsynced = true
      await level.batch(operations, { sync })
    },
    async snapshot() {
      const snapshot = level.snapshot()
      return { ...createReading(level, { snapshot }), close: () => snapshot.close() }
    },
    // LevelDB names both ends as within the range; the key at `lt` is there at most once and costs nothing.
    compact: ({ gte, lt }) => (level as BytesLevel & CompactsRanges).compactRange(gte, lt),
    close: () => level.close(),
  }
}

function createReading(
  level: BytesLevel,
  from: { snapshot?: ReturnType<BytesLevel['snapshot']> } = {},
): Pick<DatabaseSnapshot, 'getMany' | 'keys' | 'entries'> {
  return {
    async getMany(keys) {
      const isHere = keys.length <= fewKeys
      // What is read here is there at once: a loop over a long history would never let anybody else run.
      if (isHere && turns.isOver()) await turns.next()
      const found = isHere ? keys.map((key) => level.getSync(key, from)) : await level.getMany(keys, from)
      return found.map((value) => value && plain(value))
    },
    async keys(range, limit) {
      return (await page(level.keys({ ...range, ...pageOptions, ...from }), limit)).map(plain)
    },
    async entries(range, limit) {
      const found = await page(level.iterator({ ...range, ...pageOptions, ...from }), limit)
      return found.map(([key, value]): Entry => [plain(key), plain(value)])
    },
  }
}

async function page<T>(
  iterator: { nextv(size: number): Promise<T[]>; close(): Promise<void> },
  limit: number,
): Promise<T[]> {
  try {
    return await iterator.nextv(limit)
  } finally {
    await iterator.close()
  }
}

/** Level gives Buffers, whose `slice` shares memory where that of a Uint8Array copies: nobody else should have to know. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
