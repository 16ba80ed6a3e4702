/**
 * S9: resident memory of a daemon that has nothing to do, and whether it grows.
 *
 *   npm run bench:idle -- [seconds, 60] [memories, 10000] [seed, 1]
 *
 * The daemon holds a published cube, fully indexed, and one connected peer. The promise is for an hour: pass 3600 for it.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { memcube, startDaemon, type Daemon } from './shared/memcube.ts'
import { writeNotes } from './shared/notes.ts'
import { freshFolder, median, printHeading } from './shared/report.ts'

const [seconds = 60, memories = 10_000, seed = 1] = process.argv.slice(2).map(Number)
const MOST_MIB = 200
/** What it may hold more at the end than after the first tenth; less is the noise of the collector. Guess. */
const GROWTH_MIB = 5

const folder = freshFolder()
const [alice, bob] = [join(folder, 'alice'), join(folder, 'bob')]
await memcube(alice, 'init', '--name', 'alice')
await memcube(bob, 'init', '--name', 'bob')
await memcube(alice, 'create', 'notes')
await writeNotes(join(folder, 'notes'), memories, 600, seed)
await memcube(alice, 'import', 'notes', join(folder, 'notes'))
const daemon = await startDaemon(alice)
const peer = await startDaemon(bob, '--bootstrap', daemon.addresses[0] ?? '')
await memcube(alice, 'publish', 'notes')
await indexed()
printHeading(`S9: an idle daemon with ${memories} memories and one peer, for ${seconds} s`, seed)

/** Waits until nothing is left to index; only then is it idle. */
async function indexed(): Promise<void> {
  const deadline = performance.now() + 600_000
  while ((await memcube(alice, 'status')).answer.index.pending > 0) {
    if (performance.now() > deadline) throw new Error('the index does not settle')
    await wait(500)
  }
}

async function residentMib({ child }: Daemon): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024
}

const samples: number[] = []
for (let second = 0; second < seconds; second++) {
  await wait(1000)
  samples.push(await residentMib(daemon))
}
await peer.stop()
await daemon.stop()

const tenth = Math.max(1, Math.floor(samples.length / 10))
const first = median(samples.slice(0, tenth))
const last = median(samples.slice(-tenth))
const most = Math.max(...samples)
console.log(
  `  resident at the start ${first.toFixed(0)} MiB, at the end ${last.toFixed(0)} MiB, most ${most.toFixed(0)} MiB`,
)
console.log(`  promised <= ${MOST_MIB} MiB: ${last <= MOST_MIB ? 'kept' : 'NOT KEPT'}`)
console.log(
  `  growth ${(last - first).toFixed(1)} MiB in ${seconds} s, promised none: ${last - first <= GROWTH_MIB ? 'kept' : 'NOT KEPT'}`,
)
