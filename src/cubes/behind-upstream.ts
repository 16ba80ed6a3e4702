/** What the upstream of a fork has, as it is held here, that the fork has not. */
import { MemCubeError } from '../core/errors.ts'
import type { Store } from '../storage/index.ts'
import { z } from 'zod'
import type { CubeRecord } from './cube-record.ts'
import * as fields from './fields.ts'
import type { Reads } from './needs.ts'
import { history } from './history.ts'

export const upstreamOfFork = z.object({
  cube: fields.text,
  name: fields.text,
  newer: fields.count
    .nullable()
    .describe(
      'commits of it, as held here, that the fork does not have; at most 1,000 are counted. Null where too little is held',
    ),
})
export type UpstreamOfFork = z.infer<typeof upstreamOfFork>

/** Guess: who is so far behind is told enough. */
const mostCounted = 1_000

/** Both tips say what the count was: `list` and `status` ask often, and neither moves between. Per store. */
const counted = new WeakMap<Store, Map<string, { tips: string; newer: number | null }>>()

/** Undefined of a cube that is no fork, and where its upstream is not held here. */
export async function upstreamOf(node: Reads, record: CubeRecord): Promise<UpstreamOfFork | undefined> {
  const { forkOf } = record
  const upstream = forkOf === undefined ? undefined : await node.cubes.get(forkOf.cube.toString())
  if (forkOf === undefined || upstream === undefined) return undefined
  const { cube, name, commit } = upstream
  // Most upstreams have not moved: nothing has to be read to know it.
  const newer = commit.equals(forkOf.commit) ? 0 : await knownNewer(node, record, upstream)
  return { cube, name, newer }
}

async function knownNewer(node: Reads, fork: CubeRecord, upstream: CubeRecord): Promise<number | null> {
  const known = counted.get(node.store) ?? new Map<string, { tips: string; newer: number | null }>()
  counted.set(node.store, known)
  const tips = `${fork.commit} ${upstream.commit}`
  const before = known.get(fork.cube)
  if (before?.tips === tips) return before.newer
  const newer = await countNewer(node, fork, upstream)
  known.set(fork.cube, { tips, newer })
  return newer
}

async function countNewer(node: Reads, fork: CubeRecord, upstream: CubeRecord): Promise<number | null> {
  if (!(await node.store.has(fork.commit)) || !(await node.store.has(upstream.commit))) return null
  let newer = 0
  /** Of the fork, whatever cube they are of. */
  const had = new Set([fork.commit.toString()])
  /** Of the upstream alone, that were named and not met yet. */
  const open = new Set([upstream.commit.toString()])
  try {
    // A parent is older than its child, so that all children of a commit come before it.
    for await (const { cid, commit } of history(node, [fork.commit, upstream.commit])) {
      const id = cid.toString()
      const parents = commit.parents.map(String)
      open.delete(id)
      if (had.has(id))
        for (const parent of parents) {
          had.add(parent)
          open.delete(parent)
        }
      else {
        if (commit.cube.toString() === upstream.cube && ++newer >= mostCounted) break
        for (const parent of parents) if (!had.has(parent)) open.add(parent)
      }
      if (open.size === 0) break
    }
    return newer
  } catch (error) {
    // A damaged history is told of by `fsck`; the rest of the answer stands.
    if (error instanceof MemCubeError) return null
    throw error
  }
}
