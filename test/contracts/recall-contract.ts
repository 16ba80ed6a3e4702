/**
 * What every index must answer, wherever its words and vectors are: what the embedded index answers, which stands beside it with the
 * same contents. Scores are compared to a millionth.
 */
import { expect, it } from 'vitest'
import type { RecallAnswer, RecallDocument, RecallIndex, RecallQuery } from '../../src/recall/index.ts'
import { createRandom } from '../../scripts/bench/shared/random.ts'
import { document, NOW, open as openHere } from '../recall/an-index.ts'

export interface IndexPlace {
  /** Opens an index that is closed when the test is over. */
  open(): Promise<RecallIndex>
  /** Resolves when all is where it shall be, and all words are in segments. */
  arrived(index: RecallIndex): Promise<void>
}

const subjects = [
  'the harbour at low water',
  'a violin in the attic',
  'tax on imported tea',
  'the river in spring',
  'soup with leeks and barley',
  'a glacier above the village',
]
const happenings = [
  'was measured twice and written down',
  'had to be repaired before the winter',
  'is mentioned in a letter of 1911',
  'cost more than anybody had expected',
  'reminds everybody of the year before',
]
const asked = [
  'where is the violin?',
  'what does a letter say about the harbour',
  'repairs before winter',
  'how expensive was the soup',
  '港の水位',
  'xylophone',
  'glacier note 17',
]
const tagSets = [[], ['work'], ['work', 'old'], ['home']]
const voices = ['alice', 'bob', 'carol']

/** Notes of three cubes, with copies, sessions, long texts, texts without spaces, and times at which they hold. */
function sample(cube: string, count: number, seed: number): RecallDocument[] {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  return Array.from({ length: count }, (_, at) => {
    const sentence = `${pick(subjects)} ${pick(happenings)}, note ${at}.`
    const long = Array.from({ length: 12 }, (_line, line) =>
      `## Part ${line}\n\n${sentence} ${pick(happenings)}. `.repeat(3),
    )
    const text =
      at % 23 === 0 ? long.join('\n\n') : at % 17 === 0 ? `港の水位を測った。記録 ${at}。` : sentence
    return document(`${cube}/${at}`, text, {
      cube,
      // A copy of what the first cube has.
      memory: at % 5 === 0 ? `cid-shared-${at}` : `cid-${cube}-${at}`,
      ...(at % 5 === 0 && { text: `shared: ${subjects[at % 6]} ${happenings[at % 5]}, note ${at}.` }),
      tags: pick(tagSets),
      created: NOW - at * 1000,
      author: pick(voices),
      ...(at % 3 === 0 && { session: `day ${Math.floor(at / 9)}`, order: at }),
      ...(at % 29 === 0 && { expires: NOW - 1 }),
    })
  })
}

const kinds: [string, Partial<RecallQuery>][] = [
  ['all', {}],
  ['one', { top: 1 }],
  ['more than a shortlist takes', { top: 300 }],
  ['one cube', { cubes: ['b'] }],
  ['two cubes, the preferred first', { cubes: ['c', 'a'] }],
  ['a tag', { tags: ['old'] }],
  [
    'voices',
    {
      voices: [
        { cube: 'a', voice: 'bob' },
        { cube: 'b', voice: 'alice' },
      ],
    },
  ],
  ['named memories', { memories: ['cid-a-7', 'cid-b-8', 'cid-shared-10', 'cid-none'] }],
  ['different ones', { diversity: 0.6 }],
  ['a budget', { budget: 120 }],
]

const rounded = (score: number): number => Math.round(score * 1e6)

function comparable({ hits, packed, wordsOnly }: RecallAnswer): unknown {
  return {
    hits: hits.map(({ score, ...hit }) => ({ ...hit, score: rounded(score) })),
    packed: packed && {
      ...packed,
      passages: packed.passages.map(({ score, ...one }) => ({ ...one, score: rounded(score) })),
    },
    wordsOnly,
  }
}

async function expectSame(index: RecallIndex, beside: RecallIndex): Promise<void> {
  for (const [at, [kind, more]] of kinds.entries())
    // All questions of all, and some of those with filters.
    for (const text of at === 0 ? asked : [asked[at % asked.length]!, asked[(at + 3) % asked.length]!]) {
      const query = { text, top: 10, nowMs: NOW, ...more }
      const [found, expected] = await Promise.all([index.search(query), beside.search(query)])
      expect(comparable(found), `${kind}: ${text}`).toEqual(comparable(expected))
    }
}

/** The same changes to both. */
async function change(
  indexes: readonly RecallIndex[],
  ...[cube, changes, at]: Parameters<RecallIndex['replace']>
): Promise<void> {
  for (const index of indexes) {
    await index.replace(cube, changes, at)
    await index.settled()
  }
}

async function filled(place: IndexPlace): Promise<{ index: RecallIndex; beside: RecallIndex }> {
  const [index, beside] = [await place.open(), await openHere()]
  for (const [seed, cube] of ['a', 'b', 'c'].entries())
    await change([index, beside], cube, { put: sample(cube, 120, seed + 1), remove: [] }, 'commit-1')
  return { index, beside }
}

export function recallContract(place: IndexPlace): void {
  it('answers as the embedded one, before and after all has arrived', async () => {
    const { index, beside } = await filled(place)
    await expectSame(index, beside)
    await place.arrived(index)
    await expectSame(index, beside)
    expect((await index.search({ text: 'the violin', top: 10, nowMs: NOW })).hits).toHaveLength(10)
  })

  it('answers as the embedded one after memories came, went and changed', async () => {
    const { index, beside } = await filled(place)
    await place.arrived(index)
    const both = [index, beside]
    // Lists count what is gone until they are written anew, which each index does at a time of its own.
    const writeAnew = async (): Promise<void> => {
      for (const one of both) await one.purge()
    }
    await change(both, 'a', { put: sample('a', 60, 9), remove: ['a/100', 'a/101'] }, 'commit-2')
    const { hits } = await index.search({ text: 'note 100', top: 300, nowMs: NOW, cubes: ['a'] })
    expect(hits.filter(({ key }) => ['a/100', 'a/101'].includes(key))).toEqual([])
    await writeAnew()
    await expectSame(index, beside)
    for (const one of both) await one.dropCube('b')
    await writeAnew()
    await expectSame(index, beside)
    // What was let go is used again.
    await change(both, 'd', { put: sample('d', 50, 10), remove: [] }, 'commit-1')
    await place.arrived(index)
    await expectSame(index, beside)
    expect(await index.entries('a')).toEqual(await beside.entries('a'))
  })

  it('answers as the embedded one after it was purged', async () => {
    const { index, beside } = await filled(place)
    await place.arrived(index)
    await change([index, beside], 'c', { put: [], remove: ['c/1', 'c/2', 'c/46'] }, 'commit-2')
    await index.purge()
    await expectSame(index, beside)
    await place.arrived(index)
    await expectSame(index, beside)
  })

  it('finds what is nearest in meaning, and gives vectors, as the embedded one', async () => {
    const { index, beside } = await filled(place)
    await place.arrived(index)
    const texts = ['a letter about tea', 'the glacier in winter']
    expect(await index.nearest('b', texts, 5)).toEqual(await beside.nearest('b', texts, 5))
    const wanted = ['a/1', 'a/2', 'a/23', 'a/none']
    const plain = (vectors: Awaited<ReturnType<RecallIndex['vectors']>>): unknown =>
      vectors.map(({ scale, cells, ...one }) => ({ ...one, scale: Math.fround(scale), cells: [...cells] }))
    expect(plain(await index.vectors('a', wanted))).toEqual(plain(await beside.vectors('a', wanted)))
  })
}
