/** What a folder of notes holds: the files that are read, and all that is not, said one by one or by kind. */
import { existsSync, readdirSync, type Dirent } from 'node:fs'
import { extname, join, relative } from 'node:path'
import type { ImportItem } from './importer.ts'

export const mediaTypes: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.mdx': 'text/markdown',
  '.mdc': 'text/markdown',
  '.txt': 'text/plain',
  '.text': 'text/plain',
}

/** Rules for agents have no ending, or stand in a folder that is hidden elsewhere. */
export const ruleFiles: ReadonlySet<string> = new Set([
  '.cursorrules',
  '.windsurfrules',
  '.clinerules',
  '.goosehints',
])

/** What notes show inside of them: the kinds of files that Obsidian knows. https://help.obsidian.md/file-formats */
const shownInNotes = new Set(
  '.canvas .base .avif .bmp .gif .jpeg .jpg .png .svg .webp .flac .m4a .mp3 .ogg .wav .webm .3gp .mkv .mov .mp4 .ogv .pdf'.split(
    ' ',
  ),
)

interface Listed {
  /** Relative paths of the files to read, sorted. */
  files: string[]
  /** What is not read, and why. */
  others: ImportItem[]
}

/**
 * Links are named and never followed; hidden files and folders are left out, and so are the modules of a program. Of an
 * Obsidian vault every other file is read; of another folder what is a note, and what notes show.
 */
export function listFolder(root: string): Listed {
  const isVault = existsSync(join(root, '.obsidian'))
  const files: string[] = []
  const others: ImportItem[] = []
  const hidden: string[] = []
  const visit = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true })
    if (entries.length === 0 && folder !== root)
      others.push({ item: relative(root, folder), leftOut: 'empty folders' })
    for (const entry of entries) {
      const path = join(folder, entry.name)
      const item = relative(root, path)
      if (entry.name.startsWith('.') && !ruleFiles.has(entry.name)) hidden.push(item)
      else if (entry.name === 'node_modules') others.push({ item, leftOut: 'modules of a program' })
      else if (entry.isDirectory()) visit(path)
      else if (entry.isFile() && (isVault || isRead(entry.name))) files.push(item)
      else others.push({ item, reason: whyNot(entry) })
    }
  }
  visit(root)
  return {
    files: files.sort(),
    others: [...others.sort(byItem), ...hidden.sort().map((item) => ({ item, leftOut: whyHidden(item) }))],
  }
}

/** Whether a file is read as a text with front matter; any other is kept as it is. */
export function isNote(name: string): boolean {
  return ruleFiles.has(name) || extname(name).toLowerCase() in mediaTypes
}

function isRead(name: string): boolean {
  return isNote(name) || shownInNotes.has(extname(name).toLowerCase())
}

/** Settings of plugins often hold keys of services. */
function whyHidden(item: string): string {
  return item === '.obsidian'
    ? 'settings of Obsidian, which may hold passwords'
    : item === '.trash'
      ? 'what was thrown away'
      : 'hidden files and folders'
}

function whyNot(entry: Dirent): string {
  if (entry.isSymbolicLink())
    return 'a link; links are not followed: import what it points at by its own path'
  if (!entry.isFile()) return 'neither a file nor a folder'
  const ending = extname(entry.name).toLowerCase()
  return `a file of ${ending === '' ? 'no known ending' : `the kind ${ending}`}, neither a note nor what notes show; add it with --file`
}

function byItem({ item: a }: ImportItem, { item: b }: ImportItem): number {
  return a < b ? -1 : a > b ? 1 : 0
}
