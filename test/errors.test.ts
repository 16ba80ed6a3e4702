import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../', import.meta.url)
const documented = new Set(
  readFileSync(new URL('protocols/errors.md', root), 'utf8')
    .split('\n')
    .flatMap((line) => /^\| `(ERR_[A-Z_]+)` \|/.exec(line)?.[1] ?? []),
)

const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(new URL(`src/${file}`, root), 'utf8') }))

/** The codes that a pattern finds in the source, each with the files that have it. */
function codesIn(pattern: RegExp): { code: string; file: string }[] {
  return sources.flatMap(({ file, text }) =>
    [...text.matchAll(pattern)].map(([, code]) => ({ code: code as string, file })),
  )
}

describe('protocols/errors.md', () => {
  it('lists every code that the source throws or refuses with', () => {
    const named = codesIn(/(?:Error\(|\bcode:)\s*'(ERR_[A-Z_]+)'/g)
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter(({ code }) => !documented.has(code))).toEqual([])
  })

  it('lists no code that nothing throws', () => {
    const thrown = new Set(codesIn(/Error\(\s*'(ERR_[A-Z_]+)'/g).map(({ code }) => code))
    expect([...documented].filter((code) => !thrown.has(code))).toEqual([])
    expect(documented.size).toBeGreaterThan(10)
  })
})
