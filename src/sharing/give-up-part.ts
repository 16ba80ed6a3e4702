/**
 * A cube of which a part is held may get several authors. Then it comes anew, whole, as one that was evicted does; what was
 * decided here about the part holds for the whole.
 */
import { parseCid } from '../core/codec/index.ts'
import { awayEntry, type Changes, type CubeRecord } from '../cubes/index.ts'
import type { Clock } from '../home/index.ts'

/** The caller holds the cube's lock. */
export async function giveUpPart(node: Changes & Clock, record: CubeRecord): Promise<void> {
  const { cube, commit } = record
  const sinceMs = node.nowMs()
  await node.ledger.change({
    removed: record,
    put: [awayEntry({ why: 'evicted', record, sinceMs })],
    audit: [{ time: sinceMs, kind: 'evict', cube: parseCid(cube), commit }],
  })
}

/** @returns the cube as it is now, under the name and with the wishes that the part had */
export async function keepWishes(
  node: Changes & Clock,
  before: CubeRecord | undefined,
  now: CubeRecord,
): Promise<CubeRecord> {
  if (before?.part === undefined) return now
  const { name, followed, pinned = false } = before
  if (now.name === name && now.followed === followed && (now.pinned ?? false) === pinned) return now
  const record = { ...now, name, followed, pinned }
  const kind = followed ? 'follow' : 'unfollow'
  await node.ledger.change({ record, audit: [{ time: node.nowMs(), kind, cube: parseCid(now.cube) }] })
  return record
}
