import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'

/** What a key may hold and a file name may not. */
const keyPart = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'é',
    'a.md',
    'con',
    '.hidden',
    'a b',
    'x\u202egpj.exe',
    'a:b',
    'a?',
    'z.',
    'ß',
    '日本',
    'x'.repeat(250),
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
    .filter(
      (text) =>
        !/[/\p{Cc}]/u.test(text) &&
        !/^\.{1,2}$/.test(text) &&
        text.isWellFormed() &&
        text.normalize('NFC') === text,
    ),
)
const words = fc.oneof(
  fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .filter((text) => text.isWellFormed() && !text.startsWith('\ufeff')),
  fc.constantFrom('', '  ', '---\nx: 1\n---\ny', 'a: b', '# head\r\ntext\r\n', '---'),
)
const value = fc.oneof(
  words,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 2 }),
)
const date = fc.integer({ min: 1, max: 4e12 })
const memory = fc.record(
  {
    key: fc.array(keyPart, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
    body: words,
    media: fc.constantFrom('text/plain', 'text/markdown', 'text/html', 'application/json'),
    tags: fc.array(
      fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
        .filter((tag) => /^[^\s,#]+$/.test(tag.trim()) && tag === tag.trim()),
      { maxLength: 3 },
    ),
    created: date,
    valid: fc.record({ from: date, until: date }, { requiredKeys: ['from'], noNullPrototype: true }),
    source: fc.webUrl(),
    agent: fc.constantFrom('helper'),
    model: fc.constantFrom('m-1'),
    tool: fc.constantFrom('t'),
    licence: fc.constantFrom('CC-BY-4.0'),
    sensitivity: fc.constantFrom('private'),
    expires: date,
    priority: fc.integer({ min: -1000, max: 1000 }),
    data: fc.dictionary(
      fc.constantFrom(
        'title',
        'tags',
        'created',
        'source',
        'session',
        'order',
        'memcube',
        'x y',
        'embedding',
      ),
      value,
      { maxKeys: 3, minKeys: 1, noNullPrototype: true },
    ),
  },
  { requiredKeys: ['key', 'body', 'media', 'created', 'source'], noNullPrototype: true },
)

const formats: [format: string, name: string][] = [
  ['jsonl', 'all.jsonl'],
  ['markdown', 'folder'],
  ['memos-cube', 'cube'],
  ['mpf', 'all.mpf'],
]

describe('what is exported is the same when it is imported', () => {
  test.each(formats)('%s', async (format, name) => {
    const alice = await temporaryNode('alice')
    const folder = await temporaryFolder()
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(memory, { minLength: 1, maxLength: 6, selector: ({ key }) => key }),
        async (memories) => {
          const [from, to] = [`from-${++run}`, `to-${run}`]
          await alice.call('create', { name: from })
          await alice.call('create', { name: to })
          const lines = memories.map((one) => JSON.stringify(one)).join('\n')
          await writeFile(join(folder, `${from}.jsonl`), lines)
          const taken = (await alice.call('import', { cube: from, path: join(folder, `${from}.jsonl`) })) as {
            skipped: unknown[]
          }
          expect(taken.skipped).toEqual([])
          const out = join(folder, `${run}-${name}`)
          await alice.call('export', { cube: from, out, format })
          const { skipped } = (await alice.call('import', { cube: to, path: out })) as { skipped: unknown[] }
          expect(skipped).toEqual([])
          const { keys } = await alice.call('keys', { cube: from })
          expect(await alice.call('keys', { cube: to })).toEqual({ keys })
          for (const key of keys) {
            const [before, after] = (await Promise.all(
              [from, to].map((cube) => alice.call('get', { cube, key })),
            )) as Record<string, unknown>[]
            expect(heldOf(after!)).toEqual(heldOf(before!))
          }
        },
      ),
      { seed: 12, numRuns: 8 },
    )
  })

  test('and no name of a file shows another than it has', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'x\u202egpj.exe', text: 'one' })
    const out = join(await temporaryFolder(), 'out')
    await alice.call('export', { cube: 'notes', out, format: 'markdown' })
    expect(await readdir(out)).toEqual(['x_gpj.exe.txt'])
  })
})

/** What a memory is; MPF adds the id of its record to `data`, and a folder what its file was. */
function heldOf({
  body,
  media,
  tags,
  created,
  valid,
  provenance,
  governance,
  data,
}: Record<string, unknown>): unknown {
  const { mpf: _record, 'memcube/file': _file, ...own } = (data ?? {}) as Record<string, unknown>
  return { body, media, tags, created, valid, provenance, governance, data: own }
}
