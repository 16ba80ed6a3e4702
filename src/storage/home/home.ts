/**
 * A home: the folder with the keys, the configuration and the data of one person's node. Each file is written whole, and
 * `config.json` last, so a home whose making was interrupted is completed by making it again; a key once written stays.
 */
import { randomBytes } from 'node:crypto'
import { access, chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { withFiles } from '../file-errors.ts'
import { StorageError } from '../storage-error.ts'
import { createApiToken, loadApiToken } from './api-files.ts'
import { changeConfigFile } from './change-config.ts'
import { createConfig, homeVersion, loadConfig, type HomeConfig } from './home-config.ts'
import type { HolderRole } from './holder-file.ts'
import { lockHome, type HomeLock } from './home-lock.ts'
import { homePaths, type HomePaths } from './home-paths.ts'
import { migrateHome, migrations } from './migrations/index.ts'
import { requirePrivate } from './private-path.ts'
import { loadOrCreateSeed, loadSeed, requireSeed } from './seed-file.ts'
import { syncFolder } from './whole-file.ts'

export interface Home {
  dir: string
  paths: HomePaths
  config: HomeConfig
  /** Seed of the key that signs cubes, 32 bytes. */
  authorKey: Uint8Array
  /** Seed of the key that is the node's libp2p identity, 32 bytes. */
  nodeKey: Uint8Array
  /** Bearer token of the local API. */
  apiToken: string
}

interface CreateHomeOptions {
  name?: string
  nowMs?: () => number
  random?: (bytes: number) => Uint8Array
}

/**
 * Makes a home, or completes one whose making was interrupted. Where a whole one is, changes nothing: `created` is false.
 * @throws {StorageError} ERR_INVALID_INPUT for a folder that holds something else, ERR_DENIED, ERR_CORRUPT, ERR_INCOMPATIBLE.
 */
export function createHome(
  dir: string,
  options: CreateHomeOptions = {},
): Promise<{ created: boolean; home: Home }> {
  return withFiles(`the home in ${dir} could not be made`, () => makeHome(dir, options))
}

async function makeHome(dir: string, options: CreateHomeOptions): Promise<{ created: boolean; home: Home }> {
  const { name = 'anonymous', nowMs = Date.now, random = randomBytes } = options
  const paths = homePaths(dir)
  await migrateHome(dir, migrations)
  if ((await loadConfig(paths.config)) !== undefined) {
    await requirePrivate(dir, 0o700)
    await createApiToken(dir)
    return { created: false, home: await openHome(dir) }
  }
  await makeFolder(paths)
  await loadOrCreateSeed(paths.authorKey, random)
  await loadOrCreateSeed(paths.nodeKey, random)
  await createApiToken(dir)
  const created = await createConfig(paths.config, { version: homeVersion, name, created: nowMs() })
  return { created, home: await openHome(dir) }
}

/**
 * Reads a home. One of an older format is brought to that of this program, under its lock.
 * @param lock the lock of the home, where the caller has it
 * @throws {StorageError} ERR_HOME_IN_USE for a home of an older format that another has, ERR_NOT_FOUND where none is, ERR_DENIED when others can read its secrets, ERR_CORRUPT, ERR_INCOMPATIBLE.
 */
export function openHome(dir: string, lock?: HomeLock): Promise<Home> {
  return withFiles(`the home in ${dir} could not be read`, () => readHome(dir, lock))
}

/** Takes the lock of a home, then reads it. @throws {StorageError} ERR_HOME_IN_USE, and what `openHome` throws */
export async function openHomeAlone(dir: string, role: HolderRole): Promise<{ home: Home; lock: HomeLock }> {
  const lock = await lockHome(dir, role)
  try {
    const home = await openHome(dir, lock)
    // Made since it was looked for.
    return lock === undefined ? await openHomeAlone(dir, role) : { home, lock }
  } catch (error) {
    await lock?.release()
    throw error
  }
}

async function readHome(dir: string, lock: HomeLock | undefined): Promise<Home> {
  const paths = homePaths(dir)
  await migrateHome(dir, migrations, { lock })
  const config = await loadConfig(paths.config)
  if (config === undefined) throw await noHome(paths)
  await requirePrivate(dir, 0o700)
  const authorKey = await requireSeed(paths.authorKey)
  const nodeKey = await requireSeed(paths.nodeKey)
  return { dir, paths, config, authorKey, nodeKey, apiToken: await loadApiToken(dir) }
}

/** The settings of a home as they are now. @throws {StorageError} ERR_CORRUPT, ERR_INCOMPATIBLE, ERR_DENIED */
export function loadHomeConfig(dir: string): Promise<HomeConfig | undefined> {
  return loadConfig(homePaths(dir).config)
}

/**
 * Changes what a home keeps between runs, from what it keeps now; changes of several processes come one after the other.
 * @returns what is kept from now on
 * @throws {StorageError} ERR_HOME_IN_USE where another change does not end, ERR_DISK_FULL, ERR_CORRUPT
 */
export function changeConfig(
  home: Pick<Home, 'paths'>,
  change: (now: HomeConfig) => HomeConfig,
): Promise<HomeConfig> {
  return changeConfigFile(home.paths.config, change)
}

/** A private folder for the home: a new one, an empty one, or one where a home was begun. */
async function makeFolder(paths: HomePaths): Promise<void> {
  const { dir } = paths
  if ((await mkdir(dir, { recursive: true, mode: 0o700 }).catch(refuseFolder(dir))) !== undefined)
    return syncFolder(dir)
  const names = (await readdir(dir)).filter((name) => !name.endsWith('.tmp'))
  if (names.length === 0) return makePrivate(dir)
  await requirePrivate(dir, 0o700)
  const begun = [paths.authorKey, paths.nodeKey, paths.apiToken].some((path) =>
    names.includes(basename(path)),
  )
  if (begun) return requireNoData(paths, names)
  throw new StorageError(
    'ERR_INVALID_INPUT',
    `${dir} is neither empty nor a home: it holds ${names.slice(0, 3).join(', ')}`,
    {
      hint: 'give a folder that is empty or does not exist',
    },
  )
}

/** A store is only ever made in a whole home: one without configuration lost it, and must not be taken for a new one. */
async function requireNoData(paths: HomePaths, names: string[]): Promise<void> {
  const keys = [await loadSeed(paths.authorKey), await loadSeed(paths.nodeKey)]
  if (!names.includes(basename(paths.store)) || !keys.includes(undefined)) return
  throw new StorageError(
    'ERR_CORRUPT',
    `${paths.dir} holds a store, but a key and ${basename(paths.config)} are missing`,
    {
      hint: 'put the files back from a backup',
    },
  )
}

async function makePrivate(dir: string): Promise<void> {
  const { uid } = await stat(dir)
  if (process.getuid !== undefined && process.getuid() === uid) await chmod(dir, 0o700)
  await requirePrivate(dir, 0o700)
}

async function noHome(paths: HomePaths): Promise<StorageError> {
  const begun = await access(paths.authorKey).then(
    () => true,
    () => false,
  )
  if (begun) {
    return new StorageError(
      'ERR_CORRUPT',
      `the home in ${paths.dir} is not whole: ${basename(paths.config)} is missing`,
      {
        hint: 'run `memcube init` again; it keeps the keys that are there and completes the rest',
      },
    )
  }
  return new StorageError('ERR_NOT_FOUND', `there is no home in ${paths.dir}`, {
    hint: 'make one with `memcube init`',
  })
}

function refuseFolder(dir: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    if (cause.code === 'ENOSPC' || cause.code === 'EDQUOT') throw cause
    const code = cause.code === 'EACCES' || cause.code === 'EPERM' ? 'ERR_DENIED' : 'ERR_INVALID_INPUT'
    throw new StorageError(code, `the folder ${dir} cannot be made: ${cause.message}`, {
      cause,
      hint: 'give another folder with --home',
    })
  }
}
