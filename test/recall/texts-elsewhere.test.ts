import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openRecall, type RecallIndex, type TextSource } from '../../src/recall/index.ts'
import { document, folder, keys, NOW } from './an-index.ts'

/** Enough that their words are worth a segment when the index is closed. */
const TEXTS = Array.from(
  { length: 300 },
  (_, i) => `note ${i} on the ${['river', 'soup', 'violin', 'tax'][i % 4]}`,
)
const LONG = `# Boats\n\n${'A boat leaves the harbour at dawn. '.repeat(40)}\n\n# Nets\n\n${'A net dries on the quay. '.repeat(40)}`

interface Elsewhere {
  texts: Map<string, string>
  asked: string[]
  source: TextSource
}

function elsewhere(): Elsewhere {
  const texts = new Map<string, string>()
  const asked: string[] = []
  const source: TextSource = (memories) => {
    asked.push(...memories)
    return Promise.resolve(memories.map((memory) => texts.get(memory)))
  }
  return { texts, asked, source }
}

async function open(path: string, source: TextSource): Promise<RecallIndex> {
  const index = await openRecall(path, {}, source)
  onTestFinished(() => index.close())
  return index
}

async function put(index: RecallIndex, { texts }: Elsewhere, all: readonly string[], at: string) {
  const documents = all.map((text, i) => document(`${at}/${i}`, text))
  for (const { memory, text } of documents) texts.set(memory, text)
  await index.replace('notes', { put: documents, remove: [] }, at)
}

function textsKept(path: string): number {
  const database = new DatabaseSync(join(path, 'index.sqlite'), { readOnly: true })
  const { n } = database.prepare('select count(*) as n from texts').get() as { n: number }
  database.close()
  return n
}

describe('an index whose texts are elsewhere', () => {
  it('keeps no text whose words it has written, and shows it all the same', async () => {
    const [path, place] = [folder(), elsewhere()]
    const first = await open(path, place.source)
    await put(first, place, TEXTS, 'a')
    await put(first, place, [LONG], 'b')
    await first.settled()
    // Nothing had to be asked for yet.
    expect(place.asked).toEqual([])
    await first.close()
    expect(textsKept(path)).toBe(0)

    const index = await open(path, place.source)
    const { hits } = await index.search({ text: 'net on the quay', top: 1, nowMs: NOW })
    expect(hits[0]).toMatchObject({ key: 'b/0', headings: ['Nets'] })
    expect(hits[0]!.text).toBe(LONG.slice(hits[0]!.offset, hits[0]!.offset + hits[0]!.length))
    expect(hits[0]!.text).toContain('A net dries on the quay.')
    expect(await keys(index, 'violin')).toHaveLength(10)
    expect(await index.status()).toMatchObject({ texts: 301, vectors: 301, pending: 0 })
  })

  it('asks for the texts that still have no vector', async () => {
    const [path, place] = [folder(), elsewhere()]
    const first = await open(path, place.source)
    await put(first, place, TEXTS, 'a')
    await first.settled()
    await first.close()
    const database = new DatabaseSync(join(path, 'index.sqlite'))
    database.exec('delete from vectors; update memories set embedded = 0')
    database.close()
    // As after a crash: the file is looked at, and it is sound.
    rmSync(join(path, 'index.sqlite.sha256'))

    const index = await open(path, place.source)
    await index.replace('notes', { put: [], remove: [] }, 'b')
    await index.settled()
    expect(new Set(place.asked).size).toBe(TEXTS.length)
    expect(await index.status()).toMatchObject({ pending: 0 })
  })

  it('leaves out what cannot be read any more, and waits for it no longer', async () => {
    const [path, place] = [folder(), elsewhere()]
    const first = await open(path, place.source)
    await put(first, place, TEXTS, 'a')
    await first.settled()
    await first.close()
    const index = await open(path, place.source)
    const before = await keys(index, 'note 17 river')
    place.texts.delete(`cid-${before[0]}`)
    expect(await keys(index, 'note 17 river')).toEqual(before.slice(1))
    place.texts.clear()
    expect(await keys(index, 'note 17 river')).toEqual([])
  })

  it('says so when nobody can read a text now', async () => {
    const [path, place] = [folder(), elsewhere()]
    const first = await open(path, place.source)
    await put(first, place, TEXTS, 'a')
    await first.close()
    const index = await open(path, () => Promise.reject(new Error('the disk is gone')))
    await expect(index.search({ text: 'river', top: 1, nowMs: NOW })).rejects.toMatchObject({
      code: 'ERR_INTERNAL',
      message: 'the texts of the index cannot be read now',
    })
  })
})
