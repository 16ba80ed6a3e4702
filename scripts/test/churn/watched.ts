/** The node whose memory is looked at, in a process of its own: nothing else is in it. Started by `watch-node.ts`. */
import { queryObjects, setFlagsFromString, writeHeapSnapshot } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { peerIdFromString } from '@libp2p/peer-id'
import { releaseMemoryWhenIdle } from '../../../src/interfaces/cli/release-memory.ts'
import { openNode } from '../../../src/node/index.ts'
import type { Answer, MemoryNow, Question } from './watch-node.ts'

const [home = ''] = process.argv.slice(2)
/** A call that takes longer is counted as failed. */
const callMs = 60_000
/** What is let go in a collection may free more, once the loop has turned. */
const collections = 3

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
/** The class of most peer ids, which has no name outside of its package. */
const peerIdClass = peerIdFromString('12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT').constructor

/** Objects of that class that are there. */
const count = (made: Parameters<typeof queryObjects>[0]): number => queryObjects(made, { format: 'count' })

const node = await openNode({ home, daemon: true, network: { bootstrap: [] } })
releaseMemoryWhenIdle()

async function measure(withCounts: boolean): Promise<MemoryNow> {
  for (let i = 0; i < collections; i++) {
    collect()
    await new Promise(setImmediate)
  }
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  return {
    rssMib: rss / 2 ** 20,
    heapMib: heapUsed / 2 ** 20,
    externalMib: external / 2 ** 20,
    buffersMib: arrayBuffers / 2 ** 20,
    // Each looks through the whole heap.
    counts: withCounts
      ? {
          signals: count(AbortSignal),
          buffers: count(ArrayBuffer),
          'peer ids': count(peerIdClass),
          handles: process.getActiveResourcesInfo().length,
        }
      : {},
  }
}

async function answer(question: Question): Promise<unknown> {
  if (question.ask === 'memory') return measure(question.withCounts)
  if (question.ask === 'addresses') return node.addresses()
  if (question.ask === 'snapshot') return writeHeapSnapshot(question.file)
  return node.call(question.name, question.input, { signal: AbortSignal.timeout(callMs) })
}

process.on('message', (question: Question) => {
  const { id } = question
  const tell = (message: Answer): void => void process.send?.(message)
  answer(question).then(
    (value) => tell({ id, value }),
    (error: Error & { code?: string }) =>
      tell({ id, error: { message: error.message, code: error.code ?? 'ERR_INTERNAL' } }),
  )
})
process.on('disconnect', () => void node.close().then(() => process.exit(0)))
