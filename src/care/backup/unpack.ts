/** Puts what a backup holds into folders: the home, and in it the space of each swarm. */
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { emptyCount, homePaths, writeCopy, type CopyCount, type Entry } from '../../storage/index.ts'
import { isSpaceFolder, mirrorsFolder, swarmsFolder } from '../../home/index.ts'
import {
  badFrame,
  mayHoldFile,
  type BackupEnd,
  type BackupHeader,
  type BackupSpace,
  type Frame,
} from './format.ts'

interface UnpackedSpace extends BackupSpace {
  /** Where it is now. */
  dir: string
}

interface Unpacked {
  header: BackupHeader
  count: CopyCount
  files: number
  spaces: UnpackedSpace[]
}

/** @param work an empty folder @throws ERR_CORRUPT, ERR_DISK_FULL; what is in the folder then is no whole home */
export async function unpack(frames: AsyncGenerator<Frame>, work: string): Promise<Unpacked> {
  try {
    const header = await readHeader(frames)
    const spaces: UnpackedSpace[] = []
    const count = emptyCount()
    let files = 0
    for (let dir = work; ;) {
      const part = await unpackPart(frames, dir)
      files += part.files
      for (const name of ['entries', 'blocks', 'damaged'] as const) count[name] += part.count[name]
      if (part.follows.type === 'end') {
        requireAll(part.follows.end, { files, entries: count.entries, spaces: spaces.length })
        // Nothing may follow: the reader says so.
        await frames.next()
        return { header, count, files, spaces }
      }
      const { space } = part.follows
      if (space.sealed === undefined) {
        const made = await makeSpaceFolder(work, space, spaces)
        spaces.push(made)
        dir = made.dir
      } else dir = await makeSealedFolder(dir, space, spaces.at(-1))
    }
  } finally {
    await frames.return(undefined)
  }
}

async function readHeader(frames: AsyncGenerator<Frame>): Promise<BackupHeader> {
  const first = await frames.next()
  if (first.done === true || first.value.type !== 'header') throw badFrame('its header is not its first part')
  const { header } = first.value
  if (
    header.t === 'memcube/backup' &&
    typeof header.author === 'string' &&
    Number.isSafeInteger(header.created)
  )
    return header
  throw badFrame('its header is not one')
}

function requireAll(end: BackupEnd, found: Required<BackupEnd>): void {
  if (end.entries === found.entries && end.files === found.files && (end.spaces ?? 0) === found.spaces) return
  throw badFrame('it does not have what its end says')
}

async function makeSpaceFolder(
  work: string,
  { folder, author, name }: BackupSpace,
  others: readonly UnpackedSpace[],
): Promise<UnpackedSpace> {
  const isOne = typeof folder === 'string' && typeof author === 'string' && typeof name === 'string'
  if (!isOne || !isSpaceFolder(folder) || others.some((other) => other.folder === folder))
    throw badFrame('it holds a swarm that no home has')
  const dir = join(work, swarmsFolder, folder)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  return { folder, author, name, dir }
}

/** Sealed copies follow the space that they are of. */
async function makeSealedFolder(
  dir: string,
  { folder, sealed }: BackupSpace,
  last: UnpackedSpace | undefined,
): Promise<string> {
  if (sealed !== true || last?.folder !== folder || last.dir !== dir)
    throw badFrame('it holds sealed copies of no swarm')
  const made = join(dir, mirrorsFolder)
  await mkdir(made, { mode: 0o700 })
  return made
}

interface UnpackedPart {
  count: CopyCount
  files: number
  follows: Extract<Frame, { type: 'space' | 'end' }>
}

/** Files, then entries of the store, up to what belongs to another part. */
async function unpackPart(frames: AsyncGenerator<Frame>, dir: string): Promise<UnpackedPart> {
  let files = 0
  let follows: UnpackedPart['follows'] | undefined
  let file: { handle: FileHandle; left: number } | undefined
  const finishFile = async (): Promise<void> => {
    if (file !== undefined && file.left !== 0) throw badFrame('a file in it is shorter than it says')
    await file?.handle.sync()
    await file?.handle.close()
    file = undefined
  }
  const entries = async function* (): AsyncGenerator<Entry> {
    while (follows === undefined) {
      const next = await frames.next()
      if (next.done === true) throw badFrame('its end is missing')
      const frame = next.value
      switch (frame.type) {
        case 'header':
          throw badFrame('its header is not its first part')
        case 'file':
          await finishFile()
          file = { handle: await createIn(dir, frame.name), left: frame.bytes }
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
        case 'space':
        case 'end':
          await finishFile()
          follows = frame
      }
    }
  }
  try {
    const count = await writeCopy(homePaths(dir).store, entries())
    return { count, files, follows: follows as unknown as UnpackedPart['follows'] }
  } finally {
    await file?.handle.close().catch(() => undefined)
  }
}

async function createIn(dir: string, name: string): Promise<FileHandle> {
  if (!mayHoldFile(name)) throw badFrame(`it holds a file named "${name.slice(0, 100)}", which no home has`)
  const path = join(dir, name)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  return open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? badFrame(`it holds the file "${name}" twice`) : error
  })
}
