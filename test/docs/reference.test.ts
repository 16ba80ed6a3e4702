// The reference is what the help and the use cases say now.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { referencePage } from '../../scripts/docs/reference-page.ts'
import { loadAllVerbs } from '../../src/interfaces/cli/verbs/index.ts'
import { callSchemas } from '../../src/node/index.ts'

it('docs/reference.md is up to date; `npm run docs` writes it', async () => {
  const page = readFileSync(new URL('../../docs/reference.md', import.meta.url), 'utf8')
  expect(page).toBe(referencePage(await loadAllVerbs(), callSchemas()))
})
