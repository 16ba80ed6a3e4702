/** Changes `config.json` under a lock of its own: a daemon keeps its ports while its owner changes what agents may do. */
import { setTimeout as pause } from 'node:timers/promises'
import { takeLock, type Lock } from '../lock.ts'
import { StorageError } from '../storage-error.ts'
import { loadConfig, replaceConfig, type HomeConfig } from './home-config.ts'

/** A change is one small file, written and synced: some milliseconds. Guesses: 5 s in all. */
const attempts = 500
const pauseMs = 10

export async function changeConfigFile(
  path: string,
  change: (now: HomeConfig) => HomeConfig,
): Promise<HomeConfig> {
  const lock = await lockConfig(`${path}.lock`)
  try {
    const now = await loadConfig(path)
    if (now === undefined)
      throw new StorageError('ERR_CORRUPT', `${path} is missing`, { hint: 'put the file back from a backup' })
    const changed = change(now)
    await replaceConfig(path, changed)
    return changed
  } finally {
    lock.release()
  }
}

async function lockConfig(path: string): Promise<Lock> {
  for (let attempt = 1; ; attempt++) {
    const lock = takeLock(path)
    if (lock !== undefined) return lock
    if (attempt === attempts)
      throw new StorageError(
        'ERR_HOME_IN_USE',
        `another process changes what ${path} locks, and does not end`,
        {
          hint: 'see which memcube processes run, and repeat this',
        },
      )
    await pause(pauseMs)
  }
}
