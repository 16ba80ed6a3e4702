/**
 * Garbage collection of a home with many blocks: how long it takes, how much memory its sets have per block, and for how
 * long the event loop stood still while it ran.
 *
 *   node scripts/bench/gc.ts [blocks, 100000]
 *
 * Half of the blocks are memories of an own cube, half are left over from something that never ended. The pause is the
 * longest time between two turns of the event loop, with nothing else to do, beside the same for an idle process.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { cidFor, RAW, type Block } from '../../src/core/codec/index.ts'
import { initHome, openNode } from '../../src/node/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { freshFolder, printHeading } from './shared/report.ts'

const [count = 100_000] = process.argv.slice(2).map(Number)
const half = Math.floor(count / 2)
const folder = freshFolder()
const home = join(folder, 'home')

interface Freed {
  freedBytes: number
  blocks: number
  kept: number
  tookMs: number
  memoryBytes: number
}

function leftOver(from: number, blocks: number): Block[] {
  return Array.from({ length: blocks }, (_, i) => {
    const bytes = Buffer.from(`left over ${from + i} `.repeat(40))
    return { cid: cidFor(RAW, bytes), bytes }
  })
}

async function longestPauseMs(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await work()
  delay.disable()
  return delay.max / 1e6
}

printHeading(`gc: ${count} blocks, half of them garbage`)
await initHome({ home, name: 'bench' })
const store = await openStore(join(home, 'store'))
for (let from = 0; from < half; from += 10_000)
  await store.putBlocks(leftOver(from, Math.min(10_000, half - from)))
await store.close()
await using node = await openNode({ home })
await node.call('create', { name: 'notes' })
const lines = Array.from({ length: half }, (_, i) =>
  JSON.stringify({ key: `k/${i}`, body: `memory ${i} `.repeat(50) }),
)
const path = join(folder, 'notes.jsonl')
await writeFile(path, lines.join('\n'))
await node.call('import', { cube: 'notes', path })

const idle = await longestPauseMs(() => sleep(1_000))
for (const name of ['with garbage', 'without']) {
  let freed: Freed | undefined
  const pause = await longestPauseMs(async () => {
    freed = await node.call('gc', {})
  })
  if (freed === undefined) throw new Error('no answer')
  const all = freed.blocks + freed.kept
  console.log(
    `  ${name.padEnd(14)} ${freed.tookMs} ms; freed ${freed.blocks} blocks, ${freed.freedBytes} bytes; kept ${freed.kept}`,
  )
  console.log(
    `  ${''.padEnd(14)} sets ${freed.memoryBytes} bytes, ${(freed.memoryBytes / freed.kept).toFixed(1)} per block kept, ${(freed.memoryBytes / all).toFixed(1)} per block; longest pause ${pause.toFixed(1)} ms (idle ${idle.toFixed(1)} ms)`,
  )
}
