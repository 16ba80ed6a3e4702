/**
 * Brings a home of an older format to the one that this program reads, step by step. Whenever the power goes, the home is
 * at the format before a step or after it: a step writes only into a folder of its own, a journal then says what takes
 * whose place, and from the moment config.json has the new format, the next opening carries the journal out to the end.
 * There is a config.json at every moment, and what else is moved is moved after it: a program of the format before finds its
 * home whole, and what it writes then is not lost, since the step begins anew; or it finds a format that it refuses.
 *
 *   HOME/migrating/           what the step under way has written; before config.json is in place it counts for nothing
 *   HOME/migrating/journal    `{ to, replace }`: what is moved into place, in this order; config.json comes first
 *   HOME/format-1/            what the step from format 1 took the place of, kept for whoever has to go back
 */
import { access, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fromLevelError } from '../../level-errors.ts'
import { StorageError } from '../../storage-error.ts'
import { lockHome, type HomeLock } from '../home-lock.ts'
import { replaceFile, syncFolder } from '../whole-file.ts'

export interface MigrationStep {
  /** The format that it makes; it reads the one before. */
  to: number
  /** What changes, in a few words. */
  about: string
  /**
   * Writes the new form of what changes into `draft`, and changes nothing in `home`. Files are synced by the caller.
   * @returns paths in `draft` that take the place of the same paths in `home`: files, or whole folders such as `store`
   */
  write(home: string, draft: string): Promise<string[]>
}

interface Journal {
  to: number
  replace: string[]
}

const configName = 'config.json'

/** What moves a path; tests stand one that fails in its place. */
type Move = (from: string, to: string) => Promise<void>

interface MigrateOptions {
  /** The lock of the home, where the caller has it; it is taken for the time of the steps otherwise. */
  lock?: HomeLock | undefined
  move?: Move
}

/**
 * @param steps all steps there are, in order
 * @throws {StorageError} ERR_HOME_IN_USE while another has the home, ERR_INCOMPATIBLE for a format that no step starts from, ERR_DISK_FULL, ERR_DENIED
 */
export async function migrateHome(
  home: string,
  steps: readonly MigrationStep[],
  { lock, move = rename }: MigrateOptions = {},
): Promise<{ from: number; to: number } | undefined> {
  const isUnderWay = await exists(join(home, 'migrating'))
  if (!isUnderWay && stepsFrom(home, await formatOf(home), steps).length === 0) return undefined
  return alone(home, lock, async () => {
    await finishStep(home, move)
    const from = await formatOf(home)
    const todo = stepsFrom(home, from, steps)
    for (const step of todo) await runStep(home, step, move)
    const last = todo.at(-1)
    return from === undefined || last === undefined ? undefined : { from, to: last.to }
  })
}

function stepsFrom(
  home: string,
  from: number | undefined,
  steps: readonly MigrationStep[],
): readonly MigrationStep[] {
  const todo = from === undefined ? [] : steps.filter(({ to }) => to > from)
  const [first] = todo
  if (from === undefined || first === undefined) return []
  if (first.to !== from + 1) throw noStep(home, from, first.to)
  return todo
}

/** Nobody else may have the home open meanwhile. @throws {StorageError} ERR_HOME_IN_USE, ERR_DISK_FULL, ERR_DENIED */
async function alone<T>(home: string, held: HomeLock | undefined, task: () => Promise<T>): Promise<T> {
  const lock = held ?? (await lockHome(home, 'command'))
  try {
    return await task()
  } catch (error) {
    throw fromLevelError(error, `the home in ${home} could not be brought to a newer format`)
  } finally {
    if (held === undefined) await lock?.release()
  }
}

async function runStep(home: string, step: MigrationStep, move: Move): Promise<void> {
  const draft = join(home, 'migrating')
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  const replace = await step.write(home, draft)
  const config = JSON.parse(await readFile(await newest(home, draft, replace), 'utf8')) as object
  await writeFile(
    join(draft, configName),
    `${JSON.stringify({ ...config, version: step.to }, undefined, 2)}\n`,
    {
      mode: 0o600,
    },
  )
  const paths = [configName, ...replace.filter((path) => path !== configName)]
  await syncAll(draft)
  await replaceFile(join(draft, 'journal'), JSON.stringify({ to: step.to, replace: paths } satisfies Journal))
  await carryOut(home, move, { to: step.to, replace: paths })
}

/** The configuration that the step wrote, or the one of the home where it wrote none. */
async function newest(home: string, draft: string, replace: readonly string[]): Promise<string> {
  return join(replace.includes(configName) ? draft : home, configName)
}

/**
 * Carries out a step that was begun, from wherever it was left; one whose config.json is not in place never happened. A
 * program before this one moved config.json aside first: where there is none, the step was begun.
 */
async function finishStep(home: string, move: Move): Promise<void> {
  const draft = join(home, 'migrating')
  const journal = await readJournal(join(draft, 'journal'))
  const format = await formatOf(home)
  if (journal !== undefined && (format === undefined || format >= journal.to))
    return carryOut(home, move, journal)
  await removeDraft(home, draft)
}

async function carryOut(home: string, move: Move, journal: Journal): Promise<void> {
  const draft = join(home, 'migrating')
  const aside = join(home, `format-${journal.to - 1}`)
  await mkdir(aside, { recursive: true, mode: 0o700 })
  for (const path of journal.replace) {
    const parts = { home, draft, aside, path, move }
    await (path === configName ? putConfigInPlace(parts) : putInPlace(parts))
  }
  await syncFolder(aside)
  await removeDraft(home, draft)
}

async function removeDraft(home: string, draft: string): Promise<void> {
  if (!(await exists(draft))) return
  await rm(draft, { recursive: true, force: true })
  await syncFolder(home)
}

interface Parts {
  home: string
  draft: string
  aside: string
  path: string
  move: Move
}

/** In one move, so that the home always has one; the old one is copied before. */
async function putConfigInPlace({ home, draft, aside, path, move }: Parts): Promise<void> {
  if (!(await exists(join(draft, path)))) return
  const old = await readFile(join(home, path)).catch(() => undefined)
  if (old !== undefined) await replaceFile(join(aside, path), old)
  await move(join(draft, path), join(home, path))
  await syncFolder(home)
}

/** Each half is done once, whenever it was cut off: what still lies in the draft has not been put in place. */
async function putInPlace({ home, draft, aside, path, move }: Parts): Promise<void> {
  if (!(await exists(join(draft, path)))) return
  if ((await exists(join(home, path))) && !(await exists(join(aside, path)))) {
    await mkdir(dirname(join(aside, path)), { recursive: true, mode: 0o700 })
    await move(join(home, path), join(aside, path))
  }
  await mkdir(dirname(join(home, path)), { recursive: true, mode: 0o700 })
  await move(join(draft, path), join(home, path))
  await syncFolder(dirname(join(home, path)))
}

async function readJournal(path: string): Promise<Journal | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as Journal)
}

/** Undefined where no readable configuration is: opening the home says what is wrong with it. */
async function formatOf(home: string): Promise<number | undefined> {
  try {
    const { version } = JSON.parse(await readFile(join(home, configName), 'utf8')) as { version?: unknown }
    return Number.isSafeInteger(version) ? (version as number) : undefined
  } catch {
    return undefined
  }
}

function noStep(home: string, from: number, next: number): StorageError {
  return new StorageError(
    'ERR_INCOMPATIBLE',
    `${home} has format ${from}; this memcube brings formats from ${next - 1} on to its own`,
    { hint: 'open it once with an older memcube that still reads it' },
  )
}

async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await syncFolder(path)
    if (!entry.isFile()) continue
    const file = await open(path, 'r+')
    await file.sync()
    await file.close()
  }
  await syncFolder(folder)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
