/**
 * A database that can be closed and opened again under its users. After a refused write LevelDB's log may end in half a
 * record, and records that follow it in the same file would be lost at the next start: only a fresh log is safe to write.
 */
import type { Database, OpenDatabase } from './database.ts'
import { StorageError } from './storage-error.ts'

export interface ReopeningDatabase extends Database {
  /** Closes and opens. When opening fails, the next use tries again. */
  reopen(): Promise<void>
}

export async function openReopeningDatabase(location: string, openDatabase: OpenDatabase): Promise<ReopeningDatabase> {
  let current: Promise<Database> | undefined
  let closed = false
  const database = (): Promise<Database> => {
    if (closed) return Promise.reject(new StorageError('ERR_INTERNAL', 'the store is closed'))
    current ??= openDatabase(location).catch((error: unknown) => {
      current = undefined
      throw error
    })
    return current
  }
  await database()
  return {
    getMany: async (keys) => (await database()).getMany(keys),
    hasMany: async (keys) => (await database()).hasMany(keys),
    write: async (operations, options) => (await database()).write(operations, options),
    keys: async (range, limit) => (await database()).keys(range, limit),
    entries: async (range, limit) => (await database()).entries(range, limit),
    async reopen() {
      const old = await database()
      // Set before anything is awaited, so that whoever comes now waits for the fresh one.
      current = old.close().then(() => openDatabase(location))
      current.catch(() => (current = undefined))
      await current
    },
    async close() {
      const old = await current?.catch(() => undefined)
      closed = true
      await old?.close()
    },
  }
}
