/** What a folder of notes holds: the files that are read, and all that is not, said one by one or by kind. */
import { readdirSync, type Dirent } from 'node:fs'
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
const rules = new Set(['.cursorrules', '.windsurfrules', '.clinerules', '.goosehints'])

interface Listed {
  /** Relative paths of the files to read, sorted. */
  files: string[]
  /** What is not read, and why. */
  others: ImportItem[]
}

/** Links are named and never followed; hidden files and folders are left out, and so are the modules of a program. */
export function listFolder(root: string): Listed {
  const files: string[] = []
  const others: ImportItem[] = []
  const hidden: string[] = []
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      const item = relative(root, path)
      if (entry.name.startsWith('.') && !rules.has(entry.name)) hidden.push(item)
      else if (entry.name === 'node_modules') others.push({ item, leftOut: 'modules of a program' })
      else if (entry.isDirectory()) visit(path)
      else if (entry.isFile() && isText(entry.name)) files.push(item)
      else others.push({ item, reason: whyNot(entry) })
    }
  }
  visit(root)
  return {
    files: files.sort(),
    others: [
      ...others.sort(byItem),
      ...hidden.sort().map((item) => ({ item, leftOut: 'hidden files and folders' })),
    ],
  }
}

function isText(name: string): boolean {
  return rules.has(name) || extname(name).toLowerCase() in mediaTypes
}

function whyNot(entry: Dirent): string {
  if (entry.isSymbolicLink())
    return 'a link; links are not followed: import what it points at by its own path'
  if (!entry.isFile()) return 'neither a file nor a folder'
  const ending = extname(entry.name).toLowerCase()
  return `a file of ${ending === '' ? 'no known ending' : `the kind ${ending}`}, not markdown or text; add it with --type and --file`
}

function byItem({ item: a }: ImportItem, { item: b }: ImportItem): number {
  return a < b ? -1 : a > b ? 1 : 0
}
