/**
 * Staging marks keep what has arrived for a pull that is not finished. A mark has no date, so each run remembers how much
 * was staged; what has not changed for seven days is abandoned. Nothing of a mark is local to a process: a pull that was
 * killed yesterday finds its blocks today.
 */
import type { CID } from 'multiformats/cid'
import type { RecordName, RecordPut, Store } from '../../storage/index.ts'
import type { Clock, Stored } from '../../home/index.ts'

/** As long as a head is taken for current: a pull that was not taken up again by then starts anew. Guess. */
export const abandonedAfterMs = 7 * 24 * 3_600_000

interface StagingSeen {
  /** Blocks under the mark when it was looked at. */
  blocks: number
  /** Milliseconds since the Unix epoch since when it has not changed. */
  sinceMs: number
}

const prefix = 'staging/'

/** Gives every block under a living mark, and takes away the marks that are abandoned. */
export async function keepStaged(node: Stored & Clock, keep: (cid: CID) => void): Promise<void> {
  const { store } = node
  const put: RecordPut[] = []
  const del: RecordName[] = []
  const ids = await store.stageIds()
  for (const id of ids) {
    const blocks = await countStaged(store, id)
    const seen = await store.records<StagingSeen>('meta').get(prefix + id)
    const hasChanged = seen?.blocks !== blocks
    if (!hasChanged && node.nowMs() - seen.sinceMs > abandonedAfterMs) {
      await store.clearStaging(id)
      del.push({ space: 'meta', key: prefix + id })
      continue
    }
    for await (const cid of store.stagedBlocks(id)) keep(cid)
    if (hasChanged)
      put.push({
        space: 'meta',
        key: prefix + id,
        value: { blocks, sinceMs: node.nowMs() } satisfies StagingSeen,
      })
  }
  for await (const [key] of store.records('meta').list(prefix))
    if (!ids.includes(key.slice(prefix.length))) del.push({ space: 'meta', key })
  if (put.length + del.length > 0) await store.commit({ put, del })
}

async function countStaged(store: Store, id: string): Promise<number> {
  let blocks = 0
  for await (const _ of store.stagedBlocks(id)) blocks++
  return blocks
}
