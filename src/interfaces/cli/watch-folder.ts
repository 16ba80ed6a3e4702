/** Tells when a folder has changed and come to rest. What a change means is not decided here. */
import { once } from 'node:events'
import { lstat, opendir } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { watch, type FSWatcher } from 'chokidar'
import { anySignal } from '../../core/signals/index.ts'

/** A folder that never rests is looked at after so many quiet times: with 500 ms, every 10 s. Guess. */
const mostQuietTimes = 20
/** How often it is asked whether the folder is still the same one: an unmount tells nobody. Guess. */
const lookMs = 1000

export interface FolderWatch {
  /** Resolves when something has changed since the last call and the folder was quiet after it; false once stopped. */
  settled(): Promise<boolean>
  /** As if something had changed. */
  disturb(): void
  close(): Promise<void>
}

/**
 * Watches a folder, links in it and names that an import leaves out excepted. Resolves when changes from now on are seen. It
 * outlives the folder: that it went, and that there is one again, are changes.
 * @throws what the system refuses at the beginning, and the reason of the signal
 */
export async function watchFolder(
  folder: string,
  quietMs: number,
  signal: AbortSignal,
): Promise<FolderWatch> {
  const rest = createRest(quietMs)
  let seen = await folderIdentity(folder)
  let watcher: FSWatcher | undefined = await startWatcher(folder, signal, rest.disturb, fail)
  /** A watcher that failed is replaced at the next look. */
  function fail(): void {
    seen = undefined
    rest.disturb()
  }
  async function look(): Promise<void> {
    const now = await folderIdentity(folder)
    if (now === seen) return
    await watcher?.close()
    watcher = undefined
    if (now !== undefined) watcher = await startWatcher(folder, signal, rest.disturb, fail)
    seen = now
    rest.disturb()
  }
  const stopped = new AbortController()
  const stop = (): void => {
    rest.end()
    stopped.abort()
  }
  const looking = lookAgain(look, anySignal([signal, stopped.signal]))
  signal.addEventListener('abort', stop, { once: true })
  return {
    settled: rest.next,
    disturb: rest.disturb,
    async close() {
      signal.removeEventListener('abort', stop)
      stop()
      await looking
      await watcher?.close()
    },
  }
}

async function lookAgain(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // What goes wrong while a folder comes and goes is tried again.
    await wait(lookMs, undefined, { signal })
      .then(look)
      .catch(() => {})
  }
}

async function startWatcher(
  folder: string,
  signal: AbortSignal,
  disturb: () => void,
  fail: () => void,
): Promise<FSWatcher> {
  const watcher = watch(folder, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => relative(folder, path).split(sep).some(isNoise),
  })
  const broken = Promise.withResolvers<never>()
  // Whoever waits for the beginning is told; nobody may be waiting.
  broken.promise.catch(() => {})
  watcher.on('all', disturb).on('error', (error) => {
    broken.reject(error)
    fail()
  })
  try {
    await Promise.race([once(watcher, 'ready', { signal }), broken.promise])
    return watcher
  } catch (error) {
    await watcher.close()
    throw error
  }
}

/** Tells one folder from another that has taken its place; undefined where none is that can be read. */
export async function folderIdentity(path: string): Promise<string | undefined> {
  try {
    const stat = await lstat(path, { bigint: true })
    // A link in its place is none: what it leads to is another folder.
    if (stat.isDirectory()) await (await opendir(path)).close()
    else if (!stat.isFile()) return undefined
    return `${stat.dev}:${stat.ino}`
  } catch {
    return undefined
  }
}

/** What changes often and is never imported. To see more than needed does no harm: the import decides what it takes. */
function isNoise(name: string): boolean {
  // Rules for agents (`.cursorrules`) are imported, though they are hidden.
  const isHidden = name.startsWith('.') && name !== '..' && !/(?:rules|hints)$/.test(name)
  return isHidden || name === 'node_modules'
}

interface Rest {
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
