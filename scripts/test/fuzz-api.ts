/**
 * Runs schemathesis against a live daemon: every operation of its OpenAPI document, and no answer may be a 5xx or one that
 * the document does not have. The home is made for it, and nothing leaves its folder or this machine.
 *
 *   npm run test:fuzz-api -- [--examples N] [--seed N] [--schemathesis PATH]
 *
 * Needs schemathesis 4 (PyPI): `python3 -m venv V && V/bin/pip install schemathesis`, then `--schemathesis V/bin/st`. Ends
 * with a word and code 0 where there is none.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    phases: { type: 'string', default: 'coverage,fuzzing,stateful' },
    schemathesis: { type: 'string', default: process.env['SCHEMATHESIS'] ?? 'st' },
  },
})
const found = spawnSync(values.schemathesis, ['--version'], { encoding: 'utf8' })
if (found.status !== 0 || !found.stdout.startsWith('st, version 4')) {
  console.log(`skipped: ${values.schemathesis} is not schemathesis 4; see scripts/test/fuzz-api.ts`)
  process.exit(0)
}

/**
 * What is wrong where the daemon answers; what a cube says to input that fits its schema is not. Not `missing_required_header`:
 * it takes the token away, and the command line adds it again. `ignored_auth` looks at requests without a token.
 */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'ignored_auth',
  'unsupported_method',
]
/** Streams without an end are for readers that leave. */
const endless = '/v1/events'

const bin = new URL('../../src/interfaces/cli/bin.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'memcube-fuzz-'))
const home = join(folder, 'home')
const counts = join(folder, 'counts.json')
const started = performance.now()
let daemon: ChildProcess | undefined
let failed = true
try {
  memcube('init', '--name', 'fuzz')
  const served = await startDaemon()
  daemon = served.daemon
  const token = readFileSync(join(home, 'api.token'), 'utf8').trim()
  fillHome()
  const document = await read(served.url, token)
  const operations = Object.entries(document.paths)
    .filter(([path]) => path !== endless)
    .flatMap(([, item]) => Object.keys(item)).length
  const each = Math.ceil(Number(values.examples) / operations)
  console.log(
    `${found.stdout.trim()}; ${operations} operations, ${each} examples each, seed ${values.seed}, ${home}`,
  )
  failed = !(await fuzz(served.url, token, each))
  report(operations)
} finally {
  if (daemon?.exitCode === null) {
    daemon.kill('SIGTERM')
    await once(daemon, 'exit')
  }
  if (!failed) rmSync(folder, { recursive: true, force: true })
  else console.log(`kept to look at: ${folder}`)
}
process.exit(failed ? 1 : 0)

function memcube(...args: string[]): void {
  const done = spawnSync(process.execPath, [bin, ...args, '--home', home], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`memcube ${args.join(' ')}: ${done.stderr}`)
}

async function startDaemon(): Promise<{ daemon: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [bin, 'daemon', '--home', home, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(60_000) })) as [string]
  lines.on('line', () => {})
  return { daemon: child, url: (JSON.parse(line) as { api: string }).api }
}

function fillHome(): void {
  const files = join(folder, 'files')
  mkdirSync(join(files, 'notes'), { recursive: true })
  writeFileSync(
    join(files, 'in.jsonl'),
    '{"key":"k1","body":"numbats eat termites"}\n{"key":"k2","body":"wombats dig"}\n',
  )
  writeFileSync(join(files, 'notes', 'a.md'), '# Bilbies\n\nBilbies are nocturnal.\n')
  writeFileSync(join(files, 'policy.yaml'), 'rules: []\n')
  writeFileSync(join(files, 'checkpoint'), 'no checkpoint\n')
  memcube('create', 'notes')
  memcube('create', 'more')
  memcube('add', 'notes', 'quokkas are small', '--key', 'animals/quokka')
  memcube('add', 'notes', 'a fact', '--key', 'a')
  memcube('branch', 'notes', 'side')
  memcube('add', 'notes', 'another fact', '--key', 'a', '--branch', 'side')
  memcube('fork', 'notes')
}

async function read(url: string, token: string): Promise<{ paths: Record<string, object> }> {
  const answer = await fetch(new URL('/openapi.json', url), { headers: { authorization: `Bearer ${token}` } })
  return (await answer.json()) as { paths: Record<string, object> }
}

/** @returns whether nothing was found */
async function fuzz(url: string, token: string, each: number): Promise<boolean> {
  const args = `run ${url}/openapi.json --exclude-path ${endless} --checks ${checks.join(',')}
    --phases ${values.phases} --seed ${values.seed} --max-examples ${each} --request-timeout 30 --workers 1
    --continue-on-failure --generation-database none --suppress-health-check all --warnings off --no-color`
    .split(/\s+/)
    .concat('-H', `Authorization: Bearer ${token}`)
  const child = spawn(values.schemathesis, args, {
    stdio: 'inherit',
    cwd: folder,
    env: {
      ...process.env,
      SCHEMATHESIS_HOOKS: new URL('fuzz-api/hooks.py', import.meta.url).pathname,
      FUZZ_FOLDER: join(folder, 'files'),
      FUZZ_COUNTS: counts,
    },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}

function report(operations: number): void {
  const all = Object.entries(JSON.parse(readFileSync(counts, 'utf8')) as Record<string, number>)
  const byStatus = new Map<string, number>()
  const reached = new Set<string>()
  for (const [name, count] of all) {
    const at = name.lastIndexOf(' ')
    const status = name.slice(at + 1)
    byStatus.set(status, (byStatus.get(status) ?? 0) + count)
    if (status.startsWith('2')) reached.add(name.slice(0, at))
  }
  const total = [...byStatus.values()].reduce((sum, count) => sum + count, 0)
  const statuses = [...byStatus]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([status, count]) => `${status}: ${count}`)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`${total} requests in ${seconds} s; ${statuses.join(', ')}`)
  console.log(`${reached.size} of ${operations} operations succeeded at least once`)
}
