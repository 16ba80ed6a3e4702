import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyTree, type KeyFolder } from '../../../src/page/key-tree.ts'
import {
  groupsOf,
  growthOf,
  moved,
  nearestTo,
  toScreen,
  wholeView,
  zoomed,
} from '../../../src/page/map-view.ts'
import { fitting, piecesOf } from '../../../src/page/plain-text.ts'
import { batchesOf, mostBytes, sentFile, type ChosenFile } from '../../../src/page/send-files.ts'
import { snippetOf } from '../../../src/page/snippet.ts'

function keysIn(folder: KeyFolder): string[] {
  return [...folder.folders.flatMap(keysIn), ...folder.keys]
}

describe('the tree of keys', () => {
  test('has a folder for each slash, and one line for folders that hold one folder alone', () => {
    const { folders, keys, count } = keyTree(['a', 'db/pg/index', 'db/pg/vacuum', 'x/y', 'x/z/1'])
    expect([keys, count]).toEqual([['a'], 5])
    expect(folders.map(({ name, count: inside }) => [name, inside])).toEqual([
      ['db/pg/', 2],
      ['x/', 2],
    ])
  })

  test('holds every key once, and counts it in every folder above', () => {
    const key = fc.array(fc.constantFrom('a', 'b', '', 'c d', '__proto__'), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.uniqueArray(key.map((parts) => parts.join('/'))), (keys) => {
        const tree = keyTree(keys)
        expect(keysIn(tree).sort()).toEqual([...keys].sort())
        expect(tree.count).toBe(keys.length)
      }),
    )
  })
})

describe('what would hide in a text', () => {
  const england = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'

  test('is marked, and flags and families are shown as they are', () => {
    const shown = `${england} \u{1f469}\u200d\u{1f466} \u{1f1e9}\u{1f1ea}`
    expect(piecesOf(shown)).toEqual([{ text: shown }])
    expect(piecesOf('a\u202eb')).toEqual([{ text: 'a' }, { mark: 'U+202E' }, { text: 'b' }])
  })

  test('is marked behind a black flag too, where it says no country', () => {
    const marks = piecesOf('\u{1f3f4}\u{e0078}\u{e007f}').filter((piece) => 'mark' in piece)
    expect(marks).toEqual([{ mark: 'U+E0078' }, { mark: 'U+E007F' }])
  })
})

describe('a list that is looked through', () => {
  const of = ['Postgres vacuum', 'postgres index', 'Typescript']

  test('shows what has each of the words, in small or capital letters', () => {
    expect(fitting(of, ' POSTGRES  vac', (one) => one)).toEqual(['Postgres vacuum'])
    expect(fitting(of, '   ', (one) => one)).toEqual(of)
    expect(fitting(of, 'none', (one) => one)).toEqual([])
  })

  test('loses none, and changes no order, whatever is wanted', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (all, wanted) => {
        const found = fitting(all, wanted, (one) => one)
        const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
        expect(found).toEqual(all.filter((one) => words.every((word) => one.toLowerCase().includes(word))))
      }),
    )
  })
})

describe('a snippet', () => {
  const filler = 'Nothing of that is here. '.repeat(40)
  const marked = (passage: string, question: string): string =>
    snippetOf(passage, question)
      .parts.map(({ text, hit }) => (hit ? `<${text}>` : text))
      .join('')

  test('marks the words of the question in every ending, and small words only where there are no others', () => {
    expect(marked('Partial indexes help the index.', 'how does the partial index help')).toBe(
      '<Partial> <indexes> <help> the <index>.',
    )
    expect(marked('to be or not', 'to be')).toBe('<to> <be> or not')
  })

  test('is the part of a long passage where most of the question stands together', () => {
    const { parts, cut } = snippetOf(
      `vacuum ${filler} vacuum of large tables ${filler}`,
      'vacuum large tables',
    )
    expect(parts.filter(({ hit }) => hit).map(({ text }) => text)).toEqual(['vacuum', 'large', 'tables'])
    expect(cut).toEqual({ before: true, after: true })
  })

  test('is a part of the passage, within its length, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 800 }), fc.string({ maxLength: 60 }), (passage, question) => {
        const text = snippetOf(passage, question)
          .parts.map((part) => part.text)
          .join('')
        expect(text.length).toBeLessThanOrEqual(260)
        expect(passage.replaceAll(/\s+/g, ' ')).toContain(text)
      }),
    )
  })
})

describe('files that are sent', () => {
  const file = (name: string, size: number): ChosenFile => ({
    name,
    size,
    modifiedMs: 0,
    read: () => Promise.resolve(new ArrayBuffer(size)),
  })

  test('go in calls that are not too large, each once; hidden ones and too large ones are told of', () => {
    const sizes = fc.array(fc.tuple(fc.nat(6_000_000), fc.boolean()), { maxLength: 30 })
    fc.assert(
      fc.property(sizes, (wanted) => {
        const files = wanted.map(([size, isHidden], order) =>
          file(`${isHidden ? '.git/' : ''}${order}`, size),
        )
        const { calls, tooLarge, hidden } = batchesOf(files)
        const sent = calls.flat()
        expect(sent.length + tooLarge.length + hidden).toBe(files.length)
        expect(new Set(sent).size).toBe(sent.length)
        for (const call of calls)
          expect(call.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(mostBytes)
      }),
    )
  })

  test('arrive as the bytes that they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        const sent = sentFile({ name: 'a', modifiedMs: 1.5 }, new Uint8Array(bytes).buffer)
        expect(Buffer.from(sent.base64, 'base64').equals(bytes)).toBe(true)
      }),
    )
  })
})

describe('where one looks on a map', () => {
  const size = { width: 800, height: 500 }
  const number = fc.double({ min: -1, max: 1, noNaN: true })

  test('keeps the place under the pointer when it is enlarged', () => {
    const at = fc.record({ x: fc.integer({ min: 250, max: 550 }), y: fc.integer({ min: 150, max: 350 }) })
    fc.assert(
      fc.property(at, fc.double({ min: 1, max: 8, noNaN: true }), (place, factor) => {
        const after = zoomed(wholeView, factor, place, size)
        const point = {
          x: (place.x - size.width / 2) / ((size.width / 2) * 0.92),
          y: -(place.y - size.height / 2) / ((size.height / 2) * 0.92),
        }
        const [x, y] = toScreen(point, after, size)
        expect(x).toBeCloseTo(place.x, 3)
        expect(y).toBeCloseTo(place.y, 3)
      }),
    )
  })

  test('moves with the hand, and finds the points that are nearest to it', () => {
    const view = moved(zoomed(wholeView, 2, { x: 400, y: 250 }, size), { x: 30, y: -20 }, size)
    expect(toScreen({ x: 0, y: 0 }, view, size).map(Math.round)).toEqual([430, 230])
    fc.assert(
      fc.property(fc.array(fc.record({ x: number, y: number }), { maxLength: 30 }), (points) => {
        const found = nearestTo(points, { x: 400, y: 250 }, { view, size, count: 5, within: Infinity })
        expect(found).toHaveLength(Math.min(5, points.length))
      }),
    )
  })

  test('gives the labels that most points have a colour of their own, and the others one together', () => {
    expect(groupsOf(['a', 'b', 'b', undefined, 'c'], 1)).toEqual({
      names: ['b'],
      counts: [2, 3],
      of: [1, 0, 0, 1, 1],
    })
  })

  test('counts what there was at the end of each time, all of it at the end', () => {
    expect(growthOf([0, 10, 10, 40], 4)).toEqual({ from: 0, to: 40, counts: [3, 3, 3, 4] })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1 }), (times) => {
        const { counts } = growthOf(times, 10)
        expect(counts.at(-1)).toBe(times.length)
        expect([...counts].sort((a, b) => a - b)).toEqual(counts)
      }),
    )
  })
})
