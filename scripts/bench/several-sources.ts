/**
 * A pull from three nodes that have the cube, in turns with a pull from one of them, and one whose first source stops half-way.
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
for (const [at, home] of homes.entries()) {
  const place = addPlace(`s${at}`, at + 1, true)
  sources.push(await startDaemonVia(place.via, home, ...listen(place)))
}
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

/** Whoever it is that is asked for everything, the first of the answer, stops when a part of it has come. */
async function stopHalfWay(first: Daemon): Promise<void> {
  await wait(1_500)
  first.child.kill('SIGSTOP')
  await wait(20_000)
  first.child.kill('SIGCONT')
}

const kinds = [
  { name: 'one source', from: sources.slice(0, 1) },
  { name: 'three sources', from: sources },
  { name: 'three sources, of which one is stopped after 1.5 s', from: sources, during: stopHalfWay },
]
const found = kinds.map(() => ({ ms: [] as number[], shares: [] as string[] }))
for (let round = 0; round < rounds; round++)
  for (const [at, { from, during }] of kinds.entries()) {
    const answer = await pull(`bob-${round}-${at}`, from, during)
    found[at]!.ms.push(answer.ms as number)
    const shares = (answer.sources as { bytes: number }[]).map(({ bytes }) => (bytes / 2 ** 20).toFixed(1))
    found[at]!.shares.push(shares.join(' + '))
  }
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
