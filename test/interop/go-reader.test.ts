// A reader in Go that was written from protocols/ alone: it runs every vector that there is.
import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildGo, goIsMissing, pathOf, GO_PROGRAMS } from './go-program.ts'

const PROTOCOLS = join(import.meta.dirname, '..', '..', 'protocols')
const FOLDERS = [
  'announce',
  'audit',
  'authors',
  'cube',
  'forget',
  'handshake',
  'link',
  'merge',
  'policy',
  'proposals',
  'swarm',
  'sync',
  'tree',
]

interface Report {
  file: string
  passed: number
  failed: string[]
}

async function vectorFiles(): Promise<string[]> {
  const all = await readdir(PROTOCOLS, { recursive: true })
  return all.filter((file) => file.endsWith('.json')).sort()
}

const isOf = (folders: string[]) => (file: string) => folders.includes(file.split('/')[0] ?? '')

/** The cases of a file; what others published is in lists of other names. */
async function countCases(file: string): Promise<number> {
  const content = JSON.parse(await readFile(join(PROTOCOLS, file), 'utf8')) as Record<string, unknown>
  const lists = content['cases'] === undefined ? [content['depths'], content['changes']] : [content['cases']]
  return lists.flat().length
}

describe.skipIf(goIsMissing !== undefined)(
  `a reader in Go, from the specification alone${goIsMissing ? ` (${goIsMissing})` : ''}`,
  () => {
    beforeAll(() => buildGo(GO_PROGRAMS.checker))

    test('reads every folder of vectors', async () => {
      const others = (await vectorFiles()).filter((file) => !isOf(FOLDERS)(file))
      expect(others).toEqual([])
    })

    test('agrees with every case of every file', async () => {
      const run = spawnSync(pathOf(GO_PROGRAMS.checker), [PROTOCOLS, ...FOLDERS], { encoding: 'utf8' })
      expect(run.stderr).toBe('')
      const reports = run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Report)
      const files = (await vectorFiles()).filter(isOf(FOLDERS))
      const whole = await Promise.all(
        files.map(async (file) => ({ file, passed: await countCases(file), failed: [] })),
      )
      expect(reports.toSorted((a, b) => (a.file < b.file ? -1 : 1))).toEqual(whole)
      for (const folder of FOLDERS) {
        const passed = reports.filter(({ file }) => isOf([folder])(file)).reduce((n, r) => n + r.passed, 0)
        process.stdout.write(`${folder}: ${passed} cases\n`)
      }
    })
  },
)
