import { statSync } from 'node:fs'
import { basename, extname, join, sep } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { LIMITS } from '../../core/codec/index.ts'
import { splitFrontMatter } from './front-matter.ts'
import { listFolder, mediaTypes } from './list-folder.ts'
import type { ImportItem, Importer } from './importer.ts'
import { readText } from '../../home/index.ts'
import { splitText } from './split-text.ts'

/** Files read between two turns of the event loop; 64 small files take about 3 ms. Measured. */
const sliceFiles = 64
/** Characters of the files of a slice, which are in memory together; as the readers of JSON lines. */
const sliceLength = 4 * 1024 * 1024
/** Larger files are not notes; they are skipped with a word instead of being read whole into memory. Guess. */
const maxFileBytes = 16 * 1024 * 1024

/**
 * Markdown and text: one memory per file, its key the relative path without the ending. Everything else in the folder is
 * said: links by name, other files by kind, hidden ones once.
 */
export const markdown: Importer = {
  format: 'markdown',
  notMemory: {},
  detect: (path, isFolder) => isFolder || extname(path).toLowerCase() in mediaTypes,
  async *read(path) {
    const isFile = statSync(path).isFile()
    const root = isFile ? join(path, '..') : path
    const { files, others } = isFile ? { files: [basename(path)], others: [] } : listFolder(root)
    if (others.length > 0) yield others
    const taken = new Set<string>()
    let slice: ImportItem[] = []
    let read = 0
    let size = 0
    for (const file of files) {
      const items = readFile(root, file, taken)
      slice.push(...items)
      size += items.reduce((sum, item) => sum + ('body' in item ? item.body.length : 0), 0)
      if (++read < sliceFiles && size < sliceLength) continue
      yield slice
      slice = []
      read = 0
      size = 0
      await setImmediate()
    }
    if (slice.length > 0) yield slice
  },
}

function readFile(root: string, file: string, taken: Set<string>): ImportItem[] {
  const path = join(root, file)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat !== undefined && stat.size > maxFileBytes) {
    return [{ item: file, reason: `${stat.size} bytes; a text file may have at most ${maxFileBytes}` }]
  }
  const read = readText(path)
  if ('reason' in read) {
    return [{ item: file, reason: read.reason, ...(read.reason === 'empty' && { loss: false as const }) }]
  }
  // UTF-16 without a mark is sound UTF-8, full of zeros.
  if (read.text.includes('\0'))
    return [
      {
        item: file,
        reason: 'not a text: it holds zero bytes; convert it to UTF-8, or add it with --type and --file',
      },
    ]
  const { matter, body } = splitFrontMatter(read.text)
  const slashed = sep === '/' ? file : file.split(sep).join('/')
  const key = matter.own?.key ?? chooseKey(slashed, taken)
  const parts = body === '' ? [''] : splitText(body, LIMITS.maxTextBytes)
  if (parts === undefined)
    return [{ item: file, reason: `has a line above ${LIMITS.maxTextBytes} bytes; split it first` }]
  const { source, own = {}, ...said } = matter
  const common = {
    item: file,
    media: mediaTypes[extname(file).toLowerCase()] ?? 'text/plain',
    source: source ?? sourceOf(slashed),
    createdGuess: Math.max(0, Math.floor(stat?.mtimeMs ?? 0)),
    ...said,
    ...own,
  }
  if (parts.length === 1) return [{ ...common, key, body }]
  return parts.map((part, index) => ({
    ...common,
    key: `${key}/${String(index + 1).padStart(4, '0')}`,
    body: part,
    data: { ...matter.data, session: key, order: index + 1 },
  }))
}

/** A name with a lone surrogate has no URI; the key is refused by its own check then. */
function sourceOf(file: string): string | undefined {
  return file.isWellFormed() ? `./${encodeURI(file)}` : undefined
}

/** `notes/a.md` gives `notes/a`; a second file that would take the same key keeps its ending. */
function chooseKey(file: string, taken: Set<string>): string {
  const path = file.normalize('NFC')
  const short = path.slice(0, path.length - extname(path).length)
  const key = taken.has(short) ? path : short
  taken.add(key)
  return key
}
