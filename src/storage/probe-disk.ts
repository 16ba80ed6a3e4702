/** Whether a disk takes writes, found out without touching the database. */
import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Opening LevelDB again rewrites what its log holds, about 4 MiB, and starts new files: four times that, so that the disk
 * is not full again at once. Guess.
 */
const minFreeBytes = 16 * 1024 * 1024

/** Bytes written to try the disk: more than a file system keeps inside an inode. */
const probeBytes = 64 * 1024

/** @throws an error with a file system code when the disk has too little room or refuses. */
export async function probeDisk(folder: string): Promise<void> {
  const free = await freeBytes(folder)
  if (free < minFreeBytes) {
    throw Object.assign(new Error(`${free} bytes are free; at least ${minFreeBytes} are needed`), {
      code: 'ENOSPC',
    })
  }
  const path = join(folder, 'probe.tmp')
  const file = await open(path, 'w', 0o600)
  try {
    await file.write(new Uint8Array(probeBytes))
    await file.sync()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}

/** Bytes that the file system of a folder has free for unprivileged users. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
