/**
 * A model of a disk that loses power: which bytes and names of a home were synced, learned from the calls that sync. What a
 * cut leaves:
 *
 *   - of a file that the program syncs itself, the bytes that it had when it was last synced;
 *   - of names, those that were there when their folder was last synced, each with the synced bytes of its file;
 *   - of a log of LevelDB, the bytes up to its last sync: of a synced write, which syncs the newest log, or of our own
 *     call; beyond them nothing, a part, or zeros. A log that was synced has its name: ext4, XFS, btrfs, APFS and NTFS
 *     keep the name of a new file with its first sync;
 *   - tables, manifest and CURRENT of LevelDB as they are: it syncs each before it relies on it. A sync that lies, and a
 *     cut between two such steps of LevelDB, are not in the model.
 *
 * The index is left out: it is a cache, and how it is found damaged is tested where it lives.
 */
import { copyFileSync, rmSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'

/** What is left of the bytes that were written and not synced. */
export type Tear = { type: 'nothing' } | { type: 'part' | 'zeros'; share: number }

interface SyncHandle {
  sync(): Promise<void>
  datasync(): Promise<void>
  stat(): Promise<{ ino: number }>
}

export class RecordedDisk {
  readonly home: string
  readonly #level: string
  /** Synced length of each log, by name: LevelDB gives none twice, and a new file may get the inode of one that is gone. */
  readonly #logs = new Map<string, number>()
  /** Synced bytes of every other file, by inode. */
  readonly #files = new Map<number, Uint8Array>()
  /** What each folder holds after a cut. */
  readonly #folders = new Map<string, Map<string, Uint8Array>>()
  /** Called after a file or folder was synced. */
  onSync: (() => Promise<void>) | undefined

  constructor(home: string) {
    this.home = home
    this.#level = join(home, 'store', 'level')
  }

  /** Listens to the program's own syncs. @returns what ends it */
  async listen(): Promise<() => void> {
    const handle = await open(dirname(this.home), 'r')
    const prototype = Object.getPrototypeOf(handle) as SyncHandle
    await handle.close()
    const { sync, datasync } = prototype
    const note = async (synced: SyncHandle): Promise<void> => {
      this.#noteSync((await synced.stat()).ino)
      await this.onSync?.()
    }
    const recording = (original: () => Promise<void>) =>
      async function (this: SyncHandle): Promise<void> {
        await original.call(this)
        await note(this)
      }
    prototype.sync = recording(sync)
    prototype.datasync = recording(datasync)
    return () => Object.assign(prototype, { sync, datasync })
  }

  /** LevelDB has done a synced write: the newest log is on the disk as it is. */
  noteSyncedWrite(): void {
    const newest = logsIn(this.#level).at(-1)
    if (newest === undefined) return
    const found = statSync(join(this.#level, newest), {
      throwIfNoEntry: false,
    })
    // LevelDB has gone on to another log and has moved this one into a table, which it syncs itself.
    if (found === undefined) return this.noteSyncedWrite()
    this.#logs.set(newest, found.size)
  }

  /** Every file is on the disk as it is, as after a while without writing. */
  settle(): void {
    for (const folder of foldersOf(this.home)) {
      if (folder === this.#level) for (const log of logsIn(folder)) this.#noteFile(join(folder, log))
      else for (const name of filesIn(folder)) this.#noteFile(join(folder, name))
      this.#noteFolder(folder)
    }
  }

  /** Writes what a cut at this moment leaves into another folder. @returns how many unsynced bytes were lost or torn */
  cut(into: string, tear: Tear): number {
    for (const folder of foldersOf(this.home)) {
      const to = join(into, relative(this.home, folder))
      mkdirSync(to, { recursive: true, mode: 0o700 })
      if (folder === this.#level) continue
      for (const [name, bytes] of this.#folders.get(folder) ?? [])
        writeFileSync(join(to, name), bytes, { mode: 0o600 })
    }
    return statSync(this.#level, { throwIfNoEntry: false }) === undefined ? 0 : this.#cutLevel(into, tear)
  }

  #cutLevel(into: string, tear: Tear): number {
    const to = join(into, relative(this.home, this.#level))
    let lost = 0
    for (const { name, bytes } of copyWhole(this.#level, to)) {
      const synced = this.#logs.get(name)
      const rest = bytes.length - (synced ?? 0)
      lost += rest
      if (synced === undefined && tear.type === 'nothing') continue
      const left = tear.type === 'nothing' ? 0 : Math.floor(rest * tear.share)
      const kept = Buffer.from(bytes.subarray(0, (synced ?? 0) + left))
      if (tear.type === 'zeros') kept.fill(0, synced ?? 0)
      writeFileSync(join(to, name), kept)
    }
    return lost
  }

  #noteSync(ino: number): void {
    for (const folder of foldersOf(this.home)) {
      if (statSync(folder).ino === ino) return this.#noteFolder(folder)
      const name = filesIn(folder).find(
        (one) => statSync(join(folder, one), { throwIfNoEntry: false })?.ino === ino,
      )
      if (name !== undefined) return this.#noteFile(join(folder, name))
    }
  }

  #noteFile(path: string): void {
    const found = statSync(path, { throwIfNoEntry: false })
    // LevelDB, which works on meanwhile, has moved the log into a table.
    if (found === undefined) return
    if (dirname(path) === this.#level) {
      if (path.endsWith('.log')) this.#logs.set(basename(path), found.size)
    } else this.#files.set(found.ino, readFileSync(path))
  }

  #noteFolder(folder: string): void {
    if (folder === this.#level) return
    const names = filesIn(folder).map((name): [string, Uint8Array] => [
      name,
      this.#files.get(statSync(join(folder, name)).ino) ?? new Uint8Array(),
    ])
    this.#folders.set(folder, new Map(names))
  }
}

/** The home and the folders in it, the index apart. */
function foldersOf(home: string): string[] {
  const inside = readdirSync(home, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
  return [home, ...inside.filter((folder) => relative(home, folder).split(/[/\\]/)[0] !== 'index')]
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))
}

interface LogFile {
  name: string
  bytes: Uint8Array
}

/**
 * The files as they are at one moment: LevelDB works on meanwhile, so what changed under the copy is copied again. A log that it
 * moves into a table is in one of the two. @returns the logs, which are not copied
 */
function copyWhole(from: string, to: string): LogFile[] {
  const state = (): string =>
    filesIn(from)
      .map((name) => `${name} ${statSync(join(from, name), { throwIfNoEntry: false })?.size}`)
      .join()
  let before = ''
  let logs: LogFile[] = []
  for (let now = state(); now !== before; now = state()) {
    before = now
    logs = []
    rmSync(to, { recursive: true })
    mkdirSync(to, { mode: 0o700 })
    for (const name of filesIn(from)) {
      const path = join(from, name)
      // A link would let a database that is opened there write into this one.
      if (!name.endsWith('.log')) ifThere(() => copyFileSync(path, join(to, name)))
      else ifThere(() => logs.push({ name, bytes: readFileSync(path) }))
    }
  }
  return logs
}

function ifThere(read: () => void): void {
  try {
    read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Logs in the order in which they were begun. */
function logsIn(folder: string): string[] {
  return filesIn(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()
}
