import { createWriteStream } from 'node:fs'
import { appendFile, mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CID } from 'multiformats/cid'
import type { Memory } from '../../core/cube/index.ts'
import type { Stored } from '../../home/index.ts'
import { readPayload, readText } from '../../cubes/index.ts'
import { fileFormOf } from '../formats/file-form.ts'
import { countLeftOut, type LeftOutCount } from '../import/count-left-out.ts'
import { isNote } from '../import/list-folder.ts'
import type { Exporter } from './exporter.ts'
import { headOnceHad, isUnderHead, latestFileMs, ownData, writtenHead } from './front-matter-text.ts'
import { memoriesAt } from './memories.ts'
import { writeWhole } from './output.ts'
import { pathFromKey, pathOfItsOwn, pathOnceHad } from './place-of-file.ts'

/** A folder of files: texts as markdown with front matter, files as they are. What came from a folder has its bytes and names. */
export const markdown: Exporter = {
  format: 'markdown',
  write: (node, { own }, commit, out, { signal, progress }) =>
    writeWhole(out, async (root) => {
      await mkdir(root)
      const folder: Folder = { root, isOwn: own, taken: new Set(), files: 0, changed: countLeftOut() }
      let written = 0
      for await (const entry of memoriesAt(node, commit)) {
        signal.throwIfAborted()
        await writeMemory(node, folder, entry)
        progress({ phase: 'write', done: ++written, unit: 'memories' })
      }
      return { written, files: folder.files, leftOut: folder.changed.counts() }
    }),
}

interface Folder {
  root: string
  /** Whether this home signs the cube. */
  isOwn: boolean
  /** Paths in lower case: those that differ only in case would be one file on some systems. */
  taken: Set<string>
  files: number
  /** What could not be written as it was. */
  changed: LeftOutCount
  /** The long file whose parts are written now. */
  open?: { path: string; head: string; part: number }
}

interface Entry {
  key: string
  cid: CID
  memory: Memory
}

async function writeMemory(node: Stored, folder: Folder, { key, cid, memory }: Entry): Promise<void> {
  const had = pathOnceHad(key, memory, { isWindows: process.platform === 'win32', isOwn: folder.isOwn })
  const text = isKept(memory, had) ? undefined : await readText(node.store, memory)
  const part = text === undefined ? undefined : fileFormOf(memory.data).part
  if (text !== undefined && had !== undefined && part !== undefined) {
    if (await wasAppended(folder, had.join('/'), part, memory, text)) return
  }
  const fitting = had !== undefined && (text === undefined || isNote(had.at(-1) ?? '')) ? had : undefined
  const wasFirst = part === undefined || part === 1
  const wanted = wasFirst ? fitting : undefined
  const named = wanted ?? freePath(folder, pathFromKey(key, memory, text !== undefined, cid.toString()), cid)
  const write = (path: string[]): Promise<void> =>
    text === undefined ? writeBytes(node, folder, path, memory) : writeText(folder, path, key, memory, text)
  const path = await writeFree(write, named, cid.toString())
  folder.taken.add(path.join('/').toLowerCase())
  folder.files++
  if (wanted !== undefined && path !== wanted)
    folder.changed.take({
      item: `${wanted.join('/')}, now ${path.join('/')}`,
      leftOut: 'a name that was taken here',
    })
  else if (wasFirst && had === undefined && fileFormOf(memory.data).path !== undefined)
    folder.changed.take({
      item: `${key}, now ${path.join('/')}`,
      leftOut: 'a name that this system should not have',
    })
  if (text === undefined && saysMore(memory))
    folder.changed.take({ item: path.join('/'), leftOut: 'tags and the like of files that are no notes' })
}

/** Whether a memory is written as its bytes: what is no text, and a text that was a file of another kind. */
function isKept({ type, body, media }: Memory, had: string[] | undefined): boolean {
  if (typeof body === 'string') return false
  if (type !== 'plaintext' || body instanceof Uint8Array) return true
  if (had !== undefined) return !isNote(had.at(-1) ?? '')
  return /^(?:image|audio|video)\/|^application\/(?:pdf|octet-stream)$/.test(media)
}

function saysMore({ tags, governance, valid, ...memory }: Memory): boolean {
  return (
    tags.length > 0 ||
    valid !== undefined ||
    Object.keys(governance).length > 0 ||
    Object.keys(ownData(memory as Memory)).length > 0
  )
}

/** Whether the text went behind the part before it. */
async function wasAppended(
  { root, open }: Folder,
  path: string,
  part: number,
  memory: Memory,
  text: string,
): Promise<boolean> {
  if (open?.path !== path || part <= open.part || !isUnderHead(path, open.head, memory)) return false
  await appendFile(join(root, path), text)
  await keepDate(join(root, path), memory)
  open.part = part
  return true
}

async function writeText(
  folder: Folder,
  parts: string[],
  key: string,
  memory: Memory,
  text: string,
): Promise<void> {
  const path = parts.join('/')
  const file = await fileIn(folder, parts)
  const had = headOnceHad(path, memory, text)
  const { head, part } = fileFormOf(memory.data)
  await writeFile(file, (had ?? writtenHead(path, key, memory, text)) + text, { flag: 'wx' })
  await keepDate(file, memory)
  if (part !== undefined && had !== undefined) folder.open = { path, head: had, part }
  if (had === undefined && head !== undefined)
    folder.changed.take({
      item: path,
      leftOut: 'front matter as it was written, which says other things now',
    })
}

async function writeBytes(node: Stored, folder: Folder, parts: string[], memory: Memory): Promise<void> {
  const file = await fileIn(folder, parts)
  await pipeline(readPayload(node.store, memory), createWriteStream(file, { flags: 'wx' }))
  await keepDate(file, memory)
}

async function fileIn({ root }: Folder, parts: string[]): Promise<string> {
  const file = join(root, ...parts)
  await mkdir(dirname(file), { recursive: true })
  return file
}

/** A text without front matter keeps its date as that of its file. */
async function keepDate(file: string, { created }: Memory): Promise<void> {
  if (created > 0 && created < latestFileMs) await utimes(file, created / 1000, created / 1000)
}

function freePath({ taken }: Folder, path: string[], cid: CID): string[] {
  return taken.has(path.join('/').toLowerCase()) ? pathOfItsOwn(path, cid.toString()) : path
}

/** What a system says where a name is taken, or none of its own. */
const noRoom = new Set(['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EINVAL', 'EILSEQ'])

/** Writes to the path, or to another where the system has no room for it: a folder of this name is there, or case is one to it. */
async function writeFree(
  write: (path: string[]) => Promise<void>,
  path: string[],
  cid: string,
): Promise<string[]> {
  const others = [path, pathOfItsOwn(path, cid), [pathOfItsOwn([path.join('_').slice(-100)], cid).join('')]]
  for (const [tries, other] of others.entries()) {
    try {
      await write(other)
      return other
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (!noRoom.has(code) || tries === others.length - 1) throw error
    }
  }
  return path
}
