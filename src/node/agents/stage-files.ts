/**
 * What an agent may read of the disk, as a private copy: importers then read the copy, which nobody can exchange under them.
 * Nothing is read outside the granted folders, through a link, out of the home or out of a file system that is no disk. A
 * file of the home is one under any name: a second name of it in a granted folder leads to the same keys.
 *
 * Node has no `openat`. So a file is opened without following a link, and after that it is looked up whether the real path
 * still leads to what was opened.
 */
import { constants, type BigIntStats } from 'node:fs'
import { lstat, mkdir, mkdtemp, open, readdir, realpath, rm, stat, statfs, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { NodeError, notFound } from '../../home/index.ts'
import { isWithin } from '../grants.ts'
import { insideHome, outsideFolders } from './grant-error.ts'

/** What one import of an agent may copy. Guesses: more than the exports that people have; beyond it a person imports. */
const maxFiles = 200_000
const maxBytes = 4 * 1024 ** 3
/** Of Linux: proc, sysfs, cgroup, cgroup2, debugfs, tracefs, securityfs, bpf. They look like files and are the system itself. */
const systemTypes = new Set([
  0x9fa0, 0x62656572, 0x27e0eb, 0x63677270, 0x64626720, 0x74726163, 0x73636673, 0xcafe4a11,
])
const systemFolders = ['/proc', '/sys', '/dev']

interface Staged extends AsyncDisposable {
  path: string
  /** What was not read, and why. */
  skipped: { item: string; reason: string }[]
}

interface Limits {
  folders: readonly string[]
  home: string
  signal: AbortSignal
}

/** @throws ERR_DENIED, ERR_NOT_FOUND, ERR_LIMIT */
export async function stageFiles(path: string, { folders, home, signal }: Limits): Promise<Staged> {
  const source = await allowedPath(path, folders)
  const forbidden = identityOf(await stat(home, { bigint: true }))
  await requireNotBelow(source, forbidden)
  const folder = await mkdtemp(join(tmpdir(), 'memcube-import-'))
  const staged: Staged = {
    path: join(folder, basename(source)),
    skipped: [],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
  try {
    await copy(
      {
        root: source,
        forbidden,
        ofHome: onceOnly(() => filesBelow(home)),
        signal,
        skipped: staged.skipped,
        files: 0,
        bytes: 0,
      },
      '',
      staged.path,
    )
    return staged
  } catch (error) {
    await staged[Symbol.asyncDispose]()
    throw error
  }
}

/** The real path, where it is in a folder that was granted. One that is elsewhere is refused alike whether it is there or not. */
async function allowedPath(path: string, folders: readonly string[]): Promise<string> {
  const real = await realpath(path).catch(() => undefined)
  const granted = await stillThere(folders)
  if (real === undefined && granted.some((folder) => isWithin(resolve(path), folder)))
    throw notFound(`nothing to import at ${path}`, 'give the path of a file or folder')
  if (real !== undefined && granted.some((folder) => isWithin(real, folder)) && !isSystem(real)) return real
  throw outsideFolders(granted)
}

/** Granted folders that are still what they were: one that became a link leads nowhere. */
async function stillThere(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await realpath(folder).catch(() => undefined)) === folder ? [folder] : [],
    ),
  )
  return found.flat()
}

const isSystem = (path: string): boolean => systemFolders.some((folder) => isWithin(path, folder))

interface Copying {
  root: string
  /** Of the home. */
  forbidden: string
  /** What the files of the home are, looked up for the first file that has several names. */
  ofHome(): Promise<ReadonlySet<string>>
  signal: AbortSignal
  skipped: Staged['skipped']
  files: number
  bytes: number
}

/** @param below the path below the root; empty for the root */
async function copy(state: Copying, below: string, to: string): Promise<void> {
  const from = join(state.root, below)
  state.signal.throwIfAborted()
  const there = await lstat(from, { bigint: true })
  const skip = (reason: string): void => void state.skipped.push({ item: below || basename(from), reason })
  if (there.isSymbolicLink()) return skip('a link; agents read through none')
  if (there.isDirectory()) return copyFolder(state, { below, from, to, there }, skip)
  if (!there.isFile()) return skip('no file')
  requireRoom(state, there.size)
  await copyFile(state, { below, from, to })
}

interface Step {
  below: string
  from: string
  to: string
}

async function copyFolder(
  state: Copying,
  { below, from, to, there }: Step & { there: BigIntStats },
  skip: (reason: string) => void,
): Promise<void> {
  if (identityOf(there) === state.forbidden) return skip('the home of memcube; agents read nothing of it')
  if (systemTypes.has((await statfs(from)).type)) return skip('a file system that is no disk')
  const names = await readdir(from)
  await requireSame(state, from, there)
  await mkdir(to, { mode: 0o700 })
  for (const name of names.sort()) {
    const isHidden = name.startsWith('.') || name === 'node_modules'
    if (!isHidden) await copy(state, join(below, name), join(to, name))
  }
  await utimes(to, Number(there.atimeMs) / 1000, Number(there.mtimeMs) / 1000)
}

async function copyFile(state: Copying, { from, to }: Step): Promise<void> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const source = await open(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const opened = await source.stat({ bigint: true })
    if (!opened.isFile()) throw outsideFolders([])
    await requireSame(state, from, opened)
    if (opened.nlink > 1n && (await state.ofHome()).has(identityOf(opened))) throw insideHome()
    if (systemTypes.has((await statfs(from)).type)) throw outsideFolders([])
    // What grows while it is read ends where it ended when it was opened.
    const end = Number(opened.size) - 1
    const target = await open(to, 'wx', 0o600)
    if (end < 0) await target.close()
    else
      await pipeline(
        source.createReadStream({ autoClose: false, start: 0, end }),
        target.createWriteStream(),
        {
          signal: state.signal,
        },
      )
    await utimes(to, Number(opened.atimeMs) / 1000, Number(opened.mtimeMs) / 1000)
  } finally {
    await source.close()
  }
}

/** @throws ERR_DENIED where a part of the path became a link, or something else, meanwhile */
async function requireSame(state: Copying, path: string, opened: BigIntStats): Promise<void> {
  const real = await realpath(path)
  const now = await lstat(real, { bigint: true })
  const isSame = isWithin(real, state.root) && identityOf(now) === identityOf(opened)
  if (!isSame) throw outsideFolders([state.root])
}

function requireRoom(state: Copying, size: bigint): void {
  state.files++
  state.bytes += Number(size)
  if (state.files <= maxFiles && state.bytes <= maxBytes) return
  throw new NodeError(
    'ERR_LIMIT',
    `an agent imports at most ${maxFiles} files and ${maxBytes} bytes at once; nothing was imported`,
    { hint: 'Name a smaller folder, or let the owner of this home run `memcube import`.' },
  )
}

/** @throws ERR_DENIED for the home, and for what is in it whatever it is called there */
async function requireNotBelow(path: string, forbidden: string): Promise<void> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (identityOf(await stat(folder, { bigint: true })) === forbidden) throw insideHome()
    if (folder === dirname(folder)) return
  }
}

/** All files of a folder, however deep, by what they are and not by their names. */
async function filesBelow(folder: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    // The store takes files away while it works.
    const there = await lstat(join(entry.parentPath, entry.name), { bigint: true }).catch(() => undefined)
    if (there !== undefined) found.add(identityOf(there))
  }
  return found
}

function onceOnly<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

function identityOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}/${ino}`
}
