/** Takes a cube of others out of the cache: the record goes, a stub with what is known of it stays, and its head's mark. */
import { parseCid } from '../../core/codec/index.ts'
import {
  type Changes,
  type Reads,
  type Trust,
  awayEntry,
  isWritable,
  type CubeRecord,
  asGone,
  isAtLeast,
  signedHistoryName,
} from '../../cubes/index.ts'
import { seededName } from '../../cubes/seeds/index.ts'
import type { Clock, Locks } from '../../home/index.ts'
import type { NodeNetwork } from '../../sharing/index.ts'
import type { UnfinishedMerge } from '../../cubes/merging/index.ts'
import { lastLookName } from '../waiting/index.ts'
import { cacheName } from './cache-entries.ts'

/** Cubes that other things here still need: the upstreams of own forks, and the other sides of unfinished merges. */
export async function neededCubes(node: Reads): Promise<Set<string>> {
  const needed = new Set<string>()
  for (const { own, forkOf } of await node.cubes.list())
    if (own && forkOf !== undefined) needed.add(forkOf.cube.toString())
  for await (const [, { other }] of node.store.records<UnfinishedMerge>('meta').list('merge/'))
    needed.add(other)
  return needed
}

/** Only what nobody here asked to keep, and what is not just being written. */
export async function isEvictable(
  node: Trust & Locks,
  record: CubeRecord,
  needed: ReadonlySet<string>,
): Promise<boolean> {
  return !node.exclusive.isBusy(record.cube) && !(await isKept(node, record, needed))
}

/** Own, pinned, needed, followed, or of an author who is trusted so far. */
export async function isKept(
  { authors }: Trust,
  record: CubeRecord,
  needed: ReadonlySet<string>,
): Promise<boolean> {
  if (isWritable(record) || record.pinned === true || needed.has(record.cube)) return true
  return isAtLeast(await authors.tier(record), 'followed')
}

/** What it takes to let a cube go. */
export interface Evicting extends Reads, Changes, Locks, Clock {
  network: Pick<NodeNetwork, 'withdraw'> | undefined
}

/**
 * @param forSeed it was here for a seed alone: nobody is told that it was here once
 * @returns whether it went: something may have been decided about it meanwhile
 */
export async function evictCube(node: Evicting, cube: string, forSeed = false): Promise<boolean> {
  // Whoever evicts may hold another cube: two that wait for each other's would wait for ever.
  if (node.exclusive.isBusy(cube)) return false
  return node.exclusive(cube, async () => {
    const record = await node.cubes.get(cube)
    if (record === undefined || isWritable(record) || record.pinned === true || record.followed) return false
    const sinceMs = node.nowMs()
    await node.ledger.change({
      removed: record,
      put: [awayEntry({ why: 'evicted', record, sinceMs, ...(forSeed && { forSeed }) })],
      del: [cacheName(cube), seededName(cube), lastLookName(cube), signedHistoryName(cube)],
      audit: [{ time: sinceMs, kind: 'evict', cube: parseCid(cube), commit: record.commit }],
    })
    node.network?.withdraw(asGone(record))
    return true
  })
}
