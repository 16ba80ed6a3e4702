import { statSync } from 'node:fs'
import { invalidInput, notFound } from '../../home/index.ts'
import { chatArchive, chatFolder } from './chats/index.ts'
import { cogx } from './cogx.ts'
import type { Importer } from './importer.ts'
import { jsonFormats } from './json/index.ts'
import { jsonl } from './jsonl.ts'
import { markdown } from './markdown.ts'
import { mcpMemory } from './mcp-memory.ts'
import { memosFolder } from './memos-folder.ts'

export { type FolderPlace, broughtEntry, loadBrought, planMirror, requireNotVanished } from './mirror.ts'
export { type Tally, createTally, isMemory, tallySlice } from './tally.ts'
export { countLeftOut } from './count-left-out.ts'
export { placeFiles } from './place-files.ts'
export { isFile, isLeftOut, isSkipped, type ImportedMemory, type ImportItem } from './importer.ts'

/** In order of detection. */
export const importers: readonly Importer[] = [
  ...jsonFormats,
  memosFolder,
  chatFolder,
  chatArchive,
  cogx,
  mcpMemory,
  jsonl,
  markdown,
]

export const importFormats: readonly string[] = ['auto', ...importers.map((importer) => importer.format)]

/**
 * The importer for a path.
 * @throws ERR_NOT_FOUND when nothing is there, ERR_INVALID_INPUT when no importer reads it.
 */
export async function importerFor(path: string, format: string): Promise<Importer> {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw notFound(`nothing to import at ${path}`, 'give the path of a file or folder')
  const found =
    format === 'auto'
      ? await detected(path, stat.isDirectory())
      : importers.find((importer) => importer.format === format)
  if (found !== undefined) return found
  const expected = importFormats.join(', ')
  throw format === 'auto'
    ? invalidInput(`${path} is not in a format that memcube reads`, `say which with --format: ${expected}`)
    : invalidInput(`there is no import format "${format}"`, `use one of: ${expected}`)
}

async function detected(path: string, isFolder: boolean): Promise<Importer | undefined> {
  for (const importer of importers) if (await importer.detect(path, isFolder)) return importer
  return undefined
}
