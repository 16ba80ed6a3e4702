import { expect, test } from 'vitest'
import { importVerb } from '../../src/interfaces/cli/verbs/import.ts'
import { importFormats } from '../../src/exchange/import/index.ts'

test('help for import names every format that there is', () => {
  const about = importVerb.options?.find(({ flags }) => flags.startsWith('--format'))?.about ?? ''
  expect(about.split(/, | or /)).toEqual(importFormats)
})
