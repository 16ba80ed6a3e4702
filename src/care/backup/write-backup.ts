/**
 * Writes a backup of a home that goes on working: the store as of one moment, the files beside it, archives among them,
 * and the same of each swarm in it. A seed's sealed copies are in it; a member's are not, since it makes them again.
 * The file gets its name only when it is whole and on the disk; one that is there is never replaced.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { link, lstat, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import { z } from 'zod'
import {
  countEntry,
  emptyCount,
  homePaths,
  processFiles,
  syncFolder,
  type StoreCopy,
} from '../../storage/index.ts'
import { archiveLock } from '../archive/index.ts'
import { fields, type Signer } from '../../cubes/index.ts'
import {
  type Clock,
  type InFolder,
  type Locks,
  type Stored,
  invalidInput,
  NodeError,
  type CallOptions,
} from '../../home/index.ts'
import {
  encodeFrame,
  magicOf,
  mayHoldFile,
  type BackupSpace,
  type BackupVersion,
  type Frame,
} from './format.ts'

const level = 3
const chunkBytes = 1024 * 1024

export const writtenBackup = z.object({
  out: fields.text,
  bytes: fields.count,
  entries: fields.count,
  blocks: fields.count,
  files: fields.count,
  /** Blocks and records that do not hold: they are in the backup as they are in the home. */
  damaged: fields.count,
  keys: z.boolean(),
  /** Names of the swarms that are in it. */
  swarms: fields.texts,
})
type WrittenBackup = z.infer<typeof writtenBackup>

interface HomeFile {
  name: string
  handle: FileHandle
  bytes: number
}

/** A home, or the space of a swarm in it, as of one moment. */
interface Part {
  /** Absent: the home itself. */
  space: BackupSpace | undefined
  copy: StoreCopy
  files: HomeFile[]
}

/** A swarm of the home, opened. */
export interface BackedUpSpace {
  name: string
  node: InFolder & Signer & Stored & Locks
  /** What it holds as a seed. */
  sealed?: (InFolder & Stored & Locks) | undefined
}

interface Needs extends InFolder, Signer, Stored, Clock, Locks {}

/** @throws ERR_INVALID_INPUT when something is at `out`; ERR_DISK_FULL; ERR_ABORTED. Nothing is at `out` then. */
export async function writeBackup(
  node: Needs,
  out: string,
  { keys, spaces = [] }: { keys: boolean; spaces?: readonly BackedUpSpace[] },
  options: CallOptions,
): Promise<WrittenBackup> {
  await requireFree(out, node.home)
  const temporary = `${out}.${randomBytes(6).toString('hex')}.tmp`
  const parts: Part[] = []
  try {
    parts.push(await beginPart(node, keys, undefined))
    for (const { name, node: member, sealed } of spaces) {
      const space = { folder: basename(member.home), author: member.author.did, name }
      parts.push(await beginPart(member, keys, space))
      if (sealed !== undefined) parts.push(await beginPart(sealed, keys, { ...space, sealed: true }))
    }
    const files = parts.reduce((total, part) => total + part.files.length, 0)
    const swarms = spaces.map(({ name }) => name)
    const written = { out, bytes: 0, ...emptyCount(), files, keys, swarms }
    const version = spaces.length === 0 ? 1 : 2
    await writeStream(temporary, framesOf(node, { version, parts, written, options }), version, written)
    await placeNew(temporary, out)
    await syncFolder(dirname(out))
    return written
  } catch (error) {
    throw explained(error, out)
  } finally {
    for (const { copy, files } of parts) {
      await copy.close()
      await Promise.all(files.map(({ handle }) => handle.close()))
    }
    await rm(temporary, { force: true })
  }
}

/** No archive comes or goes between the moment of the store and the opening of the files that it names. */
function beginPart(
  node: InFolder & Stored & Locks,
  keys: boolean,
  space: BackupSpace | undefined,
): Promise<Part> {
  return node.exclusive(archiveLock, async () => {
    const copy = await node.store.beginCopy()
    try {
      return { space, copy, files: await openFiles(node.home, keys) }
    } catch (error) {
      await copy.close()
      throw error
    }
  })
}

async function* framesOf(
  node: Signer & Clock,
  from: {
    version: BackupVersion
    parts: readonly Part[]
    written: WrittenBackup
    options: CallOptions
  },
): AsyncGenerator<Uint8Array> {
  const { version, parts, written, options } = from
  const { did, name } = node.author
  yield encodeFrame({
    type: 'header',
    header: {
      v: version,
      t: 'memcube/backup',
      created: node.nowMs(),
      author: did,
      name,
      keys: written.keys,
    },
  })
  for (const part of parts) {
    if (part.space !== undefined) yield encodeFrame({ type: 'space', space: part.space })
    for await (const frame of framesOfPart(part, written, options)) yield encodeFrame(frame)
  }
  const { files, entries } = written
  const spaces = parts.filter(({ space }) => space !== undefined && space.sealed === undefined).length
  yield encodeFrame({ type: 'end', end: { files, entries, ...(version > 1 && { spaces }) } })
}

async function* framesOfPart(
  { files, copy }: Part,
  written: WrittenBackup,
  options: CallOptions,
): AsyncGenerator<Frame> {
  for (const { name, handle, bytes } of files) {
    yield { type: 'file', name, bytes }
    // A stream that is made and not read breaks the closing of its handle; and `end` is the last byte that it reads.
    if (bytes === 0) continue
    const stream = createReadStream('', {
      fd: handle,
      autoClose: false,
      start: 0,
      end: bytes - 1,
      highWaterMark: chunkBytes,
    })
    for await (const chunk of stream) yield { type: 'chunk', bytes: chunk as Buffer }
  }
  for await (const entry of copy.entries()) {
    options.signal.throwIfAborted()
    countEntry(written, entry)
    if (written.entries % 1_000 === 0)
      options.progress({ phase: 'backup', done: written.entries, unit: 'entries' })
    yield { type: 'entry', key: entry[0], value: entry[1] }
  }
}

async function writeStream(
  path: string,
  frames: AsyncIterable<Uint8Array>,
  version: BackupVersion,
  written: WrittenBackup,
): Promise<void> {
  const magic = magicOf(version)
  const digest = createHash('sha256')
  digest.update(magic)
  written.bytes = magic.length
  let isBegun = false
  const sealed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!isBegun) this.push(magic)
      isBegun = true
      digest.update(chunk)
      written.bytes += chunk.length
      done(undefined, chunk)
    },
    flush(done) {
      const seal = digest.digest()
      written.bytes += seal.length
      done(undefined, seal)
    },
  })
  await pipeline(
    Readable.from(batched(frames), { objectMode: false }),
    createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: level } }),
    sealed,
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
  )
}

/** Frames are small and many; a stream takes pieces of some size better. */
async function* batched(frames: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let bytes = 0
  for await (const frame of frames) {
    held.push(frame)
    bytes += frame.length
    if (bytes < chunkBytes) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  if (held.length > 0) yield Buffer.concat(held)
}

/** Also a key that waits to take the place of another. */
function isSecret(name: string): boolean {
  return name.includes('.key')
}

/** The files of the home and its archives, opened, so that one that is removed meanwhile is read all the same. */
async function openFiles(home: string, keys: boolean): Promise<HomeFile[]> {
  const { archive } = homePaths(home)
  const own = (await readdir(home)).filter((name) => !processFiles.has(name) && !name.endsWith('.tmp'))
  const archives = (await readdir(archive).catch((): string[] => []))
    .filter((name) => name.endsWith('.car.zst'))
    .map((name) => `archive/${name}`)
  if (own.includes(basename(homePaths(home).nextAuthorKey)))
    throw new NodeError(
      'ERR_CONFLICT',
      'the author key of this home is just being changed; nothing was saved',
      {
        hint: 'try again in a moment',
      },
    )
  const names: string[] = []
  for (const name of [...own.filter((one) => keys || !isSecret(one)), ...archives])
    if ((await lstat(join(home, name))).isFile()) names.push(name)
  const unfit = names.find((name) => !mayHoldFile(name))
  if (unfit !== undefined)
    throw invalidInput(
      `${home} holds a file named ${JSON.stringify(unfit)}: a backup cannot hold it`,
      'rename that file, or move it out of the home',
    )
  const files: HomeFile[] = []
  for (const name of names) {
    const handle = await open(join(home, name), 'r')
    files.push({ name, handle, bytes: (await handle.stat()).size })
  }
  return files
}

async function requireFree(out: string, home: string): Promise<void> {
  const there = await lstat(out).catch(() => undefined)
  if (there !== undefined)
    throw invalidInput(
      `${out} is there already`,
      'name a path that does not exist yet; a backup never overwrites',
    )
  const folder = await stat(dirname(out)).catch(() => undefined)
  if (folder?.isDirectory() !== true)
    throw invalidInput(`the folder ${dirname(out)} does not exist`, 'make it first, or name another path')
  if (`${dirname(out)}/`.startsWith(`${home}/`))
    throw invalidInput(
      `${out} lies in the home`,
      'put the backup on another disk, or at least in another folder',
    )
}

/** A link never replaces what came meanwhile; file systems without links have a rename only. */
async function placeNew(temporary: string, out: string): Promise<void> {
  try {
    await link(temporary, out)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error
    await requireFree(out, '\0')
    await rename(temporary, out)
  }
}

function explained(error: unknown, out: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new NodeError(
      'ERR_DISK_FULL',
      `the disk took no more of the backup (${message}); ${out} was not made`,
      {
        cause: error,
        hint: 'free some space, or name a path on another disk',
      },
    )
  if (code === 'EEXIST') return invalidInput(`${out} is there already`, 'name another path')
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new NodeError('ERR_DENIED', `${out} cannot be written: ${message}`, {
      cause: error,
      hint: 'name another path',
    })
  return error
}
