import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { importers } from '../../../src/exchange/import/index.ts'
import { temporaryFolder } from '../../helpers/temporary-home.ts'
import { lostTexts, readAll } from './accounting.ts'
import { chatDocuments } from './chat-documents.ts'
import { documents } from './documents.ts'

/** Whatever is added to a document, is missing in it or is of another type: no text of it is lost. */
describe('each text of a document is in a memory, is named, or is known to be no memory', () => {
  test.each(Object.entries({ ...documents, ...chatDocuments }))(
    '%s',
    async (format, { document, print, parts }) => {
      const importer = importers.find((one) => one.format === format)!
      const folder = await temporaryFolder()
      let run = 0
      await fc.assert(
        fc.asyncProperty(document, async (value) => {
          const path = await written(join(folder, String(++run)), print(value))
          const items = await readAll(importer.read(path))
          const lost = parts(value).flatMap((part) =>
            lostTexts(part.value, items, importer.notMemory, part.path),
          )
          expect(lost).toEqual([])
        }),
        { numRuns: 60, seed: 12 },
      )
    },
  )
})

/** One file is imported itself, several as their folder. */
async function written(folder: string, files: Record<string, string>): Promise<string> {
  await mkdir(folder)
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  const [only, ...others] = Object.keys(files)
  return others.length > 0 ? folder : join(folder, only!)
}
