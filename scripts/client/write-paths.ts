/** Writes the types of `memcube/client`: `npm run client`, after a route or an answer has changed. */
import { writeFile } from 'node:fs/promises'
import { generateAnswers } from './generate-answers.ts'
import { generatePaths } from './generate-paths.ts'

const folder = new URL('../../src/interfaces/client/', import.meta.url)
await writeFile(new URL('paths.ts', folder), await generatePaths())
await writeFile(new URL('answers.ts', folder), await generateAnswers())
