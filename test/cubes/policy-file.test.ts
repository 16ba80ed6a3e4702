import { expect, test } from 'vitest'
import { parsePolicyText } from '../../src/cubes/policies/policy-file.ts'

test.each([
  ['brackets', '['.repeat(50_000)],
  ['dashes', '- '.repeat(30_000)],
])('a policy of %s inside one another is refused in words that a person can use', (_, text) => {
  expect(() => parsePolicyText(text)).toThrow(
    /neither YAML nor JSON: line 1, column \d+: its values are nested too deeply$/,
  )
})
