/** Takes a cube of others out of the cache: the record goes, a stub with what is known of it stays, and its head's mark. */
import { parseCid } from '../../core/codec/index.ts'
import type { Feeds, Reads, Tells, Trust } from '../../cubes/needs.ts'
import type { Clock, Locks } from '../../home/needs.ts'
import { awayEntry } from '../../cubes/away.ts'
import { isWritable, type CubeRecord } from '../../cubes/cube-record.ts'
import type { NodeNetwork } from '../../sharing/node-network.ts'
import { isAtLeast } from '../../cubes/tier.ts'
import type { UnfinishedMerge } from '../../cubes/merging/unfinished-merge.ts'
import { cacheName } from './ledger.ts'

/** Cubes that other things here still need: the upstreams of own forks, and the other sides of unfinished merges. */
export async function neededCubes(node: Reads): Promise<Set<string>> {
  const needed = new Set<string>()
  for (const { own, forkOf } of await node.cubes.list())
    if (own && forkOf !== undefined) needed.add(forkOf.cube.toString())
  for await (const [, { other }] of node.store.records<UnfinishedMerge>('meta').list('merge/'))
    needed.add(other)
  return needed
}

/** Only what nobody here asked to keep: not own, followed, pinned, of a trusted author, needed, or just being written. */
export async function isEvictable(
  node: Trust & Locks,
  record: CubeRecord,
  needed: ReadonlySet<string>,
): Promise<boolean> {
  if (isWritable(record) || record.pinned === true || needed.has(record.cube)) return false
  if (node.exclusive.isBusy(record.cube)) return false
  return !isAtLeast(await node.authors.tier(record), 'followed')
}

/** What it takes to say that a cube is gone. */
export interface Leaving extends Tells, Feeds {
  network: Pick<NodeNetwork, 'withdraw'> | undefined
}

type Evicting = Leaving & Reads & Locks & Clock

/** @returns whether it went: something may have been decided about it meanwhile */
export async function evictCube(node: Evicting, cube: string): Promise<boolean> {
  // Whoever evicts may hold another cube: two that wait for each other's would wait for ever.
  if (node.exclusive.isBusy(cube)) return false
  return node.exclusive(cube, async () => {
    const record = await node.cubes.get(cube)
    if (record === undefined || isWritable(record) || record.pinned === true || record.followed) return false
    const sinceMs = node.nowMs()
    await node.store.commit({
      put: [awayEntry({ why: 'evicted', record, sinceMs })],
      del: [{ space: 'cubes', key: cube }, cacheName(cube)],
      audit: [{ time: sinceMs, kind: 'evict', cube: parseCid(cube), commit: record.commit }],
    })
    await nowAway(node, record)
    return true
  })
}

/** A cube's record is gone: the index drops it, and what is offered to others is taken back. */
export async function nowAway(node: Leaving, record: CubeRecord): Promise<void> {
  const gone: CubeRecord = { ...record, published: false, withdrawn: true }
  node.events.emit('cubeChanged', gone)
  node.network?.withdraw(gone)
  await node.recall.drop(record.cube)
}
