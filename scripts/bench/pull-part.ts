/**
 * What a part of a cube costs: `memcube pull --filter` of a hundredth of a cube, in turns with a pull of the whole.
 *
 *   npm run bench:pull-part -- [memories, 10000] [rounds, 5] [seed, 1]
 *
 * Everything crosses loopback; each pull is timed as a process, from start to exit, into a running daemon of a fresh home.
 */
import { join } from 'node:path'
import { memcube, startDaemon, type Answer } from './shared/memcube.ts'
import { writeNotes } from './shared/notes.ts'
import { freshFolder, median, printHeading, printTimes } from './shared/report.ts'

const [count = 10_000, rounds = 5, seed = 1] = process.argv.slice(2).map(Number)
const NOTE_BYTES = 600
/** `writeNotes` puts a hundred notes under each topic. */
const FILTER = 'topic-7/'

const folder = freshFolder()
const notes = join(folder, 'notes')
await writeNotes(notes, count, NOTE_BYTES, seed)
printHeading(`pull 100 of ${count} memories of ${NOTE_BYTES} B by --filter, and all of them`, seed)

const alice = join(folder, 'alice')
await memcube(alice, 'init', '--name', 'alice')
await memcube(alice, 'create', 'notes')
await memcube(alice, 'import', 'notes', notes)
await memcube(alice, 'publish', 'notes')
const cube = (await memcube(alice, 'show', 'notes')).answer.cube as string
const daemon = await startDaemon(alice)

async function pull(name: string, ...args: string[]): Promise<{ wallMs: number; answer: Answer }> {
  const home = join(folder, name)
  await memcube(home, 'init', '--name', 'bob')
  const [address = ''] = daemon.addresses
  const own = await startDaemon(home, '--bootstrap', address)
  await memcube(home, 'connect', address)
  const pulled = await memcube(home, 'pull', cube, ...args)
  await own.stop()
  return pulled
}

const kinds = [
  { name: 'the whole', args: [], memories: count },
  { name: 'a part', args: ['--filter', FILTER], memories: Math.min(100, count) },
]
const found = kinds.map(() => ({ wall: [] as number[], inner: [] as number[], blocks: 0, bytes: 0 }))
for (let round = 0; round < rounds; round++)
  for (const [i, { args, memories }] of kinds.entries()) {
    const { wallMs, answer } = await pull(`bob-${round}-${i}`, ...args)
    if (answer.memories !== memories) throw new Error(`pulled ${answer.memories} of ${memories}`)
    const one = found[i]!
    one.wall.push(wallMs)
    one.inner.push(answer.ms as number)
    one.blocks = answer.blocks as number
    one.bytes = answer.bytes as number
  }
await daemon.stop()

for (const [i, { name }] of kinds.entries()) {
  const { wall, inner, blocks, bytes } = found[i]!
  printTimes(`${name}, the command`, wall)
  printTimes(`${name}, inside the daemon`, inner)
  console.log(`  ${name}: ${blocks} blocks, ${bytes} bytes`)
}
const [whole, part] = found
console.log(
  `  a part has ${((100 * part!.bytes) / whole!.bytes).toFixed(2)} % of the bytes and took ${((100 * median(part!.wall)) / median(whole!.wall)).toFixed(0)} % of the time`,
)
