/**
 * Who has the store open. The lock decides; this file beside it only lets the message to a second opener say which process
 * it is. A file that a killed process left behind blocks nobody.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { StorageError } from './storage-error.ts'

export async function saveHolder(path: string, pid: number): Promise<void> {
  const temporary = `${path}.${pid}.tmp`
  await writeFile(temporary, `${pid}\n`, { mode: 0o600 })
  await rename(temporary, path)
}

/** Called while the lock is still held, so the file removed is ours. */
export async function removeHolder(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** The process that holds the store, if the file says so and it lives. */
async function loadHolder(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const pid = /^[1-9]\d*\n$/.test(text) ? Number(text) : undefined
  return pid !== undefined && isAlive(pid) ? pid : undefined
}

/** ERR_HOME_IN_USE with the holder's process id, where known. */
export async function homeInUse(path: string, cause?: unknown): Promise<StorageError> {
  const pid = await loadHolder(path)
  const who =
    pid === undefined ? 'another process' : pid === process.pid ? `this process (${pid})` : `process ${pid}`
  return new StorageError('ERR_HOME_IN_USE', `${who} already has this home open`, {
    ...(cause !== undefined && { cause }),
    hint: `stop ${pid === undefined ? 'it' : `process ${pid}`} first, or give another home with --home; while a daemon runs, commands go through it by themselves`,
  })
}

/** Also true for a live process of another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
