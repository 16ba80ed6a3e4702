/**
 * A node that strangers meet much faster than anywhere else, so that what it keeps of each shows within minutes.
 *
 *   npm run test:strangers -- [--strangers 500] [--together 4] [--each 100] [--snapshots FOLDER]
 *
 * The node that is looked at has a process of its own, as a daemon has, and one published cube. Each stranger is a new home in this
 * process: it joins, pulls the cube and goes for good; so many come together. After each so many of them, and a pause in which what
 * is under way ends, the node collects its garbage, and its memory and what it holds are printed. With a folder, a snapshot of its
 * heap is written each time, which takes a few seconds and makes resident memory larger; for what holds what see `churn/holders.ts`.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { codeOf } from '../../src/core/errors.ts'
import { initHome, openNode } from '../../src/node/index.ts'
import { freshFolder, printHeading } from '../bench/shared/report.ts'
import { shownMemory } from './churn/shown-memory.ts'
import { WatchedNode } from './churn/watch-node.ts'

const memories = 16
const pauseMs = 5_000
/** A pull that takes longer is counted as failed. */
const pullMs = 60_000

const { values } = parseArgs({
  options: {
    strangers: { type: 'string', default: '500' },
    together: { type: 'string', default: '4' },
    each: { type: 'string', default: '100' },
    snapshots: { type: 'string' },
  },
})
const [count, together, each] = [values.strangers, values.together, values.each].map(Number) as [
  number,
  number,
  number,
]

printHeading(`a node that ${count} strangers meet, ${together} at a time`, 1)
const folder = freshFolder()
const home = join(folder, 'watched')
await initHome({ home, name: 'watched' })
const watched = await WatchedNode.start(home)
const address = watched.addresses()[0] ?? ''
const { cube } = (await watched.call('create', { name: 'watched' })) as { cube: string }
for (let i = 0; i < memories; i++)
  await watched.call('add', { cube, key: `notes/${i}`, text: `note ${i}: ${'words of a note. '.repeat(20)}` })
await watched.call('publish', { cube })

const failed = new Map<string, number>()
async function visit(name: string): Promise<void> {
  const own = join(folder, name)
  await initHome({ home: own, name })
  const node = await openNode({ home: own, network: { bootstrap: [address] } })
  try {
    await node.call('pull', { cube, from: address }, { signal: AbortSignal.timeout(pullMs) })
  } catch (error) {
    failed.set(codeOf(error), (failed.get(codeOf(error)) ?? 0) + 1)
  } finally {
    await node.close()
    await rm(own, { recursive: true, force: true })
  }
}

const beganMs = performance.now()
async function look(met: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, pauseMs))
  const minutes = ((performance.now() - beganMs) / 60_000).toFixed(1)
  console.log(
    `  ${met} strangers, ${minutes} min   ${shownMemory(await watched.memory({ withCounts: true }))}`,
  )
  if (values.snapshots !== undefined) await watched.snapshot(join(values.snapshots, `${met}.heapsnapshot`))
}

await look(0)
for (let from = 0; from < count; from += each) {
  const to = Math.min(count, from + each)
  let next = from
  const oneAfterAnother = async (): Promise<void> => {
    while (next < to) await visit(`stranger-${next++}`)
  }
  await Promise.all(Array.from({ length: together }, oneAfterAnother))
  await look(to)
}
console.log(`  failed: ${[...failed].map(([code, times]) => `${times} ${code}`).join(', ') || 'none'}`)
await watched.close()
process.exit(0)
