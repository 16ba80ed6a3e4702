import { describe, expect, test } from 'vitest'
import { splitAnywhere, splitText } from '../../../src/exchange/import/split-text.ts'

describe('a text that is too long', () => {
  test.each([
    ['at headings, as many in a part as fit', '# a\n# b\n# c\n', ['# a\n# b\n', '# c\n']],
    ['at paragraphs where a section is too long', 'aaa\n\nbbb\n\ncc', ['aaa\n', '\nbbb\n\ncc']],
    ['at lines where a paragraph is too long', 'aaaa\nbbbb\ncccc', ['aaaa\n', 'bbbb\n', 'cccc']],
    [
      'and goes on after what was split finer',
      '# a\n# bbb\nccc\n# d\n',
      ['# a\n', '# bbb\n', 'ccc\n', '# d\n'],
    ],
    ['counted in bytes', 'éé\néé\n', ['éé\n', 'éé\n']],
  ])('is split %s', (_how, text, parts) => {
    expect(splitText(text, 8)).toEqual(parts)
  })

  test('of one line is not split at all, unless it may be split anywhere', () => {
    expect(splitText('aaaa bbbb cccc', 8)).toBeUndefined()
    expect(splitAnywhere('aaaa bbbb cccc', 8)).toEqual(['aaaa ', 'bbbb ', 'cccc'])
    expect(splitAnywhere('\u{1f600}'.repeat(3), 8)).toEqual(['\u{1f600}\u{1f600}', '\u{1f600}'])
  })

  test('is in its parts again, whatever it is made of', () => {
    const made = ['# ', '\n', 'a', 'é', ' ', '\r\n', '#', '\n\n', '\u{1f600}', 'b c']
    let state = 1
    const next = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: 1 + next(40) }, () => made[next(made.length)]).join('')
      const most = 4 + next(30)
      const parts = splitAnywhere(text, most)
      expect(parts.join('')).toBe(text)
      expect(parts.every((part) => part.isWellFormed())).toBe(true)
      expect(Math.max(...parts.map((part) => Buffer.byteLength(part)))).toBeLessThanOrEqual(most)
    }
  })
})
