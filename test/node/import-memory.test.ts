import { execFile } from 'node:child_process'
import { open, writeFile } from 'node:fs/promises'
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

/** What came of an import in a process of its own, and how much memory it took. */
async function importOne(
  path: string,
  format: string,
  ...how: string[]
): Promise<{ outcome: string; maxRssMiB: number }> {
  const home = join(await temporaryFolder(), 'alice')
  await initHome({ home, name: 'alice' })
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...NODE_FLAGS,
    program,
    home,
    path,
    format,
    ...how,
  ])
  return JSON.parse(stdout) as { outcome: string; maxRssMiB: number }
}

/** Memories of a size, a line each. No two lines are the same. */
async function linesOf(count: number, size: number): Promise<string> {
  const path = join(await temporaryFolder(), 'a.jsonl')
  const file = await open(path, 'w')
  try {
    for (let number = 0; number < count; number++)
      await file.write(
        `${JSON.stringify({ key: `k${number}`, body: `${number} words `.repeat(size / 10) })}\n`,
      )
  } finally {
    await file.close()
  }
  return path
}

async function headings(size: number): Promise<string> {
  const path = join(await temporaryFolder(), 'a.md')
  await writeFile(path, '# a\n'.repeat(size / 4))
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
    const { outcome, maxRssMiB } = await importOne(path, format)
    expect(outcome).toBe(code)
    expect(maxRssMiB).toBeLessThan(promisedMiB)
  },
  120_000,
)

test.each([
  ['500 large texts', () => linesOf(500, 200_000), ['indexed']],
  ['15,000 small texts', () => linesOf(15_000, 1_600), ['indexed']],
  ['16 MiB of headings', () => headings(16 * 1024 * 1024), []],
])(
  '%s are imported, and indexed where the index is open, within what an import may take',
  async (_what, write, how) => {
    const { outcome, maxRssMiB } = await importOne(await write(), 'auto', ...how)
    expect(outcome).toBe('imported')
    expect(maxRssMiB).toBeLessThan(promisedMiB)
  },
  120_000,
)
