/**
 * Plants small faults, one at a time, in a copy of the work tree, and runs the tests that are to notice each.
 *
 *   npm run test:mutation -- [--room NAME] [--only WORDS] [--shard 1/4] [--show]
 *
 * `--only` takes the mutants whose file or fault contains the words; `--show` prints what the tests of a survivor said.
 * Ends with 1 when a room has less than 85 % noticed, or when tests fail without a mutant.
 */
import { parseArgs } from 'node:util'
import { copyWorkTree, type Copy } from './mutants/copy.ts'
import { rooms } from './mutants/index.ts'
import type { Mutant } from './mutants/mutant.ts'
import { problemsOf } from './mutants/check-mutants.ts'
import { runTests } from './mutants/run-tests.ts'

/** As agreed for this project; equivalent mutants and those that only a whole story notices are what is left. */
const leastPercent = 85
/** Far above what the tests of one mutant take, which may loop for ever, and what all of them take together. Guesses. */
const [oneMs, allMs] = [120_000, 3_600_000]

interface Score {
  room: string
  killed: number
  all: number
}

const { values } = parseArgs({
  options: {
    room: { type: 'string' },
    only: { type: 'string' },
    shard: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
})

// Whoever ends it leaves no copy and no tests behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const problems = problemsOf(rooms)
if (problems.length > 0) stop(problems.join('\n'))
const chosen = chooseMutants()
if (chosen.length === 0) stop('no mutant is meant by this')
using copy = copyWorkTree()
const tests = [...new Set(chosen.flatMap(([, mutant]) => mutant.tests))].sort()
console.log(`${chosen.length} mutants; first their ${tests.length} test files without any`)
const sound = await runTests(copy.folder, tests, allMs)
if (sound.outcome === 'passed') reportScores(await runMutants(copy, chosen))
else {
  console.error(`${sound.output}\nthe tests do not pass without a mutant: ${sound.outcome}`)
  process.exitCode = 1
}

function chooseMutants(): [room: string, mutant: Mutant][] {
  if (values.room !== undefined && !Object.hasOwn(rooms, values.room))
    stop(`no room is called ${values.room}; there are ${Object.keys(rooms).join(', ')}`)
  const [, part, parts] = /^(\d+)\/(\d+)$/.exec(values.shard ?? '1/1') ?? stop('a shard is like 1/4')
  return Object.entries(rooms)
    .filter(([room]) => values.room === undefined || room === values.room)
    .flatMap(([room, { mutants }]) => mutants.map((mutant): [string, Mutant] => [room, mutant]))
    .filter(([, { file, fault }]) => `${file} ${fault}`.includes(values.only ?? ''))
    .filter((_, at) => at % Number(parts) === Number(part) - 1)
}

async function runMutants(into: Copy, mutants: [string, Mutant][]): Promise<Score[]> {
  const scores = new Map<string, Score>()
  for (const [room, mutant] of mutants) {
    const score = scores.get(room) ?? { room, killed: 0, all: 0 }
    scores.set(room, score)
    into.plant(mutant)
    const { outcome, output } = await runTests(into.folder, mutant.tests, oneMs)
    into.mend(mutant)
    score.all += 1
    if (outcome !== 'passed') score.killed += 1
    reportMutant(room, mutant, outcome)
    if (values.show && outcome === 'passed') console.log(output)
  }
  return [...scores.values()]
}

function reportMutant(room: string, { file, fault, survives }: Mutant, outcome: string): void {
  const verdict = outcome === 'passed' ? 'SURVIVED' : outcome === 'failed' ? 'killed' : 'killed (too long)'
  const known =
    survives === undefined ? '' : outcome === 'passed' ? ` (known: ${survives})` : ' (listed as a survivor)'
  console.log(`${verdict.padEnd(9)} ${room}: ${fault}, ${file}${known}`)
}

function reportScores(scores: readonly Score[]): void {
  console.log()
  for (const score of [...scores, sumOf(scores)]) console.log(lineOf(score))
  if (scores.some(({ killed, all }) => killed * 100 < all * leastPercent)) process.exitCode = 1
}

function sumOf(scores: readonly Score[]): Score {
  const sum = (of: (score: Score) => number): number => scores.reduce((all, score) => all + of(score), 0)
  return { room: 'all', killed: sum((score) => score.killed), all: sum((score) => score.all) }
}

function lineOf({ room, killed, all }: Score): string {
  return `${room.padEnd(18)} ${String(killed).padStart(4)} killed, ${String(all - killed).padStart(3)} survived, ${((killed / all) * 100).toFixed(0)} %`
}

function stop(why: string): never {
  console.error(why)
  process.exit(1)
}
