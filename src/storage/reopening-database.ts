/**
 * A database that can be closed and opened again under its users. After a refused write LevelDB's log may end in half a
 * record, and records that follow it in the same file would be lost at the next start: only a fresh log is safe to write.
 */
import type { Database, OpenDatabase } from './database.ts'
import { RecentValues } from './recent-values.ts'
import { StorageError } from './storage-error.ts'

export interface ReopeningDatabase extends Database {
  /** Bytes of the values; undefined where there is none. */
  sizes(keys: Uint8Array[]): Promise<(number | undefined)[]>
  /** The value of a key that was written lately, as it was written; undefined says nothing. */
  recent(key: Uint8Array): Uint8Array | undefined
  /** Closes, runs what is to be done meanwhile, and opens. When opening fails, the next use tries again. */
  reopen(meanwhile?: () => Promise<void>): Promise<void>
}

export async function openReopeningDatabase(
  location: string,
  openDatabase: OpenDatabase,
): Promise<ReopeningDatabase> {
  let current: Promise<Database> | undefined
  let closed = false
  const recent = new RecentValues()
  const database = (): Promise<Database> => {
    if (closed) return Promise.reject(new StorageError('ERR_INTERNAL', 'the store is closed'))
    current ??= openDatabase(location).catch((error: unknown) => {
      current = undefined
      throw error
    })
    return current
  }
  /** A read that the closing of the old database cut off is done again on the new one. */
  const read = async <T>(from: (open: Database) => Promise<T>): Promise<T> => {
    const before = database()
    try {
      return await from(await before)
    } catch (error) {
      if (closed || before === current) throw error
      return from(await database())
    }
  }
  await database()
  return {
    getMany: (keys) => read((open) => open.getMany(keys)),
    hasMany: (keys) => read((open) => open.hasMany(keys)),
    sizes: (keys) =>
      read(async (open) => {
        if (open.sizes !== undefined) return open.sizes(keys)
        return (await open.getMany(keys)).map((value) => value?.length)
      }),
    async write(operations, options) {
      const opened = database()
      try {
        await (await opened).write(operations, options)
      } catch (error) {
        recent.clear()
        throw error
      }
      // Opened anew meanwhile, it may have lost what was not synced; closed, it answers no more.
      if (current === opened && !closed) recent.note(operations, options)
    },
    recent: (key) => recent.get(key),
    keys: (range, limit) => read((open) => open.keys(range, limit)),
    entries: (range, limit) => read((open) => open.entries(range, limit)),
    // Opening again ends a snapshot: what reads from it fails, and says so.
    snapshot: async () => (await database()).snapshot(),
    compact: async (range) => (await database()).compact(range),
    async reopen(meanwhile = async () => {}) {
      const old = await database()
      recent.clear()
      // Set before anything is awaited, so that whoever comes now waits for the fresh one.
      current = old
        .close()
        .then(meanwhile)
        .then(() => openDatabase(location))
      current.catch(() => (current = undefined))
      await current
    },
    async close() {
      const old = await current?.catch(() => undefined)
      closed = true
      recent.clear()
      await old?.close()
    },
  }
}
