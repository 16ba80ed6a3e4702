// What the page makes of the markdown of strangers: a tree of known parts that keeps every word, whatever they wrote.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBlocks, type Block } from '../../../src/page/markdown/blocks.ts'
import { findMemory } from '../../../src/page/markdown/find-memory.ts'
import { webAddress, type Inline } from '../../../src/page/markdown/inlines.ts'
import { plainProse } from '../../../src/page/markdown/plain-prose.ts'

type Node = Block | Inline

function childrenOf(node: Node): Node[] {
  switch (node.is) {
    case 'list':
      return node.items.flatMap(({ blocks }) => blocks)
    case 'table':
      return [node.head, ...node.rows].flat(2)
    case 'quote':
      return node.blocks
    default:
      return 'of' in node ? node.of : []
  }
}

function all(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...all(childrenOf(node))])
}

function depthOf(nodes: readonly Node[]): number {
  return nodes.reduce((most, node) => Math.max(most, 1 + depthOf(childrenOf(node))), 0)
}

const inlinesOf = (text: string): Inline[] =>
  parseBlocks(text).flatMap((block) => ('of' in block ? block.of : []))

describe('markdown', () => {
  test('knows headings, lists, tasks, tables, quotes, code and rules', () => {
    const text =
      '# One\n\n1. a\n2. b\n   - [x] c\n\n> q\n\n| h | i |\n|---|--:|\n| j | k |\n\n```sql\nx = *1*\n```\n\n---\n'
    expect(parseBlocks(text).map(({ is }) => is)).toEqual([
      'heading',
      'list',
      'quote',
      'table',
      'code',
      'rule',
    ])
    const [, list, , table, code] = parseBlocks(text)
    expect(list).toMatchObject({ start: 1, items: [{}, { blocks: [{}, { items: [{ checked: true }] }] }] })
    expect(table).toMatchObject({ align: ['start', 'end'], rows: [[[{ text: 'j' }], [{ text: 'k' }]]] })
    expect(code).toEqual({ is: 'code', text: 'x = *1*', language: 'sql' })
  })

  test('keeps names with underscores whole, and marks what is emphasised', () => {
    expect(plainProse('set max_wal_size to *16* **GB** ~~or not~~')).toBe('set max_wal_size to 16 GB or not')
    expect(plainProse('x_y_ and z')).toBe('x_y_ and z')
    expect(inlinesOf('a *b **c** d*')).toMatchObject([
      { text: 'a ' },
      { is: 'em', of: [{}, { is: 'strong' }, {}] },
    ])
  })

  test('keeps what stands behind a tab, or beside the language of code', () => {
    expect(plainProse('*\tone\n*\ttwo')).toBe('one two')
    expect(plainProse('See ![[pics/one.png|300]], ![[a|the plan]] and !no')).toBe(
      'See pics/one.png, the plan and !no',
    )
    expect(parseBlocks('```sql of 16\nx\n```')).toEqual([{ is: 'code', text: 'x', language: 'sql of 16' }])
  })

  test('leads from [[x]] and from links without a host to memories', () => {
    expect(inlinesOf('[[index/partial]] [[a|words]] [n](../notes/b%20c.md#d)')).toMatchObject([
      { is: 'memory', key: 'index/partial' },
      {},
      { is: 'memory', key: 'a', of: [{ text: 'words' }] },
      {},
      { is: 'memory', key: 'notes/b c' },
    ])
  })

  test('finds the memory that a link means by its key, or by the end of one', () => {
    const keys = ['index/partial', 'Notes/Meeting 1.md', 'deep/er/partial']
    expect(findMemory('index/partial', keys)).toBe('index/partial')
    expect(findMemory('meeting-1', keys)).toBe('Notes/Meeting 1.md')
    expect(findMemory('partial', keys)).toBe('index/partial')
    expect(findMemory('artial', keys)).toBeUndefined()
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'https://bank.example@evil.example/',
    'http:',
    '//evil.example',
    'memcube:x',
  ])('%s is no address to follow', (to) => expect(webAddress(to)).toBeUndefined())

  test('names the host that an address leads to, as the network knows it', () => {
    expect(webAddress('https://раураl.example/x')?.host).toBe('xn--l-7sba6dbr.example')
  })
})

const signs = fc.constantFrom(
  '*',
  '**',
  '_',
  '~~',
  '`',
  '```',
  '[',
  ']',
  '[[',
  ']]',
  '](',
  ')',
  '!',
  '<',
  '>',
  '|',
  '\\',
  '#',
  '- ',
  '1. ',
  '> ',
  '\n',
  '\n\n',
  '    ',
  '\t',
  '|-|',
  '---',
  '===',
  '- [ ] ',
  'https://a.example/',
  'javascript:',
  '<script>',
  '<img src=x onerror=alert(1)>',
  '&lt;',
  '\u202e',
  '\u0000',
  '"',
  '{',
  '}',
  '::',
  '//',
  '@',
)
const hostile = fc
  .array(
    fc.oneof(
      signs,
      fc.nat(999).map((n) => `w${n}w`),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 120 },
  )
  .map((parts) => parts.join(''))

describe('hostile markdown', () => {
  test('becomes a shallow tree that keeps every word', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tree = parseBlocks(text)
        expect(depthOf(tree)).toBeLessThan(40)
        const said = JSON.stringify(tree)
        for (const word of text.match(/w\d+w/g) ?? []) expect(said).toContain(word)
      }),
      { numRuns: 400 },
    )
  })

  test('leads nowhere but to memories and to hosts of the web', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const node of all(parseBlocks(text))) {
          if (node.is !== 'link') continue
          const address = webAddress(node.to)
          if (address !== undefined) expect(new URL(address.href).protocol).toMatch(/^https?:$/)
        }
      }),
      { numRuns: 400 },
    )
  })

  test.each([
    '*',
    '**a*b_',
    '[',
    '[a](',
    '`a``',
    '> ',
    '- ',
    '|a|\n|-|\n',
    '[[',
    '<http://',
    '![a](b',
    '1. ',
  ])('of 40,000 times %j is a shallow tree', (unit) =>
    expect(depthOf(parseBlocks(unit.repeat(40_000)))).toBeLessThan(40),
  )

  test('of many markers in each other stays shallow, also where much stands before them', () => {
    const filler = '*x* '.repeat(1_100)
    const text = `${'**a '.repeat(60)}${filler}${'b** '.repeat(60)}`
    expect(depthOf(parseBlocks(text))).toBeLessThan(40)
    expect(depthOf(parseBlocks(`${'*'.repeat(5_000)}a${'*'.repeat(5_000)}`))).toBeLessThan(40)
    expect(depthOf(parseBlocks('> '.repeat(2_000)))).toBeLessThan(40)
  })
})
