import { describe, expect, test } from 'vitest'
import type { Memory } from '../../src/core/cube/index.ts'
import { pathFromKey, pathOfItsOwn, pathOnceHad } from '../../src/exchange/export/place-of-file.ts'

const memory = (path: unknown, uri?: string): Memory => ({
  v: 2,
  t: 'memcube/memory',
  type: 'plaintext',
  media: 'text/plain',
  body: 'text',
  tags: [],
  created: 0,
  provenance: { activity: 'import', ...(uri !== undefined && { source: { uri } }) },
  governance: {},
  ...(path !== undefined && { data: { 'memcube/file': { path } } }),
})
const had = (path: unknown, isWindows = false, isOwn = true): string[] | undefined =>
  pathOnceHad('key', memory(path), { isWindows, isOwn })

describe('the path that a file once had', () => {
  test.each(['a/b.md', 'What? "why".md', '👩\u200d💻.md', 'u\u0308.md', '.cursorrules', 'con.md'])(
    'is taken when it is one below the folder: %s',
    (path) => expect(had(path)).toEqual(path.split('/')),
  )
  test('is not that of a hidden file that agents obey, in a cube of others', () => {
    expect(had('.cursorrules', false, false)).toBeUndefined()
    expect(had('rules/.clinerules', false, false)).toBeUndefined()
    expect(had('CLAUDE.md', false, false)).toEqual(['CLAUDE.md'])
  })
  test.each([
    '../x.md',
    '/etc/passwd',
    'a//b',
    'a/./b',
    'a/../../b',
    '',
    '.bashrc',
    '.git/hooks/pre-commit',
    'a/.ssh/config',
    'x\u202egpj.exe',
    'a\u200d\u200db',
    'a\0b',
    'a\nb',
    '\ud800',
    'x'.repeat(256),
    'x/'.repeat(70) + 'y',
    7,
    ['a'],
    { a: 1 },
  ])('is not taken from a stranger who says %j', (path) => expect(had(path)).toBeUndefined())

  test.each(['What?.md', 'con.md', 'NUL', 'a\\b', 'a:b', 'end.', 'end '])(
    'is not taken on Windows, which has no such name: %j',
    (path) => expect([had(path)?.length, had(path, true)]).toEqual([1, undefined]),
  )

  test('is said by the source, where the key was made from it', () => {
    const of = (key: string, uri: string): string[] | undefined =>
      pathOnceHad(key, memory(undefined, uri), { isWindows: false, isOwn: true })
    expect(of('März', './Ma%CC%88rz.md')).toEqual(['Ma\u0308rz.md'])
    expect(of('a.png', './a.png')).toEqual(['a.png'])
    for (const uri of ['./other.md', './../a.md', './%ZZ.md', 'https://example.org/a.md', '/a.md'])
      expect(of('a', uri)).toBeUndefined()
  })
})

test('a file without a path of its own keeps the ending of its key, or gets one by its kind', () => {
  const name = (key: string, media: string): string | undefined =>
    pathFromKey(key, { ...memory(undefined), media }, false, 'bafycid').at(-1)
  expect(name('img/a.png', 'image/png')).toBe('a.png')
  expect(name('plan', 'image/png')).toBe('plan.png')
  expect(name('weights', 'application/octet-stream')).toBe('weights.bin')
  expect(pathOfItsOwn(['a', '.b.md'], 'bafy12345678')).toEqual(['a', '.b-12345678.md'])
})
