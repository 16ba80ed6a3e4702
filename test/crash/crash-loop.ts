/**
 * The crash loop: a process works in a real home and is killed with SIGKILL at a random moment, again and again; after most
 * kills the home is opened and held to everything that was acknowledged. The dice decide what is done and when it is cut
 * off; how far a process has come at that moment is up to the machine, so a seed gives the same plan, not the same crash.
 */
import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { initHome } from '../../src/node/index.ts'
import { dice } from '../simulation/world.ts'
import type { CrashEvent } from './crash-events.ts'
import { Ledger } from './ledger.ts'
import { startTeller } from './teller.ts'

/** Rounds in one home. Checking takes longer the longer its history is; a fresh home begins with a first pull. Guess. */
export const roundsPerHome = 5

/** A process that says nothing for so long hangs. On a machine with thirty times as much to do as it can, one took more than 60 s to start. */
const deadlineMs = 120_000

export interface CrashLoopOptions {
  /** An empty folder. */
  folder: string
  seed: number
  rounds: number
  /** The round to begin with, a multiple of `roundsPerHome`: earlier ones leave nothing that later ones need. */
  from?: number
  report?: (line: string) => void
}

export interface CrashLoopResult {
  kills: number
  checks: number
  /** Acknowledged acts by kind. */
  acknowledged: Record<string, number>
  /** What was under way at the kills, by kind. */
  cutOff: Record<string, number>
}

type KillPlan =
  /** Before or while it starts. */
  | { during: 'start'; afterMs: number }
  /** After so many acts were begun, whatever they are. */
  | { during: 'work'; afterMs: number; skip: number }
  /** After an act of this kind was begun, and so many of them before. */
  | { during: string; afterMs: number; skip: number }

/** Where the act that was planned does not come up among so many, the process dies at the last of them. Some turn and a half. */
const mostActs = 60

const moments = ['import', 'pull', 'merge', 'payload', 'add', 'gc', 'restart', 'fork', 'switch']

/**
 * When the next process dies. It is counted in acts, of which most take 2 to 60 ms, and not in time alone: so it comes as far on a
 * machine that has much to do. Starting takes about a second.
 */
function planKill(random: () => number): KillPlan {
  const kind = random()
  if (kind < 0.12) return { during: 'start', afterMs: random() * 1_200 }
  if (kind < 0.45) return { during: 'work', afterMs: random() * 25, skip: Math.floor(random() * 25) }
  const during = moments[Math.floor(random() * moments.length)] ?? 'add'
  return { during, afterMs: random() * 25, skip: Math.floor(random() * 4) }
}

/** @throws AssertionError that names seed and round */
export async function crashLoop(options: CrashLoopOptions): Promise<CrashLoopResult> {
  const { folder, seed, rounds, from = 0, report = () => {} } = options
  const result: CrashLoopResult = { kills: 0, checks: 0, acknowledged: {}, cutOff: {} }
  await using server = await startServer(join(folder, 'alice'))
  let ledger = new Ledger()
  const home = join(folder, 'bob')
  for (let round = from; round < rounds; round++) {
    if (round % roundsPerHome === 0) {
      await rm(home, { recursive: true, force: true })
      await initHome({ home, name: 'bob' })
      ledger = new Ledger()
    }
    const random = dice(seed * 1_000_003 + round)
    try {
      const started = performance.now()
      await server.change()
      const cut = await runUntilKilled({ home, server, ledger, random, round })
      result.kills++
      for (const kind of cut) result.cutOff[kind] = (result.cutOff[kind] ?? 0) + 1
      const killed = performance.now()
      // Now and then the next process finds the home as the kill left it, and is itself killed.
      const unseen = random() < 0.35 && (round + 1) % roundsPerHome !== 0 && round + 1 < rounds
      if (!unseen) {
        await ledger.check(home, random)
        result.checks++
      }
      report(
        `seed ${seed} round ${round}: killed during ${cut.join(', ') || 'nothing'}${unseen ? '' : '; all there'} ${(killed - started).toFixed(0)}+${(performance.now() - killed).toFixed(0)} ms`,
      )
    } catch (error) {
      throw new Error(
        `seed ${seed}, round ${round}; its home begins at round ${round - (round % roundsPerHome)}`,
        {
          cause: error,
        },
      )
    }
    if ((round + 1) % roundsPerHome === 0 || round + 1 === rounds) addTo(result.acknowledged, ledger.counts)
  }
  return result
}

function addTo(sums: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [kind, count] of Object.entries(counts)) sums[kind] = (sums[kind] ?? 0) + count
}

interface Round {
  home: string
  server: Server
  ledger: Ledger
  random: () => number
  round: number
}

/** @returns the kinds of acts that were begun and not acknowledged */
async function runUntilKilled({ home, server, ledger, random, round }: Round): Promise<string[]> {
  const plan = planKill(random)
  const args = [home, String(Math.floor(random() * 2 ** 31)), String(round), server.cube, server.address]
  await using child = startTeller('crash-worker.ts', args)
  let killed = false
  const kill = (): void => {
    killed = true
    child.kill()
  }
  const timers: NodeJS.Timeout[] = []
  const killIn = (ms: number): void => void timers.push(setTimeout(kill, ms))
  const begun = new Map<string, string>()
  let acts = 0
  let skip = 'skip' in plan ? plan.skip : Infinity
  if (plan.during === 'start') killIn(plan.afterMs)
  let hung = false
  const watchdog = setTimeout(() => {
    hung = true
    kill()
  }, deadlineMs)
  try {
    for await (const line of child.lines) {
      // A line that the kill cut off says nothing.
      const event = parse(line)
      if (event === undefined) continue
      watchdog.refresh()
      ledger.record(event)
      if (event.type === 'done' || event.type === 'failed') begun.delete(event.act.id)
      if (event.type !== 'begin') continue
      begun.set(event.act.id, event.act.kind)
      const isMeant = plan.during === 'work' || event.act.kind === plan.during
      if ((isMeant && skip-- === 0) || ++acts === mostActs) killIn(plan.afterMs)
    }
  } finally {
    timers.forEach(clearTimeout)
    clearTimeout(watchdog)
  }
  await child.gone
  assert.ok(killed, `the process ended by itself: ${child.stderr()}`)
  assert.ok(!hung, `the process hung; it had begun ${[...begun.values()].join(', ')}`)
  return plan.during === 'start' && begun.size === 0 ? ['start'] : [...begun.values()]
}

function parse(line: string): CrashEvent | undefined {
  try {
    return JSON.parse(line) as CrashEvent
  } catch {
    return undefined
  }
}

interface Server extends AsyncDisposable {
  cube: string
  address: string
  /** Another commit on the cube, as large as the first. */
  change(): Promise<void>
}

async function startServer(home: string): Promise<Server> {
  const child = startTeller('crash-server.ts', [home])
  const lines = child.lines[Symbol.asyncIterator]()
  const next = async (): Promise<Record<string, string>> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`the serving process ended: ${child.stderr()}`)
    return JSON.parse(value) as Record<string, string>
  }
  const { cube = '', address = '' } = await next()
  return {
    cube,
    address,
    async change() {
      child.stdin.write('change\n')
      await next()
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
