import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openRecall } from '../../src/recall/index.ts'
import { document, folder, holding, keys, open } from './an-index.ts'

const SECRET = 'Xylographqz keeps the spare key under the third flowerpot'
/** As the word index has it: lower case, and without its ending. */
const STEM = 'xylographq'
const TEXTS = Array.from(
  { length: 60 },
  (_, i) => `note ${i} on the ${['river', 'soup', 'violin', 'tax'][i % 4]}`,
)
const GRAPH = { exactBelow: 10 }

/** The files of a folder that hold a text, whatever its case. */
const filesWith = (path: string, text: string): string[] =>
  readdirSync(path).filter((name) =>
    readFileSync(join(path, name), 'latin1').toLowerCase().includes(text.toLowerCase()),
  )
const graphOf = (path: string): string | undefined =>
  readdirSync(path).find((name) => name.endsWith('.links'))

describe('an index that is purged', () => {
  it('has no byte of what was removed in its files, and answers as before', async () => {
    const path = folder()
    const index = await holding(TEXTS, await openRecall(path, GRAPH))
    await index.replace('notes', { put: [document('secret', SECRET)], remove: [] }, 'commit-2')
    await index.settled()
    await index.close()
    const graph = graphOf(path)
    expect(filesWith(path, SECRET)).not.toEqual([])
    expect(filesWith(path, STEM)).not.toEqual([])
    expect(graph).toBeDefined()

    const again = await open(path, GRAPH)
    await again.replace('notes', { put: [], remove: ['secret'] }, 'commit-3')
    await again.purge()
    expect(filesWith(path, SECRET)).toEqual([])
    expect(filesWith(path, STEM)).toEqual([])
    // It had the vector of the secret.
    expect(readdirSync(path)).not.toContain(graph)
    expect(await keys(again, 'violin')).toHaveLength(10)
    await again.settled()
    expect(await again.status()).toMatchObject({ texts: 60, vectors: 60, pending: 0 })
    expect(await again.cursor('notes')).toBe('commit-3')
    await again.close()
    const database = new DatabaseSync(join(path, 'index.sqlite'), { readOnly: true })
    expect(database.prepare('select count(*) as n from vectors').get()).toEqual({ n: 60 })
    database.close()
    expect(filesWith(path, STEM)).toEqual([])
    const last = await open(path, GRAPH)
    expect(await last.status()).toMatchObject({ texts: 60, pending: 0 })
  })

  it('may be purged when there is nothing to purge, and when it is empty', async () => {
    const index = await open()
    await index.purge()
    await holding(TEXTS, index)
    await index.purge()
    expect(await keys(index, 'river')).toHaveLength(10)
  })
})
