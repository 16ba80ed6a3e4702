/** The database on disk: LevelDB through `level`, with what it needs so that a synced write keeps all writes before it. */
import { readdir } from 'node:fs/promises'
import { Level } from 'level'
import type { Database, Entry } from './database.ts'
import { fromLevelError } from './level-errors.ts'
import { StorageError } from './storage-error.ts'
import { syncLogFiles } from './sync-log-files.ts'

type BytesLevel = Level<Uint8Array, Uint8Array>

/** A page of a listing holds at most four of the largest blocks, beyond its last entry. Listings leave the cache to reads. */
const pageOptions = Object.freeze({ highWaterMarkBytes: 4 * 1024 * 1024, fillCache: false })

const levelOptions = Object.freeze({
  keyEncoding: 'view',
  valueEncoding: 'view',
  // Uncompressed, a byte that flips on disk damages the one block whose hash tells; compressed, LevelDB loses the 4 KiB of
  // neighbours with it and skips them in listings. Puts are a tenth faster too (measured), files larger by what text saves.
  compression: false,
})

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
    getMany: async (keys) => (await level.getMany(keys)).map((value) => value && plain(value)),
    hasMany: (keys) => level.hasMany(keys),
    async write(operations, { sync }) {
      if (sync && unsynced) {
        await syncLogFiles(location)
        unsynced = false
      }
      if (!sync) unsynced = true
      await level.batch(operations, { sync })
    },
    async keys(range, limit) {
      return (await page(level.keys({ ...range, ...pageOptions }), limit)).map(plain)
    },
    async entries(range, limit) {
      return (await page(level.iterator({ ...range, ...pageOptions }), limit)).map(([key, value]): Entry => [
        plain(key),
        plain(value),
      ])
    },
    close: () => level.close(),
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
