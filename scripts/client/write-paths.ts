/** Writes the generated parts of `memcube/client` and of the Python client: `npm run client`, after a route or an answer has changed. */
import { writeFile } from 'node:fs/promises'
import { generateCalls } from './generate-calls.ts'
import { generatePaths } from './generate-paths.ts'
import { generatePython } from './generate-python.ts'

const folder = new URL('../../src/interfaces/client/', import.meta.url)
await writeFile(new URL('calls.ts', folder), await generateCalls())
await writeFile(new URL('paths.ts', folder), await generatePaths())

const python = new URL('../../clients/python/src/memcube/', import.meta.url)
for (const [name, text] of Object.entries(generatePython())) await writeFile(new URL(name, python), text)
