import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyTree, type KeyFolder } from '../../../src/page/key-tree.ts'
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
