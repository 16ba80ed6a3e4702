/**
 * The README's first block as one script, without a pause between its commands, in fresh homes.
 *
 *   npm run test:readme-block -- [runs, 50]
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A run takes some 5 s on an idle machine. Guess: one that hangs is seen. */
const deadlineMs = 120_000

/** The commands of the first block under "Use it", as they stand in the README. */
export async function readmeBlock(): Promise<string> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const [, block] = /^## Use it\n+```\n([^`]+)```/m.exec(readme) ?? []
  if (block === undefined) throw new Error('the README has no block under "Use it"')
  return block
}

export interface BlockRun {
  ok: boolean
  /** What the script said, for a run that failed. */
  said: string
}

/** Runs the block once. Its daemon has to be there when the script is through, with all that was written; then it is stopped. */
export async function runBlock(block: string, command: readonly string[]): Promise<BlockRun> {
  const folder = await mkdtemp(join(tmpdir(), 'memcube-block-'))
  try {
    await mkdir(join(folder, 'notes'))
    await writeFile(join(folder, 'notes', 'emitter.md'), 'An emitter tells whoever listens.\n')
    return await runScript(scriptOf(block, command), folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function scriptOf(block: string, command: readonly string[]): string {
  const quoted = command.map((word) => `'${word}'`).join(' ')
  return `set -eu
memcube() { ${quoted} "$@"; }
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
${block}
kill -0 $!
memcube status --json | grep -q '"running":true'
memcube keys field-notes --json | grep -q '"emitter","events/typed"'
memcube stop --json | grep -q '"stopped":true'
wait $!
memcube get field-notes events/typed | grep -q 'An emitter is typed'
`
}

function runScript(script: string, folder: string): Promise<BlockRun> {
  const env = { ...process.env, MEMCUBE_HOME: join(folder, 'home') }
  const child = spawn('bash', ['-c', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const timer = setTimeout(() => child.kill('SIGTERM'), deadlineMs)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ ok: code === 0, said })
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [runs = 50] = process.argv.slice(2).map(Number)
  const program = fileURLToPath(new URL('../../dist/interfaces/cli/bin.js', import.meta.url))
  const block = await readmeBlock()
  let good = 0
  for (let run = 1; run <= runs; run++) {
    const { ok, said } = await runBlock(block, [process.execPath, program])
    if (ok) good++
    else process.stdout.write(`run ${run} failed:\n${said}\n`)
  }
  process.stdout.write(`${good} of ${runs} runs of the README's first block did what it says\n`)
  process.exitCode = good === runs ? 0 : 1
}
