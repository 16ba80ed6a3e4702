/** Writes the types of `memcube/client`: `npm run client`, after a route or an answer has changed. */
import { writeFile } from 'node:fs/promises'
import { generateCalls } from './generate-calls.ts'
import { generatePaths } from './generate-paths.ts'

const folder = new URL('../../src/interfaces/client/', import.meta.url)
await writeFile(new URL('calls.ts', folder), await generateCalls())
await writeFile(new URL('paths.ts', folder), await generatePaths())
