import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { importers } from '../../../src/node/import/index.ts'
import { temporaryFolder } from '../../helpers/temporary-home.ts'
import { lostTexts, readAll } from './accounting.ts'
import { documents } from './documents.ts'

/** Each importer that reads a file of JSON: whatever is added, missing or of another type, no text of it is lost. */
describe('each text of a document is in a memory, is named, or is known to be no memory', () => {
  test.each(Object.entries(documents))('%s', async (format, { ending, document, parse, print }) => {
    const importer = importers.find((one) => one.format === format)!
    const path = join(await temporaryFolder(), `${format}${ending}`)
    await fc.assert(
      fc.asyncProperty(document, async (value) => {
        await writeFile(path, print(value))
        const items = await readAll(importer.read(path))
        expect(lostTexts(parse(print(value)), items, importer.notMemory)).toEqual([])
      }),
      { numRuns: 60, seed: 12 },
    )
  })
})
