// The front matter of a note is written as it was only as long as it says what the memory says.
import { expect, test } from 'vitest'
import type { Memory } from '../../src/core/cube/index.ts'
import { headOnceHad } from '../../src/exchange/export/front-matter-text.ts'

const head = `---
tags: [b, a]
created: 2024-05-01
source: https://example.org/a
licence: MIT
valid_from: 2024-01-01
rating: 4.50
memcube:
  model: m
---
`
const note: Memory = {
  v: 2,
  t: 'memcube/memory',
  type: 'plaintext',
  media: 'text/markdown',
  body: 'text',
  tags: ['a', 'b'],
  created: Date.UTC(2024, 4, 1),
  provenance: { activity: 'import', model: 'm', source: { uri: 'https://example.org/a' } },
  governance: { licence: 'MIT' },
  valid: { from: Date.UTC(2024, 0, 1) },
  data: { rating: '4.50', 'memcube/file': { head, marks: 1 } },
}

test('it is there byte for byte, with the mark before it', () => {
  expect(headOnceHad('a.md', note, 'text')).toBe(`\uFEFF${head}`)
  expect(headOnceHad('a.md', { ...note, tags: ['b', 'a'] }, 'other text')).toBe(`\uFEFF${head}`)
})

test.each<[string, Partial<Memory>]>([
  ['tags', { tags: ['a'] }],
  ['its date', { created: 1 }],
  ['its source', { provenance: { ...note.provenance, source: { uri: 'https://example.org/b' } } }],
  ['its model', { provenance: { ...note.provenance, model: 'n' } }],
  ['its licence', { governance: { licence: 'CC0-1.0' } }],
  ['an expiry', { governance: { licence: 'MIT', expires: 5 } }],
  ['since when it holds', { valid: { from: 1 } }],
  ['until when it holds', { valid: { ...note.valid, until: 1 } }],
  ['its media type', { media: 'text/plain' }],
  ['what else it says', { data: { ...note.data, rating: 5 } }],
])('it is written anew where %s is another one now', (_, changed) => {
  expect(headOnceHad('a.md', { ...note, ...changed }, 'text')).toBeUndefined()
})

test('it is not there where it would not be read as front matter, as a stranger may have it', () => {
  for (const strange of ['no fence', '---\nopen: 1\n', `${head}${head}`])
    expect(
      headOnceHad('a.md', { ...note, data: { rating: '4.50', 'memcube/file': { head: strange } } }, 'text'),
    ).toBeUndefined()
})
