import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { splitFrontMatter } from '../../../src/exchange/import/front-matter.ts'
import { leaves } from './accounting.ts'
import { anyText } from './documents.ts'

/** What a text says, without the block as it is written. */
const readText = (text: string) => {
  const { matter, body } = splitFrontMatter(text)
  return { matter, body }
}
const read = (block: string) => readText(`---\n${block}\n---\nbody`)

test('a block is kept as it is written, up to 16 KiB; a larger one stays in the text, unless an export of ours wrote it', () => {
  const crlf = '---\r\ntitle:   "x"\r\n---\r\n'
  expect(splitFrontMatter(`${crlf}body`)).toMatchObject({ head: crlf, body: 'body' })
  const large = `---\nnote: ${'x'.repeat(17_000)}\n---\n`
  expect(splitFrontMatter(`${large}body`)).toEqual({ matter: {}, head: '', body: `${large}body` })
  const ours = large.replace('note:', 'memcube: { model: m }\nnote:')
  expect(splitFrontMatter(`${ours}body`)).toMatchObject({
    matter: { own: { model: 'm' } },
    head: '',
    body: 'body',
  })
})

describe('front matter that is not quite YAML', () => {
  test.each([
    [
      'a colon in a title',
      'title: Notes: part two\ntags: [x]',
      { tags: ['x'], data: { title: 'Notes: part two' } },
    ],
    ['two links in a line', 'related: [[A]], [[B]]', { data: { related: '[[A]], [[B]]' } }],
    ['tags with hashes', 'tags: #a #b', { tags: ['a', 'b'] }],
    ['tags with hashes in a list', 'tags:\n- a\n- #b', { tags: ['a', 'b'] }],
    ['names and emphasis', 'by: @ada\nnote: *bold*', { data: { by: '@ada', note: '*bold*' } }],
    ['a tag of YAML', 'x: !foo bar', { data: { x: '!foo bar' } }],
    ['what YAML takes for an alias', 'a: &x [1]\nb: [*x, *x]', { data: { a: '&x [1]', b: '[*x, *x]' } }],
    ['an open quote', 'x: "open', { data: { x: '"open' } }],
    ['numbers as they are written', 'version: 1.10\nzip: 007', { data: { version: '1.10', zip: '007' } }],
    ['a date that is none', 'created: yesterday\ndate: 2026', { data: { created: 'yesterday', date: 2026 } }],
    [
      'two dates',
      'date: 2026-01-01\ncreated: 1970-01-02',
      { created: 86_400_000, data: { date: '2026-01-01' } },
    ],
    ['tags of another type', 'tags: [a, {b: c}]', { data: { tags: ['a', { b: 'c' }] } }],
    ['a comment', 'title: C # major', { data: { title: 'C', comments: ['major'] } }],
    ['two addresses', 'source: a\nurl: b', { source: 'a', data: { url: 'b' } }],
  ])('is read as a person means it: %s', (_name, block, matter) => {
    expect(read(block)).toEqual({ matter, body: 'body' })
  })

  test.each([
    ['the same name twice', 'a: 1\na: 2'],
    ['a list', '- a\n- b'],
    ['a word', 'hello'],
    ['a value that no line explains', 'list:\n  - a: b: c'],
    ['a key that is no word', '? [a]\n: b'],
  ])('is left in the text where nobody can say what is meant: %s', (_name, block) => {
    expect(read(block)).toEqual({ matter: {}, body: `---\n${block}\n---\nbody` })
  })

  test('loses no text of any line', () => {
    const value = fc.oneof(
      anyText.filter((text) => !/[\n\r\0\u0085\u2028\u2029\ufeff]|\p{C}/u.test(text)),
      fc.string({ unit: fc.constantFrom(...'ab:#-[]{}*&!|>\'"%@`, ~?.01') }),
    )
    const name = fc.constantFrom(
      'title',
      'tags',
      'categories',
      'created',
      'date',
      'source',
      'url',
      'x',
      'my key',
      'license',
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 4 }), (lines) => {
        const block = lines.map(([key, text]) => `${key}: ${text}`).join('\n')
        const { matter, body } = read(block)
        const kept = [body, ...leaves(matter, []).map(({ text }) => text), JSON.stringify(matter)].join('\n')
        // What YAML writes with marks of its own is looked for by its words.
        for (const word of block.match(/[\p{L}\d]{2,}/gu) ?? [])
          if (
            ![
              'title',
              'tags',
              'categories',
              'created',
              'date',
              'source',
              'url',
              'license',
              'my',
              'key',
            ].includes(word)
          )
            expect(kept).toContain(word)
      }),
      { seed: 12, numRuns: 500 },
    )
  })

  test('gives back what is written in full', () => {
    const scalar = fc.oneof(
      anyText.filter((text) => text.isWellFormed()),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    )
    const mapping = fc.dictionary(
      fc.constantFrom('title', 'a b', 'x', 'y'),
      fc.oneof(
        scalar,
        fc.array(scalar),
        fc.dictionary(fc.constantFrom('p', 'q'), scalar, { noNullPrototype: true }),
      ),
      { minKeys: 1, noNullPrototype: true },
    )
    fc.assert(
      fc.property(mapping, (fields) => {
        expect(readText(`---\n${stringify(fields)}---\nbody`)).toEqual({
          matter: { data: fields },
          body: 'body',
        })
      }),
      { seed: 12 },
    )
  })
})
