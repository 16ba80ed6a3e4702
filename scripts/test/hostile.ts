/**
 * Attacks on a live node, one by one, while somebody new pulls from it again and again. Prints what promises.md calls A1 and A2, as the
 * table of docs/hostile-peers.md: the longest time that the event loop stood still, what its thread computed of that (on a machine
 * that does other things the rest is waiting for a processor) and in all, the slowest `/health`, memory before, at most and after,
 * honest pulls, and how many newcomers were let in.
 *
 * An attack comes in rounds, and between them the honest peer pulls undisturbed: what else the machine does hits both, and a
 * ratio compares pulls that are seconds apart. The honest peer has an address of its own beside that of the attackers, but
 * where an attack says otherwise.
 *
 * Times depend on the machine, so that only these things fail the run: a victim that ended or does not answer any more, and a
 * newcomer who does not get the cube after the attack is over.
 *
 *   npm run test:hostile -- [--seconds 60] [--rounds 4] [--settle 5] [--only NAME,NAME] [--short] [--checkout FOLDER]
 *
 * `--seconds` are those of all rounds of one attack. `--short` gives each attack 2 s in one round, and leaves out those that take
 * long to begin, and those that are much like others. Memory is looked at once more `--settle` seconds after an attack. `--checkout` attacks the built program of
 * another checkout with its own sources.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { freshFolder } from '../bench/shared/report.ts'
import { run } from '../bench/shared/run.ts'
import { writeNotes } from '../bench/shared/notes.ts'
import { NODE_FLAGS } from '../../test/helpers/node-flags.ts'
import { attacks } from './hostile/attacks.ts'
import { compare, Honest, pause, type Pull } from './hostile/pulls.ts'
import { heading, rowOf, type Row } from './hostile/table.ts'
import { Victim, type Watched } from './hostile/victim.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    settle: { type: 'string', default: '5' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    checkout: { type: 'string', default: '.' },
  },
})
const attackMs = Number(values.seconds ?? (values.short ? 2 : 60)) * 1_000
const rounds = Number(values.rounds ?? (values.short ? 1 : 4))
/** Undisturbed pulls before, between and after rounds. */
const calmPulls = values.short ? 1 : 5
/** Of loopback, in the same network as the attackers. */
const ownAddress = '127.0.0.2'
/** An attacker gets this long to begin: some open several homes first, on a machine that may be busy. */
const beginMs = 180_000
/** An honest peer gets this long to be let in once the attack is over. */
const recoveryMs = 60_000
const checkout = resolve(values.checkout)
const bin = join(checkout, 'dist', 'interfaces', 'cli', 'bin.js')
const names =
  values.only?.split(',') ??
  Object.entries(attacks).flatMap(([name, { isLong, isAlike }]) =>
    values.short && (isLong === true || isAlike === true) ? [] : [name],
  )
const folder = freshFolder()

/** @param cwd where it may leave files */
function script(name: string, cwd: string, ...args: string[]): ChildProcess {
  const path = join(import.meta.dirname, 'hostile', name)
  const child = spawn(process.execPath, [...NODE_FLAGS, path, checkout, ...args], {
    cwd,
    stdio: ['pipe', 'pipe', values.only === undefined ? 'ignore' : 'inherit'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  return child
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

/** A victim, and somebody honest who pulls from it. */
interface Pair {
  victim: Victim
  honest: Honest
  /** The last undisturbed pulls. */
  calm: Pull[]
  end(): Promise<void>
}

let pairs = 0

async function startPair(prepared: string, cube: string, inSwarm: boolean): Promise<Pair> {
  const place = join(folder, `pair-${pairs++}`)
  const home = join(place, 'home')
  await cp(prepared, home, { recursive: true })
  const victim = await Victim.start(bin, home)
  if (inSwarm) await victim.ask('swarm', 'create', 'team')
  const honest = new Honest(script('honest.ts', folder, victim.address, cube, ownAddress))
  // The first ones also warm both sides up.
  await honest.succeed(2, recoveryMs)
  const end = async (): Promise<void> => {
    honest.child.kill('SIGKILL')
    await victim.stop()
    await rm(place, { recursive: true, force: true })
  }
  return { victim, honest, calm: await pullCalmly(honest), end }
}

async function pullCalmly(honest: Honest): Promise<Pull[]> {
  const fromMs = Date.now()
  await honest.succeed(calmPulls, recoveryMs)
  const untilMs = Date.now()
  return honest.pulls.filter(({ ok, beganMs }) => ok && beganMs >= fromMs && beganMs < untilMs)
}

interface Round {
  seen: Watched
  pulls: Pull[]
  askedMs: number
  fault?: string
}

/** One attacker, from its first act on, until it is ended. */
async function attackOnce(
  name: string,
  { victim, honest }: Pair,
  { cube, commit }: { cube: string; commit: string },
  roundMs: number,
): Promise<Round> {
  const scratch = await mkdtemp(join(folder, 'eve-'))
  const { invite = '' } =
    attacks[name]?.needsSwarm === true ? await victim.ask('swarm', 'invite', 'team') : {}
  const eve = script('eve.ts', scratch, victim.address, cube, commit, name, invite)
  let acts = 0
  let ask: string[] | undefined
  createInterface({ input: eve.stdout as NonNullable<ChildProcess['stdout']> }).on('line', (line) => {
    acts++
    if (line.startsWith('ask ')) ask = JSON.parse(line.slice(4)) as string[]
  })
  // Its program takes a moment to be loaded.
  for (const deadline = Date.now() + beginMs; acts === 0 && Date.now() < deadline;) await pause(50)
  const over = new AbortController()
  const watching = victim.watch(over.signal)
  const [fromMs, untilMs] = [Date.now(), Date.now() + roundMs]
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
  const isBack = await honest.succeed(1, recoveryMs)
  const during = honest.pulls.filter(({ beganMs, ms }) => beganMs < untilMs && beganMs + ms >= fromMs)
  // On a machine that hardly goes on none may have begun within two seconds.
  const began = during.filter(({ beganMs }) => beganMs >= fromMs)
  const pulls = began.length > 0 ? began : during
  const fault = await faultOf(victim, { wasAttacked, isBack })
  return { seen, pulls, askedMs, ...(fault !== undefined && { fault }) }
}

async function suffer(name: string, pair: Pair, what: { cube: string; commit: string }): Promise<Row> {
  const { victim, honest } = pair
  const { isLong = false, sharesAddress = false } = attacks[name] ?? {}
  const before = victim.rssMiB
  const calm = [...pair.calm]
  const done: Round[] = []
  const count = isLong ? 1 : rounds
  while (done.length < count && done.at(-1)?.fault === undefined) {
    if (sharesAddress) honest.comeFrom('127.0.0.1')
    done.push(await attackOnce(name, pair, what, attackMs / count))
    honest.comeFrom(ownAddress)
    pair.calm = await pullCalmly(honest)
    calm.push(...pair.calm)
  }
  if (!values.short) await pause(Number(values.settle) * 1_000)
  const most = (of: (round: Round) => number): number => Math.max(...done.map(of))
  const fault = done.at(-1)?.fault
  return {
    attack: name,
    blockedMs: most(({ seen }) => seen.blockedMs),
    computedMs: most(({ seen }) => seen.computedMs),
    share: most(({ seen }) => seen.share),
    slowestMs: most(({ seen }) => seen.slowestMs),
    rss: [before, most(({ seen }) => seen.rssMiB), victim.isAlive ? victim.rssMiB : 0],
    pulls: compare(
      calm,
      done.flatMap(({ pulls }) => pulls),
    ),
    askedMs: most(({ askedMs }) => askedMs),
    ...(fault !== undefined && { failed: fault }),
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
console.log(
  `attacks of ${seconds} s each in ${rounds} rounds on ${bin}, an honest peer pulling throughout; ms and MiB\n`,
)
console.log(heading)
let failed = 0
// In the short form one victim suffers all of them.
const needsSwarm = (name: string): boolean => attacks[name]?.needsSwarm === true
const shared = values.short ? await startPair(prepared, cube.cube, names.some(needsSwarm)) : undefined
for (const name of names) {
  const pair = shared ?? (await startPair(prepared, cube.cube, needsSwarm(name)))
  const row = await suffer(name, pair, cube)
  if (shared === undefined) await pair.end()
  console.log(rowOf(row))
  if (row.failed === undefined) continue
  failed++
  console.log(`${name}: ${row.failed}`)
}
await shared?.end()
console.log(`\n${names.length - failed} passed, ${failed} failed, 0 skipped`)
process.exit(failed === 0 ? 0 : 1)
