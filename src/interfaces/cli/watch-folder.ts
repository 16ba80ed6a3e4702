/** Tells when a folder has changed and come to rest. What a change means is not decided here. */
import { once } from 'node:events'
import { relative, sep } from 'node:path'
import { watch } from 'chokidar'

/** A folder that never rests is looked at after so many quiet times: with 500 ms, every 10 s. Guess. */
const mostQuietTimes = 20

export interface FolderWatch {
  /** Resolves when something has changed since the last call and the folder was quiet after it; false once stopped. */
  settled(): Promise<boolean>
  close(): Promise<void>
}

/**
 * Watches a folder, links in it and names that an import leaves out excepted. Resolves when changes from now on are seen.
 * @throws what the system refuses, and the reason of the signal
 */
export async function watchFolder(
  folder: string,
  quietMs: number,
  signal: AbortSignal,
): Promise<FolderWatch> {
  const watcher = watch(folder, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => relative(folder, path).split(sep).some(isNoise),
  })
  const rest = createRest(quietMs)
  const broken = Promise.withResolvers<never>()
  // Whoever waits for rest is told; nobody may be waiting.
  broken.promise.catch(() => {})
  watcher.on('all', rest.disturb).on('error', broken.reject)
  const stop = (): void => rest.end()
  signal.addEventListener('abort', stop, { once: true })
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', stop)
    rest.end()
    await watcher.close()
  }
  try {
    await Promise.race([once(watcher, 'ready', { signal }), broken.promise])
  } catch (error) {
    await close()
    throw error
  }
  return { settled: () => Promise.race([rest.next(), broken.promise]), close }
}

/** What changes often and is never imported. To see more than needed does no harm: the import decides what it takes. */
function isNoise(name: string): boolean {
  return (name.startsWith('.') && name !== '..') || name === 'node_modules'
}

export interface Rest {
  disturb(): void
  /** Resolves once for all disturbances before a quiet time, with false after the end. One caller at a time. */
  next(): Promise<boolean>
  end(): void
}

/** Quiet times after disturbances, as promises. */
export function createRest(quietMs: number): Rest {
  let quiet: NodeJS.Timeout | undefined
  let latest: NodeJS.Timeout | undefined
  let ended = false
  let due = false
  let tell: ((changed: boolean) => void) | undefined
  const deliver = (): void => {
    if (tell === undefined || (!due && !ended)) return
    const waiting = tell
    tell = undefined
    due = false
    waiting(!ended)
  }
  const clear = (): void => {
    clearTimeout(quiet)
    clearTimeout(latest)
    latest = undefined
  }
  const settle = (): void => {
    clear()
    due = true
    deliver()
  }
  return {
    disturb() {
      if (ended) return
      clearTimeout(quiet)
      quiet = setTimeout(settle, quietMs)
      latest ??= setTimeout(settle, quietMs * mostQuietTimes)
    },
    next: () =>
      new Promise((resolve) => {
        tell = resolve
        deliver()
      }),
    end() {
      ended = true
      clear()
      deliver()
    },
  }
}
