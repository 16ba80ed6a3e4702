// The schemas of the protocols, parsed by go-ipld-prime: each is an IPLD schema that others can use as it is.
import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildGo, goIsMissing, pathOf, GO_PROGRAMS } from './go-program.ts'

const PROTOCOLS = join(import.meta.dirname, '..', '..', 'protocols')

interface Parsed {
  file: string
  types: string[]
  fault?: string
}

/** The names that a schema defines, as its text has them. */
async function definedIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8')
  return [...text.matchAll(/^type (\w+) /gmu)].map(([, name = '']) => name)
}

describe.skipIf(goIsMissing !== undefined)(
  `schemas under go-ipld-prime${goIsMissing ? ` (${goIsMissing})` : ''}`,
  () => {
    beforeAll(() => buildGo(GO_PROGRAMS.parser))

    test('every schema is parsed, with all its types', async () => {
      const all = await readdir(PROTOCOLS, { recursive: true })
      const files = all.filter((file) => file.endsWith('.ipldsch')).map((file) => join(PROTOCOLS, file))
      const run = spawnSync(pathOf(GO_PROGRAMS.parser), files, { encoding: 'utf8' })
      const parsed = run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Parsed)
      expect(parsed.flatMap(({ file, fault }) => (fault === undefined ? [] : [`${file}: ${fault}`]))).toEqual(
        [],
      )
      expect(parsed).toHaveLength(files.length)
      for (const { file, types } of parsed)
        expect(types).toEqual(expect.arrayContaining(await definedIn(file)))
    })
  },
)
