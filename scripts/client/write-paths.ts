/** Writes the types of `memcube/client`: `npm run client`, after a route has changed. */
import { writeFile } from 'node:fs/promises'
import { generatePaths } from './generate-paths.ts'

const file = new URL('../../src/interfaces/client/paths.ts', import.meta.url)
await writeFile(file, await generatePaths())
