/** The zip archives that ChatGPT and Claude export. Read entry by entry; nothing is ever unpacked to disk. */
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { invalidInput, NodeError } from '../errors.ts'
import type { ImportItem, Importer } from './importer.ts'
import { chatgpt, claude } from './json/chats.ts'
import { claudeMemories, claudeProjects } from './json/claude-memories.ts'
import { firstParts, readDocument, type JsonFormat } from './json/json-format.ts'

/** Conversations in JSON shrink about tenfold; a hundredfold and more is made to fill a disk or a memory. Guess. */
const maxRatio = 200
/** Guess: the largest exports known have 175 MB. */
const maxEntryBytes = 4 * 1024 ** 3
/** Entries looked at: an archive has some thousand pictures at most. Guess. */
const maxEntries = 100_000

const conversations = 'conversations.json'

export const chatArchive: Importer = {
  format: 'chat-archive',
  notMemory: {},
  detect: (path, isFolder) => !isFolder && /\.zip$/i.test(path),
  async *read(path) {
    const zip = await open(path)
    try {
      yield* readArchive(zip, await entriesOf(zip))
    } catch (cause) {
      throw cause instanceof NodeError ? cause : damaged(cause)
    } finally {
      zip.close()
    }
  },
}

async function* readArchive(zip: ZipFile, entries: ReadonlyMap<string, Entry>): AsyncGenerator<ImportItem[]> {
  const chats = entries.get(conversations)
  if (chats === undefined)
    throw invalidInput(`the archive has no ${conversations}`, 'expected an export of ChatGPT or Claude')
  const first = await firstParts(await contentOf(zip, chats))
  const format = [chatgpt, claude].find(({ recognises }) => recognises(first))
  if (format === undefined)
    throw invalidInput(`${conversations} is neither of ChatGPT nor of Claude`, 'nothing was imported')
  yield* readDocument(format, await contentOf(zip, chats), conversations)
  const more: [string, Pick<JsonFormat, 'reader' | 'notMemory'>][] =
    format === claude
      ? [
          ['memories.json', claudeMemories],
          ['projects.json', claudeProjects],
        ]
      : []
  for (const [name, other] of more) {
    const entry = entries.get(name)
    if (entry !== undefined) yield* readDocument(other, await contentOf(zip, entry), name)
  }
}

async function open(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, validateEntrySizes: true, autoClose: false })
  } catch (cause) {
    throw damaged(cause)
  }
}

/** By the names that matter, whatever folder they stand in. */
async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > maxEntries)
    throw new NodeError(
      'ERR_LIMIT',
      `the archive has ${zip.entryCount} entries; at most ${maxEntries} are read`,
    )
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    const name = basename(entry.fileName)
    if (name.endsWith('.json') && !entries.has(name)) entries.set(name, entry)
  }
  return entries
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
