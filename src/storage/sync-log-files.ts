/**
 * LevelDB's synced write syncs the log file that it goes to, and nothing else. When unsynced writes filled an earlier log
 * file, that file may still be in memory only: after a power loss the synced write would be there and the blocks that it
 * points at would not. Syncing every log file before the write that makes them visible keeps blocks before refs.
 */
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Log files that are gone in the meantime were moved into tables, which LevelDB syncs itself. */
export async function syncLogFiles(location: string): Promise<void> {
  const names = (await readdir(location)).filter((name) => name.endsWith('.log'))
  await Promise.all(names.map((name) => syncFile(join(location, name))))
}

async function syncFile(path: string): Promise<void> {
  // Opened for writing because Windows syncs no other handle; nothing is written.
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}
