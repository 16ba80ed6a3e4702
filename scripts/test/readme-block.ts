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

const firstBlock = /^## Use it\n+```\n([^`]+)```/m
const secondBlock = /^Somewhere else:\n+```\n([^`]+)```/m
const anAddress = "<an address that alice's daemon printed>"

/** The commands of the first block under "Use it", as they stand in the README. */
export async function readmeBlock(): Promise<string> {
  return blockAt(firstBlock)
}

/** Both blocks, each in a home of its own. `$address` is the one that the daemon of the first home prints. */
export async function readmeBlocks(): Promise<string> {
  const [first, second] = [await blockAt(firstBlock), await blockAt(secondBlock)]
  if (!second.includes(anAddress)) throw new Error(`the second block does not say ${anAddress}`)
  return `${first}
address=$(memcube status --json | grep -o '/ip4/[^"]*' | head -1)
alice=$MEMCUBE_HOME
export MEMCUBE_HOME=$alice-bob
${second.replace(anAddress, '"$address"')}
kill -0 $!
memcube get field-notes events/typed | grep -q 'An emitter is typed'
memcube stop
wait $!
export MEMCUBE_HOME=$alice
memcube stop
`
}

async function blockAt(pattern: RegExp): Promise<string> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const [, block] = pattern.exec(readme) ?? []
  if (block === undefined) throw new Error(`the README has no block at ${String(pattern)}`)
  return block
}

export interface BlockRun {
  ok: boolean
  /** What the script said, for a run that failed. */
  said: string
}

/** Runs the block once. Its daemon has to be there when the script is through, with all that was written; then it is stopped. */
export function runBlock(block: string, command: readonly string[]): Promise<BlockRun> {
  return runInFolder(`${introduce(command)}${block}${firstBlockHolds}`, writeNotes)
}

/** Runs both blocks once, beside each other. */
export async function runBlocks(command: readonly string[]): Promise<BlockRun> {
  return runInFolder(`${introduce(command)}${await readmeBlocks()}`, writeNotes)
}

async function writeNotes(folder: string): Promise<void> {
  await mkdir(join(folder, 'notes'))
  await writeFile(join(folder, 'notes', 'emitter.md'), 'An emitter tells whoever listens.\n')
}

/** Runs a script in a new folder, which is deleted afterwards. */
export async function runInFolder(
  script: string,
  fill: (folder: string) => Promise<void> = async () => {},
): Promise<BlockRun> {
  const folder = await mkdtemp(join(tmpdir(), 'memcube-block-'))
  try {
    await fill(folder)
    return await runScript(script, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The head of a script in which `memcube` is this command. */
export function introduce(command: readonly string[]): string {
  const quoted = command.map((word) => `'${word}'`).join(' ')
  return `set -eu
memcube() { ${quoted} "$@"; }
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
`
}

const firstBlockHolds = `
kill -0 $!
memcube status --json | grep -q '"running":true'
memcube keys field-notes --json | grep -q '"emitter","events/typed"'
memcube stop --json | grep -q '"stopped":true'
wait $!
memcube get field-notes events/typed | grep -q 'An emitter is typed'
`

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
