/**
 * A pull from one node that has the cube, then, with two more of them, pulls from three, in turns with pulls during which one of the
 * three stops. (Nodes that were connected once find each other through the DHT, so those from one come first.)
 *
 *   npm run bench:several-sources -- [memories, 10000] [rounds, 3] [Mbit/s, 16] [seed, 1]
 *
 * Each node is in a network namespace of its own and sends no faster than said (`tc tbf`); who pulls is not limited. The wires
 * have no delay. Needs root, `ip netns` and `tc`; no packet leaves the namespaces. Each pull is a command into a running daemon
 * of a fresh home.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  memcube,
  memcubeVia,
  startDaemon,
  startDaemonVia,
  type Answer,
  type Daemon,
} from './shared/memcube.ts'
import { writeNotes } from './shared/notes.ts'
import { freshFolder, median, printHeading, printTimes } from './shared/report.ts'

const [count = 10_000, rounds = 3, megabits = 16, seed = 1] = process.argv.slice(2).map(Number)
const NOTE_BYTES = 600
const SOURCES = 3
const PREFIX = `mb-${process.pid}`

const ip = (...args: string[]): string => execFileSync('ip', args, { encoding: 'utf8' })
const made: string[] = []
process.on('exit', () => made.forEach((namespace) => ip('netns', 'del', namespace)))

interface Place {
  ip: string
  via: string[]
}

function addNamespace(name: string): string {
  const namespace = `${PREFIX}-${name}`
  ip('netns', 'add', namespace)
  made.push(namespace)
  ip('-n', namespace, 'link', 'set', 'lo', 'up')
  return namespace
}

const middle = addNamespace('switch')
ip('-n', middle, 'link', 'add', 'bridge0', 'type', 'bridge')
ip('-n', middle, 'link', 'set', 'bridge0', 'up')

/** @param isLimited whether it sends no faster than said */
function addPlace(name: string, number: number, isLimited: boolean): Place {
  const namespace = addNamespace(name)
  const port = `port${number}`
  ip('-n', middle, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'wire', 'netns', namespace)
  ip('-n', middle, 'link', 'set', port, 'master', 'bridge0', 'up')
  ip('-n', namespace, 'address', 'add', `10.84.0.${number}/24`, 'dev', 'wire')
  ip('-n', namespace, 'link', 'set', 'wire', 'up')
  // So that nobody is found who was not named.
  ip('-n', namespace, 'link', 'set', 'dev', 'wire', 'multicast', 'off')
  const via = ['ip', 'netns', 'exec', namespace]
  const shape = ['tbf', 'rate', `${megabits}mbit`, 'burst', '32kb', 'latency', '200ms']
  if (isLimited) ip('netns', 'exec', namespace, 'tc', 'qdisc', 'add', 'dev', 'wire', 'root', ...shape)
  return { ip: `10.84.0.${number}`, via }
}

const folder = freshFolder()
const notes = join(folder, 'notes')
await writeNotes(notes, count, NOTE_BYTES, seed)
printHeading(`pull ${count} memories of ${NOTE_BYTES} B from nodes that send ${megabits} Mbit/s each`, seed)

/** Homes that have the cube: its author, and two who pulled it. */
async function homesWithCube(): Promise<{ homes: string[]; cube: string }> {
  const homes = Array.from({ length: SOURCES }, (_, at) => join(folder, `source-${at}`))
  const [author = '', ...others] = homes
  for (const [at, home] of homes.entries()) await memcube(home, 'init', '--name', `source-${at}`)
  await memcube(author, 'create', 'notes')
  await memcube(author, 'import', 'notes', notes)
  await memcube(author, 'publish', 'notes')
  const cube = (await memcube(author, 'show', 'notes')).answer.cube as string
  const daemon = await startDaemon(author)
  for (const home of others) {
    const own = await startDaemon(home)
    await memcube(home, 'connect', daemon.addresses[0] ?? '')
    await memcube(home, 'pull', cube)
    await own.stop()
  }
  await daemon.stop()
  return { homes, cube }
}

const { homes, cube } = await homesWithCube()
const listen = (place: Place): string[] => ['--profile', 'lan', '--listen', `/ip4/${place.ip}/tcp/4001`]
const sources: Daemon[] = []
async function startSource(at: number): Promise<void> {
  const place = addPlace(`s${at}`, at + 1, true)
  sources.push(await startDaemonVia(place.via, homes[at]!, ...listen(place)))
}

await startSource(0)
const puller = addPlace('puller', SOURCES + 1, false)

async function pull(
  name: string,
  from: readonly Daemon[],
  during?: (first: Daemon) => Promise<void>,
): Promise<Answer> {
  const home = join(folder, name)
  await memcube(home, 'init', '--name', 'bob')
  const own = await startDaemonVia(puller.via, home, ...listen(puller))
  for (const { addresses } of from)
    await memcubeVia(
      puller.via,
      home,
      'connect',
      addresses.find((address) => address.includes('10.84.')) ?? '',
    )
  const [{ answer }] = await Promise.all([memcubeVia(puller.via, home, 'pull', cube), during?.(from[0]!)])
  if (answer.memories !== count) throw new Error(`pulled ${answer.memories} of ${count}`)
  await own.stop()
  return answer
}

/** The author's node stops when a part has come, whichever it was asked for. */
async function stopHalfWay(first: Daemon): Promise<void> {
  await wait(3_000)
  first.child.kill('SIGSTOP')
  await wait(20_000)
  first.child.kill('SIGCONT')
}

const kinds: { name: string; during?: typeof stopHalfWay }[] = [
  { name: 'one source' },
  { name: 'three sources' },
  { name: 'three sources, of which one stops after 3 s', during: stopHalfWay },
]
const found = kinds.map(() => ({ ms: [] as number[], shares: [] as string[] }))
async function measure(at: number, round: number): Promise<void> {
  const answer = await pull(`bob-${round}-${at}`, sources, kinds[at]!.during)
  found[at]!.ms.push(answer.ms as number)
  const shares = (answer.sources as { bytes: number }[]).map(({ bytes }) => (bytes / 2 ** 20).toFixed(1))
  found[at]!.shares.push(shares.join(' + '))
}

for (let round = 0; round < rounds; round++) await measure(0, round)
for (let at = 1; at < SOURCES; at++) await startSource(at)
for (let round = 0; round < rounds; round++) for (const at of [1, 2]) await measure(at, round)
for (const { child, stop } of sources) {
  child.kill('SIGCONT')
  await stop()
}

for (const [at, { name }] of kinds.entries()) {
  printTimes(name, found[at]!.ms)
  console.log(`    MiB from each: ${found[at]!.shares.join('; ')}`)
}
const [one, three] = found.map(({ ms }) => median(ms))
console.log(`  one source / three sources: ${(one! / three!).toFixed(2)}`)
