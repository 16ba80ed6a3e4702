/**
 * Attacks on a live node, one by one, while somebody new pulls from it again and again. Prints what promises.md calls A1 and A2:
 * the longest time that the event loop stood still, what its thread computed of that (on a machine that does other things the rest
 * is waiting for a processor), the slowest `/health`, memory before, at most and after, honest pulls against
 * undisturbed ones, and how many newcomers were let in. Times depend on the machine, so that only these things fail the run: a
 * victim that ended or does not answer any more, and a newcomer who does not get the cube after the attack is over.
 *
 *   npm run test:hostile -- [--seconds 60] [--settle 5] [--only NAME,NAME] [--short] [--checkout FOLDER]
 *
 * `--short` gives each attack 2 s, and leaves out those that take long to begin. Memory is looked at once more `--settle` seconds after an attack. `--checkout` attacks the built program of another checkout with its own sources.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { freshFolder, median } from '../bench/shared/report.ts'
import { run } from '../bench/shared/run.ts'
import { writeNotes } from '../bench/shared/notes.ts'
import { NODE_FLAGS } from '../../test/helpers/node-flags.ts'
import { attacks } from './hostile/attacks.ts'
import { Victim } from './hostile/victim.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    settle: { type: 'string', default: '5' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    checkout: { type: 'string', default: '.' },
  },
})
const attackMs = Number(values.seconds ?? (values.short ? 2 : 60)) * 1_000
/** An attacker gets this long to begin: some open several homes first, on a machine that may be busy. */
const beginMs = 180_000
/** An honest peer gets this long to be let in once the attack is over. */
const recoveryMs = 30_000
const checkout = resolve(values.checkout)
const bin = join(checkout, 'dist', 'interfaces', 'cli', 'bin.js')
const names =
  values.only?.split(',') ??
  Object.keys(attacks).filter((name) => !values.short || attacks[name]?.isLong !== true)
const folder = freshFolder()

interface Pull {
  ok: boolean
  ms: number
  error?: string
}

/** @param cwd where it may leave files */
function script(name: string, cwd: string, ...args: string[]): ChildProcess {
  const path = join(import.meta.dirname, 'hostile', name)
  const child = spawn(process.execPath, [...NODE_FLAGS, path, checkout, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', values.only === undefined ? 'ignore' : 'inherit'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  return child
}

/** Pulls as they end. */
class Honest {
  readonly pulls: Pull[] = []
  readonly child: ChildProcess
  #told: () => void = () => {}

  constructor(address: string, cube: string) {
    this.child = script('honest.ts', folder, address, cube)
    createInterface({ input: this.child.stdout as NonNullable<ChildProcess['stdout']> }).on(
      'line',
      (line) => {
        this.pulls.push(JSON.parse(line) as Pull)
        this.#told()
      },
    )
  }

  /** Resolves when one more pull has ended that fits, or false after a time. */
  async next(fits: (pull: Pull) => boolean, withinMs: number): Promise<boolean> {
    const from = this.pulls.length
    const deadline = Date.now() + withinMs
    while (!this.pulls.slice(from).some(fits)) {
      if (Date.now() >= deadline) return false
      await Promise.race([new Promise<void>((told) => (this.#told = told)), pause(200)])
    }
    return true
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

async function prepare(home: string): Promise<{ cube: string; commit: string }> {
  const command = async (...args: string[]): Promise<Record<string, string>> => {
    const { stdout } = await run(process.execPath, [bin, ...args, '--home', home, '--json'])
    return JSON.parse(stdout) as Record<string, string>
  }
  const notes = join(folder, 'notes')
  await writeNotes(notes, values.short ? 200 : 5_000, 600, 1)
  await command('init', '--name', 'alice')
  await command('create', 'notes')
  await command('import', 'notes', notes)
  await command('publish', 'notes')
  const shown = await command('show', 'notes')
  return { cube: shown['cube'] as string, commit: shown['head'] as string }
}

interface Row {
  attack: string
  blockedMs: number
  computedMs: number
  slowestMs: number
  rss: [before: number, most: number, after: number]
  ratio: number
  /** The slowest command of the owner. */
  askedMs: number
  letIn: string
  failed?: string
}

/** A victim, and somebody honest who pulls from it. */
interface Pair {
  victim: Victim
  honest: Honest
  /** How long an undisturbed pull takes. */
  calmMs: number
  end(): Promise<void>
}

let pairs = 0

async function startPair(prepared: string, cube: string): Promise<Pair> {
  const place = join(folder, `pair-${pairs++}`)
  const home = join(place, 'home')
  await cp(prepared, home, { recursive: true })
  const victim = await Victim.start(bin, home)
  const honest = new Honest(victim.address, cube)
  // The first pull also warms both sides up.
  for (let i = 0; i < 4; i++) await honest.next(({ ok }) => ok, recoveryMs)
  const calmMs = median(honest.pulls.slice(1).map(({ ms }) => ms))
  const end = async (): Promise<void> => {
    honest.child.kill('SIGKILL')
    await victim.stop()
    await rm(place, { recursive: true, force: true })
  }
  return { victim, honest, calmMs, end }
}

async function suffer(
  name: string,
  { victim, honest, calmMs }: Pair,
  { cube, commit }: { cube: string; commit: string },
): Promise<Row> {
  const before = victim.rssMiB
  const from = honest.pulls.length
  const scratch = await mkdtemp(join(folder, 'eve-'))
  const eve = script('eve.ts', scratch, victim.address, cube, commit, name)
  let acts = 0
  let ask: string[] | undefined
  createInterface({ input: eve.stdout as NonNullable<ChildProcess['stdout']> }).on('line', (line) => {
    acts++
    if (line.startsWith('ask ')) ask = JSON.parse(line.slice(4)) as string[]
  })
  const over = new AbortController()
  const watching = victim.watch(over.signal)
  // Its program takes a moment to be loaded.
  for (const deadline = Date.now() + beginMs; acts === 0 && Date.now() < deadline;) await pause(50)
  const untilMs = Date.now() + attackMs
  let askedMs = 0
  while (Date.now() < untilMs) {
    const beganMs = Date.now()
    if (ask !== undefined) await Promise.race([victim.call(...ask), pause(Math.max(0, untilMs - Date.now()))])
    askedMs = Math.max(askedMs, Date.now() - beganMs)
    await pause(Math.min(500, Math.max(0, untilMs - Date.now())))
  }
  over.abort()
  const seen = await watching
  const wasAttacked = eve.exitCode === null && acts > 0
  eve.kill('SIGKILL')
  await rm(scratch, { recursive: true, force: true })
  const isBack = await honest.next(({ ok }) => ok, recoveryMs)
  // A pull that began while the attack was on, whenever it ended.
  const during = honest.pulls.slice(from)
  if (!values.short) await pause(Number(values.settle) * 1_000)
  const failed = await faultOf(victim, { wasAttacked, isBack })
  return {
    attack: name,
    blockedMs: seen.blockedMs,
    computedMs: seen.computedMs,
    slowestMs: seen.slowestMs,
    rss: [before, seen.rssMiB, victim.isAlive ? victim.rssMiB : 0],
    ratio: Math.max(...during.map(({ ms }) => ms)) / calmMs,
    askedMs,
    letIn: `${during.filter(({ ok }) => ok).length} of ${during.length}`,
    ...(failed !== undefined && { failed }),
  }
}

async function faultOf(
  victim: Victim,
  { wasAttacked, isBack }: { wasAttacked: boolean; isBack: boolean },
): Promise<string | undefined> {
  if (!wasAttacked) return 'nothing of the attack reached the victim'
  if (!victim.isAlive) return 'the victim ended'
  if (!isBack) return 'nobody is let in after it'
  return (await victim.health()) === Infinity ? 'the victim does not answer' : undefined
}

const prepared = join(folder, 'prepared')
const cube = await prepare(prepared)
const seconds = attackMs / 1_000
console.log(`attacks of ${seconds} s each on ${bin}, one honest peer pulling throughout; ms and MiB\n`)
console.log(
  '| attack | loop stood still | of it computing | slowest /health | RSS before, most, after | slowest honest pull | newcomers let in | slowest command of the owner |',
)
console.log('|---|---|---|---|---|---|---|---|')
let failed = 0
// In the short form one victim suffers all of them.
const shared = values.short ? await startPair(prepared, cube.cube) : undefined
for (const name of names) {
  const pair = shared ?? (await startPair(prepared, cube.cube))
  const row = await suffer(name, pair, cube)
  if (shared === undefined) await pair.end()
  const { blockedMs, computedMs, slowestMs, rss, ratio, letIn, askedMs } = row
  console.log(
    `| ${name} | ${Math.round(blockedMs)} | ${Math.round(computedMs)} | ${Math.round(slowestMs)} | ${rss.join(', ')} | x ${ratio.toFixed(1)} | ${letIn} | ${askedMs} |`,
  )
  if (row.failed === undefined) continue
  failed++
  console.log(`${name}: ${row.failed}`)
}
await shared?.end()
console.log(`\n${names.length - failed} passed, ${failed} failed, 0 skipped`)
process.exit(failed === 0 ? 0 : 1)
