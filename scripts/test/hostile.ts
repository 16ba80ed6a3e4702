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
 * With `--networks` the victim runs in profile public in a network of its own, the honest peer in another one, and each attack
 * comes from five networks at once, of which one has 61 addresses, or from beside the honest peer. It runs the attacks whose bounds
 * count addresses and networks, with attackers that get what processor is left; it needs root, `ip` and `iptables`, and says so where they are missing.
 *
 *   npm run test:hostile -- [--seconds 60] [--rounds 4] [--settle 5] [--only NAME,NAME] [--short] [--networks] [--memory] [--checkout FOLDER]
 *
 * `--seconds` are those of all rounds of one attack. `--short` gives each attack 2 s in one round, and leaves out those that take
 * long to begin, and those that are much like others. Memory is looked at once more `--settle` seconds after an attack,
 * and with `--memory` all the while, and after a collection of all garbage. `--checkout` attacks the built program of
 * another checkout with its own sources.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { freshFolder } from '../bench/shared/report.ts'
import { attacks } from './hostile/attacks.ts'
import { networksHere, runInNetworks } from './hostile/networks.ts'
import { prepare, pullCalmly, startPair, type Pair, type Published } from './hostile/pair.ts'
import { compare, pause } from './hostile/pulls.ts'
import { attackOnce, type Round } from './hostile/round.ts'
import { honestAddress, type Scene } from './hostile/scene.ts'
import type { Victim } from './hostile/victim.ts'
import { heading, rowOf, type Row } from './hostile/table.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    settle: { type: 'string', default: '5' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    networks: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    checkout: { type: 'string', default: '.' },
  },
})
const folder = freshFolder()
const networks = networksHere()
if (values.networks && networks === undefined) process.exit(await runInNetworks(folder))
// What was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const attackMs = Number(values.seconds ?? (values.short ? 2 : 60)) * 1_000
const rounds = Number(values.rounds ?? (values.short ? 1 : 4))
const checkout = resolve(values.checkout)
const scene: Scene = {
  checkout,
  bin: join(checkout, 'dist', 'interfaces', 'cli', 'bin.js'),
  folder,
  networks,
  isShort: values.short,
  isLoud: values.only !== undefined,
}
const names =
  values.only?.split(',') ??
  Object.entries(attacks)
    .filter(([, { isLong, isAlike }]) => !values.short || (isLong !== true && isAlike !== true))
    .filter(([, { origin, needsPublic }]) => (values.networks ? origin !== undefined : needsPublic !== true))
    .map(([name]) => name)
for (const name of names)
  if (attacks[name] === undefined)
    throw new Error(`there is no attack "${name}": choose of ${Object.keys(attacks).join(', ')}`)

/** What is held once the attack is over, ten times within the time to settle, and then when all garbage is collected. */
async function watchMemory(name: string, victim: Victim): Promise<void> {
  const settleMs = Number(values.settle) * 1_000
  const beganMs = performance.now()
  const tell = async (when: string): Promise<void> => {
    const { rss, heapTotal, heapUsed, external } = await victim.held()
    console.error(
      `  ${name}, ${when}: ${rss} MiB, of it heap ${heapTotal} (${heapUsed} used), buffers ${external}`,
    )
  }
  while (victim.isAlive && performance.now() - beganMs < settleMs) {
    await tell(`${Math.round((performance.now() - beganMs) / 1_000)} s after`)
    await pause(settleMs / 10)
  }
  if (!victim.isAlive) return
  await victim.collect()
  await tell('garbage collected')
}

async function suffer(name: string, pair: Pair, what: Published): Promise<Row> {
  const { victim, honest } = pair
  const { isLong = false, sharesAddress = false } = attacks[name] ?? {}
  const before = victim.rssMiB
  const calm = [...pair.calm]
  const done: Round[] = []
  const count = isLong ? 1 : rounds
  while (done.length < count && done.at(-1)?.fault === undefined) {
    // In networks of their own the attackers are beside it already.
    if (sharesAddress && networks === undefined) honest.comeFrom('127.0.0.1')
    done.push(await attackOnce(scene, name, pair, what, attackMs / count))
    honest.comeFrom(honestAddress(scene))
    pair.calm = await pullCalmly(scene, honest)
    calm.push(...pair.calm)
  }
  if (values.memory) await watchMemory(name, victim)
  else if (!values.short) await pause(Number(values.settle) * 1_000)
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
    errors: done.flatMap(({ pulls }) =>
      pulls.flatMap(({ ms, error }) => (error === undefined ? [] : [`${error} after ${ms} ms`])),
    ),
    askedMs: most(({ askedMs }) => askedMs),
    ...(fault !== undefined && { failed: fault }),
  }
}

const cube = await prepare(scene)
const seconds = attackMs / 1_000
const where = networks === undefined ? '' : ', from several networks'
console.log(
  `attacks of ${seconds} s each in ${rounds} rounds on ${scene.bin}${where}, an honest peer pulling throughout; ms and MiB\n`,
)
console.log(heading)
let failed = 0
// In the short form one victim suffers all of them.
const needsSwarm = (name: string): boolean => attacks[name]?.needsSwarm === true
const shared = values.short ? await startPair(scene, cube, names.some(needsSwarm)) : undefined
for (const name of names) {
  const pair = shared ?? (await startPair(scene, cube, needsSwarm(name)))
  const row = await suffer(name, pair, cube)
  if (shared === undefined) await pair.end()
  console.log(rowOf(row))
  for (const error of row.errors) console.error(`  an honest pull beside ${name}: ${error}`)
  if (row.failed === undefined) continue
  failed++
  console.log(`${name}: ${row.failed}`)
}
await shared?.end()
console.log(`\n${names.length - failed} passed, ${failed} failed, 0 skipped`)
process.exit(failed === 0 ? 0 : 1)
