/**
 * What a daemon looks after without being asked: own heads are re-signed before they expire, the cache is kept within its
 * limit, and what was evicted is collected in small steps.
 */
import { parseHead } from '../core/cube/index.ts'
import type { Collects } from './needs.ts'
import {
  type Caching,
  type MovesBranches,
  type Reads,
  type Tells,
  isWritable,
  ownHead,
  headLifetimeMs,
  writeHead,
  maySignIn,
} from '../cubes/index.ts'
import type { Chance, Clock, Locks, Logs } from '../home/index.ts'

/** How often it looks. A head is re-signed at half of its seven days, so an hour more or less does not matter. Guess. */
const roundMs = 3_600_000

/** Rest after each batch of a collection that nobody waits for: half of the time is for others. Guess. */
const collectRestMs = 5

interface StartUpkeepNeeds
  extends Reads, MovesBranches, Tells, Logs, Clock, Chance, Locks, Collects, Caching {}

/** Starts the rounds; the first runs at once. @returns what stops them, waiting for one under way. */
export function startUpkeep(node: StartUpkeepNeeds): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  let round = Promise.resolve()
  const next = (what: string, task: () => Promise<unknown>): void => {
    round = round
      .then(async () => {
        if (!signal.aborted) await task()
      })
      .catch((error: unknown) => {
        if (!signal.aborted) node.log.warn({ error }, `upkeep: ${what} failed; it is tried again`)
      })
  }
  const run = (): void => {
    next('the renewal of heads', () => renewHeads(node, signal))
    next('the writing of what was used', () => node.cache.flush())
    next('keeping the cache within its limit', async () => {
      if ((await node.cache.shrink()) > 0) await collect(node, signal)
    })
  }
  const collectLater = (): void => next('a collection', () => collect(node, signal))
  run()
  node.events.on('cacheShrunk', collectLater)
  const timer = setInterval(run, roundMs)
  timer.unref()
  return async () => {
    stopping.abort()
    node.events.off('cacheShrunk', collectLater)
    clearInterval(timer)
    await round
  }
}

interface CollectNeeds extends Reads, Logs, Clock, Chance, Locks, Collects {}

async function collect(node: CollectNeeds, signal: AbortSignal): Promise<void> {
  const { blocks, freedBytes, tookMs } = await node.collector.run(node, {
    signal,
    progress: () => {},
    restMs: collectRestMs,
  })
  node.log.info({ blocks, freedBytes, tookMs }, 'what was evicted from the cache was collected')
}

async function renewHeads(node: Reads & MovesBranches & Clock & Locks, signal: AbortSignal): Promise<void> {
  if (!maySignIn(node.team)) return
  for (const { cube } of await node.cubes.list()) {
    if (signal.aborted) return
    await node.exclusive(cube, async () => {
      const record = await node.cubes.get(cube)
      // What a backup brought back waits for its owner: a new number over an older state would take back what others have.
      if (record === undefined || record.restored !== undefined) return
      if (!isWritable(record) || ownHead(node, record) === undefined) return
      if (record.expires - node.nowMs() > headLifetimeMs / 2) return
      await writeHead(node, record, parseHead(record.head).refs, node.nowMs(), [])
    })
  }
}
