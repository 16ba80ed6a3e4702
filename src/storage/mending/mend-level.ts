/**
 * Makes a database whose files are damaged one that opens, and loses nothing on the way: LevelDB's repair works on a copy,
 * what it gives up is looked through entry by entry, and the damaged folder is kept beside. Whenever the power goes, the
 * store is the damaged one or the mended one: a finished copy has a name of its own, and `finishMending` puts it in place.
 */
import { cp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { constants } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Level } from 'level'
import type { Database, Entry, OpenDatabase } from '../database.ts'
import { folderBytes } from '../folder-bytes.ts'
import { syncFolder } from '../home/whole-file.ts'
import { fromLevelError } from '../level-errors.ts'
import { freeBytes } from '../probe-disk.ts'
import { StorageError } from '../storage-error.ts'
import { provesItself } from './proves-itself.ts'
import { salvageTable } from './salvage-table.ts'

/** The copy and what repair writes anew, beside the original. */
const spaceFactor = 2
/** Entries of one write. Guess: as many as the store writes at once. */
const batchEntries = 1_024

export interface Mended {
  /** Name of the folder beside the store's that keeps the damaged files. */
  aside: string
  /** Files that LevelDB could not make sense of. */
  lostFiles: string[]
  /** Entries that were found in those files all the same. */
  salvaged: number
}

/**
 * The database must be closed.
 * @throws {StorageError} ERR_DISK_FULL when there is no room for a copy, ERR_CORRUPT when even the mended copy does not open
 */
export async function mendLevel(location: string, openDatabase: OpenDatabase): Promise<Mended> {
  await requireRoom(location)
  const draft = `${location}.mending`
  await rm(draft, { recursive: true, force: true })
  await cp(location, draft, { recursive: true, mode: constants.COPYFILE_FICLONE })
  const mended = await repairCopy(draft, openDatabase).catch((error: unknown) => {
    throw fromLevelError(error, `the store in ${location} could not be mended`)
  })
  // All of it is in the damaged folder as well, which is kept.
  await rm(join(draft, 'lost'), { recursive: true, force: true })
  await syncFiles(draft)
  await rename(draft, `${location}.mended`)
  const aside = await finishMending(location)
  return { ...mended, aside: aside ?? '' }
}

/** Puts a finished copy in the place of the damaged folder. @returns the name that this has now, if there was a copy */
export async function finishMending(location: string): Promise<string | undefined> {
  const names = await readdir(dirname(location)).catch((): string[] => [])
  const ready = `${basename(location)}.mended`
  if (!names.includes(ready)) return undefined
  let number = 1
  while (names.includes(asideName(location, number))) number++
  const here = names.includes(basename(location))
  if (here) await rename(location, join(dirname(location), asideName(location, number)))
  await rename(`${location}.mended`, location)
  await syncFolder(dirname(location))
  return asideName(location, here ? number : number - 1)
}

function asideName(location: string, number: number): string {
  return `${basename(location)}.damaged-${number}`
}

async function requireRoom(location: string): Promise<void> {
  const [bytes, free] = await Promise.all([folderBytes(location), freeBytes(dirname(location))])
  if (bytes * spaceFactor <= free) return
  throw new StorageError(
    'ERR_DISK_FULL',
    `mending the store needs ${bytes * spaceFactor} bytes for a copy of it; ${free} are free`,
    { hint: 'free some space; nothing was changed' },
  )
}

async function repairCopy(draft: string, openDatabase: OpenDatabase): Promise<Omit<Mended, 'aside'>> {
  await repairLevel(draft)
  const lost = join(draft, 'lost')
  const lostFiles = (await readdir(lost).catch((): string[] => [])).sort()
  const database = await openDatabase(draft)
  let salvaged = 0
  try {
    for (const name of lostFiles) {
      if (/\.(ldb|sst)$/.test(name)) salvaged += await salvageFile(database, join(lost, name))
    }
  } finally {
    await database.close()
  }
  return { lostFiles: lostFiles.filter((name) => /\.(ldb|sst|log)$|^MANIFEST/.test(name)), salvaged }
}

/** The class that `level` gives on this platform has it; its types do not say so. */
async function repairLevel(location: string): Promise<void> {
  const { repair } = Level as unknown as { repair(this: unknown, location: string): Promise<void> }
  await repair.call(Level, location)
}

/** Puts back what proves itself and is not there in a newer state. @returns how many entries */
async function salvageFile(database: Database, path: string): Promise<number> {
  const newest = new Map<string, { entry: Entry; sequence: bigint; deleted: boolean }>()
  for (const found of salvageTable(new Uint8Array(await readFile(path)))) {
    const name = Buffer.from(found.entry[0]).toString('latin1')
    const known = newest.get(name)
    if (known === undefined || known.sequence < found.sequence) newest.set(name, found)
  }
  const entries = [...newest.values()].filter(({ deleted, entry }) => !deleted && provesItself(entry))
  let salvaged = 0
  for (let start = 0; start < entries.length; start += batchEntries) {
    const batch = entries.slice(start, start + batchEntries).map(({ entry }) => entry)
    const held = await database.hasMany(batch.map(([key]) => key))
    const absent = batch.filter((_, index) => held[index] !== true)
    await database.write(
      absent.map(([key, value]) => ({ type: 'put', key, value })),
      { sync: true },
    )
    salvaged += absent.length
  }
  return salvaged
}

async function syncFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (!(await stat(path)).isFile()) continue
    const file = await open(path, 'r+')
    await file.sync()
    await file.close()
  }
  await syncFolder(folder)
}
