import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainLine, plainRow, plainText } from '../../src/interfaces/cli/terminal-text.ts'

test.each([
  ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
  ['safe\rover', 'safe\\x0dover'],
  ['evil\u202etxt.exe', 'evil\\u{202e}txt.exe'],
  ['a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
  ['zero\u200bwidth', 'zero\\u{200b}width'],
  ['tag\u{e0041}', 'tag\\u{e0041}'],
  ['\u009b2J', '\\x9b2J'],
  ['lone \ud800', 'lone \\u{d800}'],
])('shows %j as %j', (text, shown) => {
  expect(plainText(text)).toBe(shown)
})

test.each(['grüße', '日本語', 'emoji 🦘👩🏽', 'العربية', 'tab\tand\nline', 'a\u0301'])(
  'leaves %j as it is',
  (text) => {
    expect(plainText(text)).toBe(text)
  },
)

test('no text whatever keeps a character that a terminal acts on', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plainText(text)).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
      expect(plainRow(text)).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
      expect(plainLine(text)).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
    }),
  )
})

test('a text is one line with single spaces, whether it was one or not', () => {
  const words = fc.array(fc.constantFrom('a', 'word', ' ', '  ', '\t', '\n', '\u00a0', 'ü'), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(words, (parts) => {
      const text = parts.join('')
      expect(plainLine(text)).toBe(plainText(text).split(/\s+/).filter(Boolean).join(' '))
    }),
  )
})

test('a long text on one line ends with an ellipsis', () => {
  expect(plainLine('x'.repeat(500))).toHaveLength(200)
})

test('a row of a table keeps its columns, and is cut at the edge', () => {
  expect(plainRow('name    2 memories')).toBe('name    2 memories')
  expect(plainRow('a\tb\nc\x1b[2J  ')).toBe('a b c\\x1b[2J')
  expect(plainRow('x'.repeat(500), 80)).toHaveLength(80)
})
