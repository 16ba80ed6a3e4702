/**
 * A node that lives among others that join, leave, publish and pull on loopback, while its memory is measured.
 *
 *   npm run test:churn -- [--minutes 60] [--nodes 20] [--actions 60] [--seed 1]
 *
 * The node that is watched has a process of its own, as a daemon has; it stays, publishes and pulls. The others, so many that with it
 * they are `--nodes`, are in this process: they come and go, and now and then a stranger comes with a new identity, pulls and goes
 * for good. Once all have begun, a run of so many minutes takes so many, however busy the machine is: `--actions` begin in each
 * minute, at even times, each of a node that does nothing else; one that no node is free for is left out and counted. Every 10 s
 * the watched node collects its garbage, and its memory is noted. In the last tenth all nodes come together, and each gets the
 * newest state of two others. Cubes keep 16 keys that are written over: what grows is what history takes, and what leaks.
 *
 * It prints the lines of least squares through the samples after the first third, how uncertain they are, and what that of resident
 * memory says of 1 MiB an hour. A run fails when it grows faster for certain, and when a node does not get what is newest.
 */
import { parseArgs } from 'node:util'
import { dice } from '../../test/simulation/world.ts'
import { freshFolder, printHeading } from '../bench/shared/report.ts'
import { judgeSlope, memorySlope } from './churn/memory-slope.ts'
import { People } from './churn/people.ts'
import { shownMemory } from './churn/shown-memory.ts'
import type { MemoryNow } from './churn/watch-node.ts'

const sampleEveryMs = 10_000
/** From promises.md: what a node may gain. */
const mostMibPerHour = 1

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    nodes: { type: 'string', default: '20' },
    actions: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
})
const [minutes, count, actions, seed] = [values.minutes, values.nodes, values.actions, values.seed].map(
  Number,
) as [number, number, number, number]

printHeading(
  `a node among ${count - 1} that come and go for ${minutes} minutes, ${actions} actions in each`,
  seed,
)
const people = new People({ count, folder: freshFolder(), random: dice(seed) })
const beganMs = performance.now()
const watched = await people.begin()
const startedMs = performance.now()
console.log(`  all have begun after ${((startedMs - beganMs) / 60_000).toFixed(1)} minutes`)
const [apartMs, endMs] = [0.9, 1].map((part) => startedMs + part * minutes * 60_000) as [number, number]
const passed = (): number => (performance.now() - startedMs) / 3_600_000

const samples: (MemoryNow & { hours: number })[] = []
async function sample(): Promise<void> {
  const isPrinted = samples.length % 6 === 0
  const memory = await watched.memory({ withCounts: isPrinted })
  samples.push({ ...memory, hours: passed() })
  if (!isPrinted) return
  console.log(`  ${(passed() * 60).toFixed(1)} min   ${shownMemory(memory)}`)
}

const underWay = new Set<Promise<void>>()
let leftOut = 0
let nextSampleMs = performance.now()
let sampling: Promise<void> | undefined
for (let nextMs = performance.now(); nextMs < apartMs; nextMs += 60_000 / actions) {
  await new Promise((due) => setTimeout(due, Math.max(0, nextMs - performance.now())))
  const action = people.begins()
  if (action === undefined) leftOut++
  else underWay.add(action.finally(() => underWay.delete(action)))
  if (performance.now() < nextSampleMs || sampling !== undefined) continue
  nextSampleMs = performance.now() + sampleEveryMs
  // Nobody waits for it: a busy machine would be given less to do.
  sampling = sample().finally(() => (sampling = undefined))
}
await Promise.all([...underWay, sampling])
const { asked, wrong } = await people.comeTogether(endMs)
const tookMinutes = passed() * 60
await people.end()

const { leave, join, visit, publish, pull } = people.done
const failed = [...people.failed].map(([what, { times }]) => `${times} ${what}`).join(', ')
console.log(
  `  ${leave} left, ${join} joined, ${visit} strangers came and went, ${publish} published, ${pull} pulled, ${leftOut} left out; failed: ${failed || 'none'}`,
)
for (const [what, { message }] of people.failed) console.log(`    ${what}: ${message}`)
console.log(
  `  at the end ${asked - wrong.length} of ${asked} pulls gave what is newest${wrong.length === 0 ? '' : `; not ${wrong.join(', ')}`}`,
)
const slopeOf = (mib: (sample: MemoryNow) => number): ReturnType<typeof memorySlope> =>
  memorySlope(samples.map((one) => ({ hours: one.hours, mib: mib(one) })))
const grows = judgeSlope(
  slopeOf(({ rssMib }) => rssMib),
  mostMibPerHour,
)
console.log(`  ${tookMinutes.toFixed(1)} minutes; without the first third of ${samples.length} samples:`)
console.log(`    ${grows.words}`)
for (const [what, mib] of [
  ['what JavaScript holds', ({ heapMib }: MemoryNow) => heapMib],
  ['what it holds outside of its heap', ({ externalMib }: MemoryNow) => externalMib],
] as const) {
  const { perHour, error } = slopeOf(mib)
  console.log(`    ${what}: ${perHour.toFixed(1)} MiB for each hour, give or take ${error.toFixed(1)}`)
}
process.exit(wrong.length === 0 && grows.verdict !== 'broken' ? 0 : 1)
