/**
 * Makes a home from a backup, all of it or nothing: it is put together in a folder beside, and takes its place by one
 * rename. The recall index is made again when it is first asked.
 *
 * A backup is older than what its home did after it. The numbers of heads that were signed since must not be used for
 * others, so own cubes go on far above the last number that the backup knows; and a published cube is not signed for
 * until somebody has looked whether other nodes hold newer states of it: see `cubes/restored.ts`.
 */
import {
  chmod,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  writeFile,
  type FileHandle,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { keyPairFromSecret, formatDid } from '../../core/identity/index.ts'
import {
  createApiToken,
  homePaths,
  openHome,
  openStore,
  syncFolder,
  writeCopy,
  type CopyCount,
  type Entry,
} from '../../storage/index.ts'
import { markRestored } from '../cubes/restored.ts'
import { invalidInput, NodeError } from '../errors.ts'
import { identities } from '../home.ts'
import { badFrame, type BackupHeader, type Frame } from './format.ts'
import { readBackup } from './read-backup.ts'

export interface RestoreOptions {
  /** A folder that does not exist yet, or is empty. */
  home: string
  /** The file that `backup` wrote. */
  file: string
  /** A folder with `author.key` and `node.key`, for a backup without keys. */
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
}

/** Names of files that a home has; nothing else is written, and nothing outside of it. */
const fileName = /^(?:[a-z0-9][a-z0-9._-]{0,63}|archive\/[a-z2-7]{8,128}\.car\.zst)$/

/** @throws ERR_INVALID_INPUT, ERR_NOT_FOUND, ERR_CORRUPT, ERR_INCOMPATIBLE, ERR_DENIED; the folder is as it was then. */
export async function restoreBackup(options: RestoreOptions): Promise<RestoredHome> {
  const { home, file, signal } = options
  await requireEmpty(home)
  const work = join(dirname(home), `.${basename(home)}.restoring`)
  await makeWorkFolder(work)
  try {
    const unpacked = await unpack(readBackup(file, signal), work)
    await putKeys(work, unpacked.header, options.keys)
    await createApiToken(work)
    const published = await markStore(work, unpacked.header)
    const { author, peerId } = identities(await openHome(work))
    await takePlace(work, home)
    const { header, count, files } = unpacked
    return { home, author, peerId, created: header.created, files, published, ...count }
  } catch (error) {
    await rm(work, { recursive: true, force: true })
    throw error
  }
}

interface Unpacked {
  header: BackupHeader
  count: CopyCount
  files: number
}

async function unpack(frames: AsyncGenerator<Frame>, work: string): Promise<Unpacked> {
  let header: BackupHeader | undefined
  let files = 0
  let end: { files: number; entries: number } | undefined
  let file: { handle: FileHandle; left: number } | undefined
  const finishFile = async (): Promise<void> => {
    if (file !== undefined && file.left !== 0) throw badFrame('a file in it is shorter than it says')
    await file?.handle.sync()
    await file?.handle.close()
    file = undefined
  }
  const entries = async function* (): AsyncGenerator<Entry> {
    for await (const frame of frames) {
      if ((header === undefined) !== (frame.type === 'header'))
        throw badFrame('its header is not its first part')
      switch (frame.type) {
        case 'header':
          header = checkHeader(frame.header)
          break
        case 'file':
          await finishFile()
          file = { handle: await createIn(work, frame.name), left: frame.bytes }
          files++
          break
        case 'chunk':
          if (file === undefined || frame.bytes.length > file.left)
            throw badFrame('a file in it is longer than it says')
          await file.handle.write(frame.bytes)
          file.left -= frame.bytes.length
          break
        case 'entry':
          await finishFile()
          yield [frame.key, frame.value]
          break
        case 'end':
          await finishFile()
          end = frame.end
      }
    }
  }
  try {
    const count = await writeCopy(homePaths(work).store, entries())
    if (header === undefined || end?.entries !== count.entries || end.files !== files)
      throw badFrame('it does not have what its end says')
    return { header, count, files }
  } finally {
    await file?.handle.close().catch(() => undefined)
  }
}

function checkHeader(header: BackupHeader): BackupHeader {
  if (
    header.t === 'memcube/backup' &&
    typeof header.author === 'string' &&
    Number.isSafeInteger(header.created)
  )
    return header
  throw badFrame('its header is not one')
}

async function createIn(work: string, name: string): Promise<FileHandle> {
  if (!fileName.test(name)) throw badFrame(`it holds a file named "${name.slice(0, 100)}", which no home has`)
  const path = join(work, name)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  return open(path, 'wx', 0o600)
}

/** @throws ERR_NOT_FOUND, ERR_INVALID_INPUT for keys of another home */
async function putKeys(work: string, header: BackupHeader, folder: string | undefined): Promise<void> {
  const paths = homePaths(work)
  if (!header.keys) {
    if (folder === undefined)
      throw invalidInput(
        'this backup was made without keys; nothing was restored',
        'say with --keys DIR where author.key and node.key are',
      )
    for (const path of [paths.authorKey, paths.nodeKey]) {
      const key = await readFile(join(folder, basename(path))).catch((error: NodeJS.ErrnoException) => {
        throw new NodeError('ERR_NOT_FOUND', `the key cannot be read: ${error.message}`, {
          hint: 'put author.key and node.key into that folder',
        })
      })
      await writeFile(path, key, { flag: 'wx', mode: 0o600, flush: true })
    }
  }
  const secret = await readFile(paths.authorKey)
  if (
    secret.length === 32 &&
    formatDid(keyPairFromSecret(new Uint8Array(secret)).publicKey) === header.author
  )
    return
  throw invalidInput(
    `the author key is not that of ${header.author}, whose home was saved; nothing was restored`,
    'give the keys of that home',
  )
}

async function markStore(work: string, header: BackupHeader): Promise<string[]> {
  const store = await openStore(homePaths(work).store)
  try {
    return await markRestored(store, { author: header.author, createdMs: header.created, nowMs: Date.now() })
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
