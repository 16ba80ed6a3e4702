/** Writes `docs/reference.md`. `npm run docs`. */
import { writeFile } from 'node:fs/promises'
import { loadAllVerbs } from '../../src/interfaces/cli/verbs/index.ts'
import { callSchemas } from '../../src/node/index.ts'
import { referencePage } from './reference-page.ts'

const page = referencePage(await loadAllVerbs(), callSchemas())
await writeFile(new URL('../../docs/reference.md', import.meta.url), page)
