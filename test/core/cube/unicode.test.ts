/** The text rules of the specification name one version of Unicode: an upgrade of Node that changes it has to be noticed. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const spec = readFileSync(new URL('../../../protocols/cube/spec.md', import.meta.url), 'utf8')

it('texts are judged by the version of Unicode that the specification names', () => {
  const [, named] = /are those of \*\*Unicode (\d+\.\d+)\.\d+\*\*/.exec(spec) ?? []
  expect(process.versions.unicode, 'upgrade both together, or neither').toBe(named)
})

it('what came with that version is a letter, and what it does not assign is none', () => {
  // Beria Erfe came with 17.0; U+2FE0 is assigned by no version up to it.
  expect(/^\p{L}$/u.test('\u{16ea0}')).toBe(true)
  expect(/^\p{Cn}$/u.test('\u{2fe0}')).toBe(true)
})
