import { execFile } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { initHome } from '../../src/node/index.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const program = fileURLToPath(new URL('children/import-one.ts', import.meta.url))
/** promises.md A5. */
const promisedMiB = 512
const bytes = 60_000_000

/** A file of 60 MB: a text before, then the same few characters again and again, then a text after. */
async function fileOf(name: string, before: string, repeated: string, after: string): Promise<string> {
  const path = join(await temporaryFolder(), name)
  const file = await open(path, 'w')
  try {
    const chunk = repeated.repeat(Math.ceil(1_000_000 / repeated.length))
    await file.write(before)
    for (let written = 0; written < bytes; written += chunk.length) await file.write(chunk)
    await file.write(after)
  } finally {
    await file.close()
  }
  return path
}

const deep = `{"key":"k","body":"b","data":${'['.repeat(1_000)}${']'.repeat(1_000)}}\n`
const wide = `{"key":"k","body":"b","data":[${'[],'.repeat(400_000)}[]]}\n`

test.each([
  ['a list of lists', 'a.json', '[[]', ',[]', ']', 'auto', 'ERR_INVALID_INPUT'],
  ['a list of lists, said to be of Claude', 'a.json', '[[]', ',[]', ']', 'claude', 'ERR_LIMIT'],
  ['one item of lists', 'a.json', '[[[]', ',[]', ']]', 'chatgpt', 'ERR_LIMIT'],
  [
    'lists after a memory',
    'a.json',
    '{"results":[{"id":"x","memory":"m","user_id":"u"}',
    ',[]',
    ']}',
    'auto',
    'ERR_LIMIT',
  ],
  ['lines that nest deep', 'a.jsonl', '', deep, '', 'auto', 'ERR_INVALID_INPUT'],
  ['lines of many values', 'a.jsonl', '', wide, '', 'auto', 'ERR_INVALID_INPUT'],
])(
  '60 MB of %s are refused within what an import may take',
  async (_what, name, before, repeated, after, format, code) => {
    const path = await fileOf(name, before, repeated, after)
    const home = join(await temporaryFolder(), 'alice')
    await initHome({ home, name: 'alice' })
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...NODE_FLAGS,
      program,
      home,
      path,
      format,
    ])
    const { outcome, maxRssMiB } = JSON.parse(stdout) as { outcome: string; maxRssMiB: number }
    expect(outcome).toBe(code)
    expect(maxRssMiB).toBeLessThan(promisedMiB)
  },
  120_000,
)
