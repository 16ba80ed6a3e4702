/**
 * Makes a home from a backup, all of it or nothing: it is put together in a folder beside, and takes its place by one
 * rename. The recall index is made again when it is first asked.
 *
 * A backup is older than what its home did after it. The numbers of heads that were signed since must not be used for
 * others, so own cubes go on far above the last number that the backup knows; and a published cube is not signed for
 * until other nodes were asked for newer states of it: see `cubes/restored.ts`. In a swarm the node asks by itself, once all
 * members are there.
 */
import { chmod, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { keyPairFromSecret, formatDid } from '../../core/identity/index.ts'
import {
  createApiToken,
  homePaths,
  openHome,
  openStore,
  requireSeed,
  syncFolder,
  type CopyCount,
} from '../../storage/index.ts'
import { markRestored, type Restored } from '../../cubes/index.ts'
import { invalidInput, NodeError, identities, kemKeyFile } from '../../home/index.ts'
import { readBackup } from './read-backup.ts'
import { unpack } from './unpack.ts'

interface RestoreOptions {
  /** A folder that does not exist yet, or is empty. */
  home: string
  /** The file that `backup` wrote. */
  file: string
  /** A folder with `author.key` and `node.key`, and those of swarms as a home has them, for a backup without keys. */
  keys?: string | undefined
  signal: AbortSignal
}

export interface RestoredHome extends CopyCount {
  home: string
  author: string
  peerId: string
  /** When the backup was made, milliseconds since the Unix epoch. */
  created: number
  files: number
  /** Own cubes that were published: look for newer states of them before writing. */
  published: string[]
  /** Names of the swarms that are in it. */
  swarms: string[]
}

/** @throws ERR_INVALID_INPUT, ERR_NOT_FOUND, ERR_CORRUPT, ERR_INCOMPATIBLE, ERR_DENIED; the folder is as it was then. */
export async function restoreBackup(options: RestoreOptions): Promise<RestoredHome> {
  const { home, file, signal } = options
  await requireEmpty(home)
  const work = join(dirname(home), `.${basename(home)}.restoring`)
  await makeWorkFolder(work)
  try {
    const { header, count, files, spaces } = await unpack(readBackup(file, signal), work)
    const published: string[] = []
    for (const { dir, author, name } of [{ dir: work, author: header.author, name: undefined }, ...spaces]) {
      await putKeys(
        { dir, author, isSpace: name !== undefined },
        header.keys ? undefined : keysOf(options, work, dir),
      )
      await createApiToken(dir)
      const isSwarm = name !== undefined
      const names = await markStore(dir, { author, createdMs: header.created, nowMs: Date.now(), isSwarm })
      published.push(...names.map((cube) => (name === undefined ? cube : `${name}/${cube}`)))
    }
    const { author, peerId } = identities(await openHome(work))
    for (const { dir } of spaces) await openHome(dir)
    await takePlace(work, home)
    const swarms = spaces.map(({ name }) => name)
    return { home, author, peerId, created: header.created, files, published, swarms, ...count }
  } catch (error) {
    await rm(work, { recursive: true, force: true })
    throw error
  }
}

/** Where the keys are for a backup without; those of a swarm lie there as they lie in a home. @throws ERR_INVALID_INPUT */
function keysOf({ keys }: RestoreOptions, work: string, dir: string): string {
  if (keys !== undefined) return join(keys, relative(work, dir))
  throw invalidInput(
    'this backup was made without keys; nothing was restored',
    'say with --keys DIR where author.key and node.key are',
  )
}

interface RestoredPart {
  dir: string
  /** `did:key` whose it is. */
  author: string
  isSpace: boolean
}

/** @throws ERR_NOT_FOUND, ERR_INVALID_INPUT for keys of another home */
async function putKeys({ dir, author, isSpace }: RestoredPart, folder: string | undefined): Promise<void> {
  const paths = homePaths(dir)
  const kemKey = isSpace ? [join(dir, kemKeyFile)] : []
  if (folder !== undefined)
    for (const path of [paths.authorKey, paths.nodeKey, ...kemKey]) {
      const key = await readFile(join(folder, basename(path))).catch((error: NodeJS.ErrnoException) => {
        throw new NodeError('ERR_NOT_FOUND', `the key cannot be read: ${error.message}`, {
          hint: `put ${[paths.authorKey, paths.nodeKey, ...kemKey].map((one) => basename(one)).join(', ')} into ${folder}`,
        })
      })
      await writeFile(path, key, { flag: 'wx', mode: 0o600, flush: true })
    }
  for (const path of kemKey) await requireSeed(path)
  const secret = await readFile(paths.authorKey)
  if (secret.length === 32 && formatDid(keyPairFromSecret(new Uint8Array(secret)).publicKey) === author)
    return
  throw invalidInput(
    `the author key is not that of ${author}, ${isSpace ? 'a member that' : 'whose home'} was saved; nothing was restored`,
    'give the keys of that home',
  )
}

async function markStore(dir: string, how: Restored): Promise<string[]> {
  const store = await openStore(homePaths(dir).store)
  try {
    return await markRestored(store, how)
  } finally {
    await store.close()
  }
}

async function requireEmpty(home: string): Promise<void> {
  const names = await readdir(home).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw invalidInput(`${home} cannot be used: ${error.message}`, 'name a folder that does not exist yet')
  })
  if (names.length === 0) return
  throw invalidInput(
    `${home} is not empty; a backup is restored as a home of its own, and nothing is ever replaced`,
    'name a folder that does not exist yet with --home DIR',
  )
}

async function makeWorkFolder(work: string): Promise<void> {
  await mkdir(dirname(work), { recursive: true })
  try {
    await mkdir(work, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new NodeError('ERR_CONFLICT', `${work} is there: another restore runs, or one was cut off`, {
      hint: 'see that none runs, remove that folder (it may hold keys), and try again',
    })
  }
  await chmod(work, 0o700)
}

async function takePlace(work: string, home: string): Promise<void> {
  await syncFolder(work)
  await rmdir(home).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(work, home)
  await syncFolder(dirname(home))
}
