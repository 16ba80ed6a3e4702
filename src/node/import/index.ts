import { statSync } from 'node:fs'
import { invalidInput, notFound } from '../errors.ts'
import type { Importer } from './importer.ts'
import { jsonl } from './jsonl.ts'
import { markdown } from './markdown.ts'

export {
  isSkipped,
  type ImportedMemory,
  type ImportItem,
  type Importer,
  type SkippedItem,
} from './importer.ts'

/** In order of detection. */
const importers: readonly Importer[] = [jsonl, markdown]

export const importFormats: readonly string[] = ['auto', ...importers.map((importer) => importer.format)]

/**
 * The importer for a path.
 * @throws ERR_NOT_FOUND when nothing is there, ERR_INVALID_INPUT when no importer reads it.
 */
export function importerFor(path: string, format: string): Importer {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw notFound(`nothing to import at ${path}`, 'give the path of a file or folder')
  const found =
    format === 'auto'
      ? importers.find((importer) => importer.detect(path, stat.isDirectory()))
      : importers.find((importer) => importer.format === format)
  if (found !== undefined) return found
  const expected = importFormats.join(', ')
  throw format === 'auto'
    ? invalidInput(`${path} is not in a format that memcube reads`, `say which with --format: ${expected}`)
    : invalidInput(`there is no import format "${format}"`, `use one of: ${expected}`)
}
