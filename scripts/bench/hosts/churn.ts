/** Part one: a cube is looked for in the DHT while a share of the hosts comes and goes. */
import { setTimeout as wait } from 'node:timers/promises'
import { topicCid } from '../../../src/core/cube/index.ts'
import { Crowd, type CrowdHost, atOnce, keepingUp } from '../../../test/network/crowd/crowd.ts'
import { type Found, lookUp, provideCube } from '../../../test/network/crowd/finding.ts'
import { SampleCube } from '../../../test/protocols/sample.ts'
import { countDht, type DhtCounts } from './dht-counts.ts'
import { describeMs, memoryMib, seconds } from './report.ts'

const TOPIC = 'harbours'
/** After the last host has started: it looks for others a second later. */
const SETTLE_MS = 5_000
const LOOKUPS_AT_ONCE = 2

export interface ChurnOptions {
  hosts: number
  /** How many of 100 leave, and as many join. */
  percent: number
  seconds: number
  /** Whoever leaves does so without a word, and dials to it are not refused. */
  silently: boolean
  random(): number
}

export async function measureChurn({
  hosts,
  percent,
  seconds: churnS,
  silently,
  random,
}: ChurnOptions): Promise<void> {
  const counts = await countDht()
  const crowd = new Crowd(2)
  const started = performance.now()
  await crowd.grow(hosts)
  await wait(SETTLE_MS)
  console.log(`  ${hosts} hosts started and met in ${seconds(started)} s, ${memoryMib()} MiB`)
  console.log(`  peers of each: ${describePeers(crowd)}`)
  const cube = new SampleCube()
  const provider = crowd.living[2]!
  const before = { ...counts }
  const saying = performance.now()
  await provideCube(provider, cube.id, [TOPIC])
  console.log(`  provided id and topic in ${seconds(saying)} s, ${describeCounts(counts, before)}`)
  const ask = (one: CrowdHost): Promise<Found> => lookUp(one, cube.id, provider)
  await comeAndGo(crowd, provider, {
    leaving: Math.round((hosts * percent) / 100),
    churnS,
    silently,
    random,
    ask,
  })
  const asked = { ...counts }
  const among = crowd.living.filter((one) => one !== provider)
  console.log(`  peers of each: ${describePeers(crowd)}, ${memoryMib()} MiB`)
  report('the cube, after it, all that live', await atOnce(LOOKUPS_AT_ONCE, among, ask))
  console.log(`    ${describeCounts(counts, asked, among.length)}`)
  const topic = topicCid(TOPIC)
  report(
    'its topic, all that live',
    await atOnce(LOOKUPS_AT_ONCE, among, (one) => lookUp(one, topic, provider)),
  )
  await crowd.close()
}

/** Each moment one leaves, another joins and looks at once, and some of those that stay look. */
async function comeAndGo(
  crowd: Crowd,
  provider: CrowdHost,
  { leaving, churnS, silently, random, ask }: Turns,
): Promise<void> {
  const begun = performance.now()
  const looking: Promise<Found>[] = []
  const fresh: Promise<Found>[] = []
  const waiting = crowd.living.filter((one) => one !== provider)
  const each = Math.ceil(waiting.length / leaving)
  for (let turn = 0; turn < leaving; turn++) {
    const late = begun + (turn * churnS * 1_000) / leaving - performance.now()
    if (late > 0) await wait(late)
    await keepingUp()
    const going = crowd.living.filter((one, at) => at > 1 && one !== provider && !busy.has(one))
    const leaver = going[Math.floor(random() * going.length)]!
    await (silently ? crowd.vanish(leaver) : crowd.leave(leaver))
    const asking = waiting.splice(0, each).filter((one) => crowd.living.includes(one))
    looking.push(...asking.map((one) => whileBusy(one, () => ask(one))))
    fresh.push(crowd.join().then((one) => whileBusy(one, () => ask(one))))
  }
  report('the cube, while they come and go', await Promise.all(looking))
  report('the same by those who just joined', await Promise.all(fresh))
  console.log(`    ${leaving} left and ${leaving} joined in ${seconds(begun)} s`)
}

interface Turns extends Pick<ChurnOptions, 'silently' | 'random'> {
  leaving: number
  churnS: number
  ask(one: CrowdHost): Promise<Found>
}

/** Who looks does not leave meanwhile. */
const busy = new Set<CrowdHost>()
async function whileBusy<T>(one: CrowdHost, work: () => Promise<T>): Promise<T> {
  busy.add(one)
  try {
    return await work()
  } finally {
    busy.delete(one)
  }
}

function report(what: string, results: readonly Found[]): void {
  const found = results.filter((one) => one.found).length
  const times = describeMs(results.map(({ ms }) => ms))
  console.log(
    `  ${what}: found by ${found} of ${results.length} (${((100 * found) / results.length).toFixed(1)} %), ${times}`,
  )
}

function describePeers(crowd: Crowd): string {
  const peers = crowd.living.map(({ host }) => host.peers().length).sort((a, b) => a - b)
  return `least ${peers[0]}, median ${peers[peers.length >> 1]}, most ${peers.at(-1)}`
}

function describeCounts(counts: DhtCounts, before: DhtCounts, lookups = 1): string {
  const each = (name: keyof DhtCounts): string => ((counts[name] - before[name]) / lookups).toFixed(1)
  return `requests ${each('requests')}, records ${each('records')}${lookups > 1 ? ' for each lookup' : ''}`
}
