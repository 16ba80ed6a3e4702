/**
 * A whole store as a list of entries, for backups: read under one snapshot while writers go on, and written again into a
 * folder that has no store. Blocks come before records. Damage is counted: a block by its
 * hash, a record by its checksum.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSnapshot, Entry, KeyRange, OpenDatabase, WriteOperation } from './database.ts'
import { hasHash } from './has-hash.ts'
import { allRecordsRange, blockRange, cidOfKey, probeKey } from './key-space.ts'
import { openLevelDatabase } from './level-database.ts'
import { diskFull, isWriteFault } from './level-errors.ts'
import { pages } from './pages.ts'
import { isSealed } from './records.ts'
import type { StoreCopy } from './interface.ts'

const everything: KeyRange = { gte: Uint8Array.of(0), lt: Uint8Array.of(0xff) }
/** Entries read and written at once, and bytes at most; as the store writes its own. */
const batchEntries = 1_024
const batchBytes = 8 * 1024 * 1024

export function createCopy(snapshot: DatabaseSnapshot): StoreCopy {
  return {
    async *entries() {
      const read = (range: KeyRange, limit: number): Promise<Entry[]> => snapshot.entries(range, limit)
      for await (const page of pages(read, ([key]) => key, everything, batchEntries))
        for (const entry of page) if (!isProbe(entry[0])) yield entry
    },
    close: () => snapshot.close(),
  }
}

/** What a copy has, counted. Damage of the store that was copied is copied with it, so that it can be repaired there. */
export interface CopyCount {
  entries: number
  blocks: number
  /** Blocks and records that do not hold. */
  damaged: number
}

export function emptyCount(): CopyCount {
  return { entries: 0, blocks: 0, damaged: 0 }
}

export function countEntry(count: CopyCount, [key, value]: Entry): void {
  count.entries++
  if (key[0] === blockRange.gte[0]) {
    count.blocks++
    const cid = cidOfKey(key)
    if (cid === undefined || !hasHash(cid, value)) count.damaged++
  } else if (key[0] === allRecordsRange.gte[0] && !isSealed(key, value)) count.damaged++
}

/**
 * Makes a store in a folder from entries.
 * @throws {StorageError} ERR_DISK_FULL, and what the entries throw; what is in the folder then is no whole store
 */
export async function writeCopy(
  dir: string,
  entries: AsyncIterable<Entry>,
  openDatabase: OpenDatabase = openLevelDatabase,
): Promise<CopyCount> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const database = await openDatabase(join(dir, 'level'))
  const count = emptyCount()
  try {
    let operations: WriteOperation[] = []
    let bytes = 0
    const flush = async (sync: boolean): Promise<void> => {
      await database.write(operations, { sync })
      operations = []
      bytes = 0
    }
    for await (const entry of entries) {
      const [key, value] = entry
      countEntry(count, entry)
      operations.push({ type: 'put', key, value })
      bytes += value.length
      if (operations.length >= batchEntries || bytes >= batchBytes) await flush(false)
    }
    operations.push({ type: 'put', key: probeKey, value: new Uint8Array() })
    await flush(true)
  } catch (error) {
    throw isWriteFault(error) ? diskFull(error) : error
  } finally {
    await database.close()
  }
  return count
}

function isProbe(key: Uint8Array): boolean {
  return key.length === 1 && key[0] === probeKey[0]
}
