/**
 * Imports one file into a cube of a home and says what came of it and how much memory it took.
 * Arguments: home, path, format, and `indexed` for an open index that has it all at the end.
 */
import { writeSync } from 'node:fs'
import { openNode } from '../../../src/node/index.ts'

const [home = '', path = '', format = 'auto', indexed] = process.argv.slice(2)
const node = await openNode({ home })
const ask = (): Promise<unknown> => node.call('recall', { query: 'words' })
if (indexed !== undefined) await ask()
await node.call('create', { name: 'notes' })
const outcome = await node.call('import', { cube: 'notes', path, format }).then(
  () => 'imported',
  (error: unknown) => (error as { code?: string }).code ?? String(error),
)
// What is to be indexed is, before anybody is answered.
if (indexed !== undefined) await ask()
writeSync(1, JSON.stringify({ outcome, maxRssMiB: Math.round(process.resourceUsage().maxRSS / 1024) }))
await node.close()
