import { expect, it } from 'vitest'
import { saysAnew } from '../../src/recall/overlap/says-anew.ts'

it.each([
  ['Alice prefers 4 spaces now', 'Alice prefers tabs', true],
  ['the server moved to Oslo', 'the server is in Bergen', true],
  ['Alice prefers 4 spaces', 'Alice prefers tabs', false],
  ['the river rises now', 'Alice prefers tabs', false],
  [`Alice prefers 4 spaces now ${'x'.repeat(400)}`, 'Alice prefers tabs', false],
])('"%s" after "%s": %s', (newer, older, expected) => {
  expect(saysAnew(newer, older)).toBe(expected)
})
