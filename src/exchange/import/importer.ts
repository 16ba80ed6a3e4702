/**
 * What an importer is: it turns a file or folder into import items, one memory or one skipped item at a time.
 * A new format is a new file in this folder and a line in `index.ts`. Importers never write, execute or fetch.
 *
 * Invariant: an importer accounts for everything. Each text of the input is in a memory, or is part of what a skipped
 * item names (`of`), or stands at a path of `notMemory`. `RecordReader` keeps what nobody took;
 * `test/node/import/accounts-for-everything.test.ts` holds every importer to it.
 */
import type { NotMemory } from './not-memory.ts'

export interface ImportedMemory {
  /** What the item is called in messages: a relative path or `line 12`. */
  item: string
  key: string
  /** The key is the person's own word; it is never numbered. */
  isKeyGiven?: true
  body: string
  media: string
  tags?: string[] | undefined
  /** Milliseconds since the Unix epoch, when the item itself says so. */
  created?: number | undefined
  /** Used for a new memory when `created` is not said, e.g. the file's modification time. */
  createdGuess?: number | undefined
  valid?: { from?: number; until?: number } | undefined
  source?: string | undefined
  licence?: string | undefined
  /** The tool that kept it, the agent and the model that wrote it, as it says. */
  tool?: string | undefined
  agent?: string | undefined
  model?: string | undefined
  /** Milliseconds since the Unix epoch after which it is not to be recalled. */
  expires?: number | undefined
  sensitivity?: string | undefined
  priority?: number | undefined
  type?: 'plaintext' | undefined
  data?: Record<string, unknown> | undefined
}

/** A file that becomes a memory as it is, byte for byte. Whoever takes the item reads the file. */
export interface ImportedFile extends Pick<ImportedMemory, 'item' | 'key' | 'media' | 'source' | 'data'> {
  /** Absolute. */
  file: string
  bytes: number
  createdGuess: number
}

export interface SkippedItem {
  item: string
  reason: string
  /** False where nothing is lost: an empty file, a conversation in which nothing was said. */
  loss?: false
  /** The part of the input that this speaks for. Not kept: it is let go with the slice that it came in. */
  of?: unknown
}

/** What a format holds beside memories, such as the calls of a tool. It is named and counted, and is no loss. */
export interface LeftOutItem {
  /** Where it is: `conversation 3, message 5`. */
  item: string
  /** What it is, in words that many items share. */
  leftOut: string
  /** The part of the input that this speaks for. */
  of?: unknown
}

export type ImportItem = ImportedMemory | ImportedFile | SkippedItem | LeftOutItem

export function isSkipped(item: ImportItem): item is SkippedItem {
  return 'reason' in item
}

export function isFile(item: ImportItem): item is ImportedFile {
  return 'file' in item
}

export function isLeftOut(item: ImportItem): item is LeftOutItem {
  return 'leftOut' in item
}

export interface Importer {
  /** The name `--format` takes. */
  format: string
  /** True when this importer reads the path; the first that says yes is taken for `auto`. */
  detect(path: string, isFolder: boolean): boolean | Promise<boolean>
  /** Items in a stable order. Yields in slices so that the event loop stays free. */
  read(path: string): AsyncIterable<ImportItem[]>
  /** What this format holds that is no memory, and why. */
  notMemory: NotMemory
}
