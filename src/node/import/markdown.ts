import { readdirSync, statSync, type Dirent } from 'node:fs'
import { basename, extname, join, relative, sep } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { LIMITS } from '../../core/codec/index.ts'
import { splitFrontMatter } from './front-matter.ts'
import type { ImportItem, Importer } from './importer.ts'
import { readText } from './read-text.ts'
import { splitText } from './split-text.ts'

/** Files read between two turns of the event loop; 64 small files take about 3 ms. Measured. */
const sliceFiles = 64
/** Larger files are not notes; they are skipped with a word instead of being read whole into memory. Guess. */
const maxFileBytes = 16 * 1024 * 1024
const mediaTypes: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.mdx': 'text/markdown',
  '.txt': 'text/plain',
  '.text': 'text/plain',
}

/** Markdown and text: one memory per file, its key the relative path without the ending. */
export const markdown: Importer = {
  format: 'markdown',
  notMemory: {},
  detect: (path, isFolder) => isFolder || extname(path).toLowerCase() in mediaTypes,
  async *read(path) {
    const isFile = statSync(path).isFile()
    const root = isFile ? join(path, '..') : path
    const files = isFile ? [basename(path)] : listFiles(root)
    const taken = new Set<string>()
    for (let at = 0; at < files.length; at += sliceFiles) {
      yield files.slice(at, at + sliceFiles).flatMap((file) => readFile(root, file, taken))
      await setImmediate()
    }
  },
}

/** Relative paths of the files below a folder, sorted; hidden entries, `node_modules` and links are left out. */
function listFiles(root: string): string[] {
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (isLeftOut(entry)) continue
      if (entry.isDirectory()) visit(path)
      else if (entry.isFile() && extname(entry.name).toLowerCase() in mediaTypes)
        found.push(relative(root, path))
    }
  }
  visit(root)
  return found.sort()
}

function isLeftOut(entry: Dirent): boolean {
  return entry.name.startsWith('.') || entry.name === 'node_modules' || entry.isSymbolicLink()
}

function readFile(root: string, file: string, taken: Set<string>): ImportItem[] {
  const path = join(root, file)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat !== undefined && stat.size > maxFileBytes) {
    return [{ item: file, reason: `${stat.size} bytes; a text file may have at most ${maxFileBytes}` }]
  }
  const read = readText(path)
  if ('reason' in read) return [{ item: file, reason: read.reason }]
  const { matter, body } = splitFrontMatter(read.text)
  if (body.trim() === '') return [{ item: file, reason: 'nothing after its front matter' }]
  const slashed = sep === '/' ? file : file.split(sep).join('/')
  const key = chooseKey(slashed, taken)
  const parts = splitText(body, LIMITS.maxTextBytes)
  if (parts === undefined)
    return [{ item: file, reason: `has a line above ${LIMITS.maxTextBytes} bytes; split it first` }]
  const { source, ...said } = matter
  const common = {
    item: file,
    media: mediaTypes[extname(file).toLowerCase()] ?? 'text/plain',
    source: source ?? `./${encodeURI(slashed)}`,
    createdGuess: Math.max(0, Math.floor(stat?.mtimeMs ?? 0)),
    ...said,
  }
  if (parts.length === 1) return [{ ...common, key, body }]
  return parts.map((part, index) => ({
    ...common,
    key: `${key}/${String(index + 1).padStart(4, '0')}`,
    body: part,
    data: { ...matter.data, session: key, order: index + 1 },
  }))
}

/** `notes/a.md` gives `notes/a`; a second file that would take the same key keeps its ending. */
function chooseKey(file: string, taken: Set<string>): string {
  const path = file.normalize('NFC')
  const short = path.slice(0, path.length - extname(path).length)
  const key = taken.has(short) ? path : short
  taken.add(key)
  return key
}
