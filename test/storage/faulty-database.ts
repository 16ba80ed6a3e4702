import type { Database, OpenDatabase, WriteOperation } from '../../src/storage/index.ts'
import { openLevelDatabase } from '../../src/storage/index.ts'

/** The real database, except that writes and openings fail while a fault is set. */
export interface FaultyDatabase {
  openDatabase: OpenDatabase
  /** What writes fail with. */
  writeFault: Error | undefined
  /** What opening fails with. */
  openFault: Error | undefined
  /** Writes that reached the database. */
  writes: { operations: WriteOperation[]; sync: boolean }[]
  opened: number
  /** Awaited by each write before it starts. */
  gate: Promise<void> | undefined
}

export function createFaultyDatabase(): FaultyDatabase {
  const faulty: FaultyDatabase = {
    writeFault: undefined,
    openFault: undefined,
    writes: [],
    opened: 0,
    gate: undefined,
    async openDatabase(location): Promise<Database> {
      if (faulty.openFault !== undefined) throw faulty.openFault
      const database = await openLevelDatabase(location)
      faulty.opened++
      return {
        ...database,
        async write(operations, { sync }) {
          await faulty.gate
          if (faulty.writeFault !== undefined) throw faulty.writeFault
          faulty.writes.push({ operations, sync })
          await database.write(operations, { sync })
        },
      }
    },
  }
  return faulty
}

/** An error as LevelDB gives it. */
export function levelIoError(words: string): Error {
  return Object.assign(new Error(`IO error: /home/alice/.memcube/store/level/000012.log: ${words}`), {
    code: 'LEVEL_IO_ERROR',
  })
}
