// What agents may do is said to their owner in full: a folder that is cut off could be any.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { VerbContext } from '../../src/interfaces/cli/verb.ts'
import { mcp } from '../../src/interfaces/cli/verbs/mcp.ts'
import { initHome } from '../../src/node/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

it('names each folder of the grant "files", the longest too', async () => {
  const root = await temporaryFolder()
  const home = join(root, 'home')
  await initHome({ home, name: 'alice' })
  const folders = ['a', 'b', 'c'.repeat(240)].map((name) => join(root, name))
  for (const folder of folders) await mkdir(folder)
  const lines: string[] = []
  const out = { line: (text: string) => void lines.push(text) }
  await mcp.run([], { grant: folders.map((folder) => `files=${folder}`) }, {
    home,
    json: false,
    out,
  } as unknown as VerbContext)
  expect(lines).toEqual([`agents may: files in ${folders.join(', ')}`])
})
