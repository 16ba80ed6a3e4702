import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openRecall, type RecallIndex } from '../../src/recall/index.ts'
import { document, folder, keys, NOW, open } from './an-index.ts'

const texts = Array.from(
  { length: 200 },
  (_, i) => `note ${i} about ${['rivers', 'soups', 'violins', 'taxes'][i % 4]}`,
)

const put = (index: RecallIndex, cube: string, more: object = {}): Promise<void> =>
  index.replace(
    cube,
    {
      put: texts.map((text, i) => document(`n/${i}`, text, { cube, memory: `cid-${i}`, ...more })),
      remove: [],
    },
    `${cube}-1`,
  )

function rowsIn(path: string): Record<string, number> {
  const database = new DatabaseSync(join(path, 'index.sqlite'), { readOnly: true })
  const count = (table: string): number =>
    (database.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n
  const rows = Object.fromEntries(
    ['memories', 'texts', 'vectors', 'places'].map((table) => [table, count(table)]),
  )
  database.close()
  return rows
}

describe('a memory that stands in several cubes', () => {
  it('is one text and one vector, however many hold it', async () => {
    const path = folder()
    const index = await openRecall(path)
    for (const cube of ['origin', 'fork', 'fork of the fork']) await put(index, cube)
    await index.settled()
    expect(await index.status()).toMatchObject({ texts: 200, vectors: 200, pending: 0 })
    await index.close()
    expect(rowsIn(path)).toEqual({ memories: 200, texts: 200, vectors: 200, places: 600 })
  })

  it('waits for no vector when it comes again', async () => {
    const index = await open()
    await put(index, 'origin')
    await index.settled()
    await put(index, 'fork')
    expect((await index.status()).pending).toBe(0)
  })

  it('stays when one of its cubes goes, and goes with the last', async () => {
    const index = await open()
    await put(index, 'origin')
    await put(index, 'fork')
    await index.dropCube('origin')
    expect(await keys(index, 'violins', { cubes: ['fork'], top: 1 })).toHaveLength(1)
    expect((await index.status()).texts).toBe(200)
    await index.dropCube('fork')
    expect((await index.status()).texts).toBe(0)
    expect(await keys(index, 'violins')).toEqual([])
  })

  it('keeps its vector when a change gives it another key', async () => {
    const index = await open()
    await put(index, 'origin')
    await index.settled()
    await index.replace(
      'origin',
      { put: [document('moved', texts[7]!, { cube: 'origin', memory: 'cid-7' })], remove: ['n/7'] },
      'origin-2',
    )
    expect(await index.status()).toMatchObject({ texts: 200, pending: 0 })
    expect(await index.entries('origin')).toContainEqual(['moved', 'cid-7'])
  })

  it('is spoken for by the most trusted voice that may answer, and names the others', async () => {
    const index = await open()
    await put(index, 'strangers', { author: 'eve', voice: 'eve' })
    await put(index, 'mine', { author: 'alice', voice: 'alice' })
    const mine = { cube: 'mine', voice: 'alice' }
    const strangers = { cube: 'strangers', voice: 'eve' }
    const ask = async (voices: { cube: string; voice: string }[]) =>
      (await index.search({ text: 'note 2 violins', top: 1, nowMs: NOW, voices })).hits[0]
    expect(await ask([mine, strangers])).toMatchObject({
      cube: 'mine',
      author: 'alice',
      alsoIn: [{ cube: 'strangers', key: 'n/2' }],
    })
    expect(await ask([strangers, mine])).toMatchObject({ cube: 'strangers', author: 'eve' })
    expect(await ask([strangers])).toMatchObject({ cube: 'strangers', alsoIn: [] })
  })

  it('has the neighbours of the cube that speaks for it, and no others', async () => {
    const index = await open()
    const turn = (cube: string, key: string, order: number, text: string, memory: string) =>
      document(key, text, { cube, memory, session: 'talk', order })
    await index.replace(
      'mine',
      {
        put: [
          turn('mine', 'a', 1, 'which instrument do you play?', 'q'),
          turn('mine', 'b', 2, 'the cello', 'mine-a'),
        ],
        remove: [],
      },
      '1',
    )
    await index.replace(
      'eve',
      {
        put: [
          turn('eve', 'a', 1, 'which instrument do you play?', 'q'),
          turn('eve', 'b', 2, 'buy my course', 'eve-a'),
        ],
        remove: [],
      },
      '1',
    )
    const order = await keys(index, 'which instrument play', { cubes: ['mine', 'eve'], top: 3 })
    const { hits } = await index.search({
      text: 'which instrument play',
      top: 3,
      nowMs: NOW,
      cubes: ['mine', 'eve'],
    })
    expect(order[0]).toBe('a')
    expect(hits[1]).toMatchObject({ cube: 'mine', text: 'the cello' })
  })

  it('answers as before after the index was closed and opened again', async () => {
    const path = folder()
    const index = await openRecall(path)
    for (const cube of ['origin', 'fork']) await put(index, cube)
    await index.settled()
    const ask = (from: RecallIndex) =>
      from.search({ text: 'taxes note 3', top: 5, nowMs: NOW, cubes: ['fork', 'origin'] })
    const { hits } = await ask(index)
    await index.close()
    const again = await open(path)
    expect((await ask(again)).hits).toEqual(hits)
  })
})
