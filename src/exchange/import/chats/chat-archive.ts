/**
 * The exports of ChatGPT and Claude as a zip, or as the folder that a browser unpacked it to: the same files give the same
 * memories. A zip is read entry by entry; nothing is ever unpacked to disk.
 */
import { createReadStream, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { invalidInput, NodeError } from '../../../home/index.ts'
import { isSkipped, type ImportItem, type Importer } from '../importer.ts'
import { firstParts } from '../json/json-format.ts'
import { holdsText, type NotMemory } from '../not-memory.ts'
import { aboutFile, inReadingOrder } from './export-files.ts'
import { readCanvas, readChats, toolIn } from './read-chats.ts'
import { Sessions } from './session.ts'

/** Conversations in JSON shrink about tenfold; a hundredfold and more is made to fill a disk or a memory. Guess. */
const maxRatio = 200
/** Guess: the largest exports known have 175 MB. */
const maxEntryBytes = 4 * 1024 ** 3
/** Entries looked at: an archive has some thousand pictures at most. Guess. */
const maxEntries = 100_000
/** A folder is looked at this deep: an export in a folder of its own, with its folders. */
const maxFolders = 4

/** The files of an export: their names, with `/` between folders, and what opens each. */
type ExportFiles = ReadonlyMap<string, () => Promise<Readable>>

const notMemory: NotMemory = {}

export const chatArchive: Importer = {
  format: 'chat-archive',
  notMemory,
  detect: (path, isFolder) => !isFolder && /\.zip$/i.test(path),
  async *read(path) {
    const zip = await open(path)
    try {
      yield* readExport(await filesOfZip(zip), 'the archive')
    } catch (cause) {
      throw cause instanceof NodeError ? cause : damaged(cause)
    } finally {
      zip.close()
    }
  },
}

export const chatFolder: Importer = {
  format: 'chat-folder',
  notMemory,
  detect: async (path, isFolder) => isFolder && (await isExport(filesOfFolder(path))),
  read: (path) => readExport(filesOfFolder(path), 'the folder'),
}

async function* readExport(files: ExportFiles, what: string): AsyncGenerator<ImportItem[]> {
  const names = inReadingOrder([...files.keys()])
  const chats = names.filter((name) => ['chats', 'canvas'].includes(aboutFile(name).kind))
  if (chats.length === 0)
    throw invalidInput(
      `${what} has no conversations.json, nor another file of an export that is known`,
      'expected an export of ChatGPT or Claude',
    )
  const sessions = new Sessions()
  let isKnown = false
  for (const name of chats) {
    const otherwise = aboutFile(name).kind === 'canvas' ? readCanvas : undefined
    for await (const items of readChats(await files.get(name)!(), {
      name: labelOf(name, chats),
      sessions,
      otherwise,
    })) {
      isKnown ||= items.some((item) => !isSkipped(item))
      yield items
    }
  }
  if (!isKnown)
    throw invalidInput(`${chats.join(', ')} is neither of ChatGPT nor of Claude`, 'nothing was imported')
  for (const name of names) {
    const { kind, what: known } = aboutFile(name)
    if (kind === 'chats' || kind === 'canvas') continue
    yield kind === 'unknown' ? [await unknownFile(name, files)] : [{ item: name, leftOut: known }]
  }
}

/** The one file of conversations needs no name before the number of a conversation. */
function labelOf(name: string, all: readonly string[]): string {
  return /(?:^|\/)conversations\.json$/i.test(name) &&
    all.filter((one) => /conversations[^/]*\.json$/i.test(one)).length === 1
    ? ''
    : name
}

/** An export grows new files; one of them that is empty is no loss. */
async function unknownFile(name: string, files: ExportFiles): Promise<ImportItem> {
  const reason = 'is no file of an export that is known'
  if (!/\.json$/i.test(name)) return { item: name, reason }
  const first = await firstParts(await files.get(name)!())
  return first.some(({ value }) => holdsText(value))
    ? { item: name, reason }
    : { item: name, reason, loss: false }
}

/** Whether the conversations or texts in a folder are those of an export: notes may have a file of the same name. */
async function isExport(files: ExportFiles): Promise<boolean> {
  const chats = inReadingOrder([...files.keys()]).filter((name) => aboutFile(name).kind === 'chats')
  for (const name of chats.slice(0, 8))
    if (toolIn(await firstParts(await files.get(name)!())) !== undefined) return true
  return false
}

/** Files of a folder, without links and what is hidden. Empty where it is no export by the names of its files. */
function filesOfFolder(root: string): ExportFiles {
  const found: [string, () => Promise<Readable>][] = []
  const visit = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || entry.isSymbolicLink()) continue
      if (entry.isDirectory() && depth < maxFolders) visit(path, depth + 1)
      else if (entry.isFile())
        found.push([relative(root, path).split(sep).join('/'), () => Promise.resolve(createReadStream(path))])
    }
  }
  const isNamed = readdirSync(root, { withFileTypes: true }).some(
    (entry) => aboutFile(entry.isDirectory() ? `${entry.name}/x.json` : entry.name).kind === 'chats',
  )
  if (isNamed) visit(root, 0)
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function open(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, validateEntrySizes: true, autoClose: false })
  } catch (cause) {
    throw damaged(cause)
  }
}

async function filesOfZip(zip: ZipFile): Promise<ExportFiles> {
  if (zip.entryCount > maxEntries)
    throw new NodeError(
      'ERR_LIMIT',
      `the archive has ${zip.entryCount} entries; at most ${maxEntries} are read`,
    )
  const files = new Map<string, () => Promise<Readable>>()
  for await (const entry of zip.eachEntry()) {
    const { fileName: name } = entry
    if (name.endsWith('/')) continue
    if (files.has(name))
      throw invalidInput(`the archive has two files named ${name}`, 'unpack it and import the folder')
    files.set(name, () => contentOf(zip, entry))
  }
  return files
}

/** @throws ERR_LIMIT for what unpacks to more than a conversation can */
async function contentOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  const { uncompressedSize: bytes, compressedSize: packed } = entry
  if (bytes > maxEntryBytes || bytes > Math.max(1, packed) * maxRatio)
    throw new NodeError(
      'ERR_LIMIT',
      `${entry.fileName} unpacks from ${packed} to ${bytes} bytes; at most ${maxRatio} times and ${maxEntryBytes} bytes are read`,
      { hint: 'unpack it yourself and import the file, if you trust it' },
    )
  return zip.openReadStreamPromise(entry)
}

function damaged(cause: unknown): NodeError {
  return new NodeError(
    'ERR_INVALID_INPUT',
    `the archive cannot be read: ${(cause as Error).message.slice(0, 200)}`,
    {
      cause,
      hint: 'it may have been cut off: export or download it again; nothing was imported',
    },
  )
}
